"""The commands of the command line, a module each: `arguments` describes one, `run` does it.

A command's file name is the command's name, and its one line of help is the text `cli.<name>.help`.
`run` returns the exit status: 0 when all went well, 1 when something is wrong and has been said in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from course.text import Words


@dataclass(frozen=True)
class Command:
    """One command: its name, what describes its own options, and what does it."""

    name: str
    arguments: Callable[[argparse.ArgumentParser, Words], None]
    run: Callable[[argparse.Namespace, Words], int]


def find_commands() -> list[Command]:
    """Return the commands, by name."""
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))
    modules = {file.stem: import_module(f"course.commands.{file.stem}") for file in files}
    return [Command(name, module.arguments, module.run) for name, module in modules.items()]
