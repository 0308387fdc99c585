"""`course replay`: run saved decision logs again and say whether every figure is the same."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from io import TextIOWrapper
from pathlib import Path

from course.text import Words


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the options of `course replay`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=words("replay.paths.help"))
    parser.add_argument("--table", type=Path, metavar="FILE", help=words("replay.table.help"))


def run(options: argparse.Namespace, words: Words) -> int:
    """Replay all files and print what came of each; 1 when something differs, is refused or cannot be written."""
    # Not at the top: other commands must not wait for, or fail on, what only the labs need.
    try:
        from course.decisions.replaying import replay_all
        from course.decisions.table import row, screen_lines, write_table
    except ImportError as error:
        print(words("cli.not_installed", package=error.name), file=sys.stderr)
        return 1
    if isinstance(sys.stdout, TextIOWrapper):  # a screen that lacks a letter shows a question mark
        sys.stdout.reconfigure(errors="replace")
    rows, verdicts = [], Counter[str]()
    for outcome in replay_all(options.paths, words):
        print("\n".join(screen_lines(outcome, words)), flush=True)
        verdicts[outcome.verdict] += 1
        rows.append(row(outcome, words))
    print("\n" + words("replay.total", **{name: verdicts[name] for name in ("same", "differs", "refused")}))
    if options.table:
        try:
            write_table(rows, options.table, words)
        except FileExistsError:
            print(words("replay.table.exists", file=options.table), file=sys.stderr)
            return 1
        except (OSError, ValueError):
            print(words("replay.table.failed", file=options.table), file=sys.stderr)
            return 1
        print(words("replay.table.written", file=options.table))
    return 0 if set(verdicts) == {"same"} else 1
