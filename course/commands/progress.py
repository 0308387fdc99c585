"""`course progress`: how far the learner has come; `--export` takes the record along, `--delete` removes it."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from course import progress
from course.text import Words

if TYPE_CHECKING:
    from course.standing import Standing

#: Signs of a bar. Plain ones, which every terminal has; the words beside it say the same.
_BAR = 20

_WIDTH = 100


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the options of `course progress`."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--export", type=Path, metavar="FILE", help=words("progress.export.help"))
    instead.add_argument("--delete", action="store_true", help=words("progress.delete.help"))
    parser.add_argument("--yes", action="store_true", help=words("progress.yes.help"))


def run(options: argparse.Namespace, words: Words) -> int:
    """Show, export or delete; 1 when that could not be done."""
    if options.delete:
        return _delete(words, sure=options.yes)
    try:
        found = progress.read()
    except progress.RecordError:
        return _fail(words("progress.unreadable", folder=progress.shown_home()))
    if progress.set_aside():
        for sentence in progress.news(words):
            print(sentence, file=sys.stderr)
    if options.export:
        return _export(options.export, words, empty=not found)
    return _show(words)


def _show(words: Words) -> int:
    # Not at the top: what the lessons ask is in the labs, which need pandas and Altair; the record needs neither.
    from course.standing import standings

    found = standings(words.lang)
    for standing in found:
        print("\n".join(_lines(standing, words)))
    made = [bet for standing in found for bet in standing.bets]
    print(words("progress.bets") if made else words("predictions.none"))
    for bet in made:
        print(_wrapped(f"{bet.lab}: {bet.question}"))
        print(_wrapped(f"{words('predictions.answer')}: {bet.yours}", 4))
        print(_wrapped(f"{words('predictions.model')}: {bet.model}", 4))
    return 0


def _lines(standing: Standing, words: Words) -> list[str]:
    """Return a lesson as lines: title, how much is done in words and as a bar, time, and what is left."""
    full = round(_BAR * standing.done / len(standing.parts))
    bar = "#" * full + "." * (_BAR - full)
    count = f"{words('progress.done')}: {standing.count(words)}  {bar}"
    time = f"{words('progress.time')}: {standing.time(words)}"
    left = [_wrapped(line, 4) for line in standing.left(words)]
    return [
        f"{standing.slug[:2]} {standing.title}",
        f"  {count}",
        f"  {time}",
        f"  {words('progress.left')}:",
        *left,
        "",
    ]


def _wrapped(text: str, indent: int = 2) -> str:
    space = " " * indent
    return textwrap.fill(text, _WIDTH, initial_indent=space, subsequent_indent=f"{space}  ", break_on_hyphens=False)


def _export(file: Path, words: Words, *, empty: bool) -> int:
    if empty:
        return _fail(words("progress.empty", folder=progress.course_home()))
    try:
        number = progress.export(file, words)
    except FileExistsError:
        return _fail(words("progress.export_exists", file=file))
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        return _fail(words("progress.export_failed", file=file))
    print(words("progress.exported", number=number, file=file))
    return 0


def _delete(words: Words, *, sure: bool) -> int:
    try:
        folder = progress.course_home()
        if not (progress.record_path().exists() or progress.set_aside()):
            print(words("progress.empty", folder=folder))
            return 0
        if not (sure or _agrees(words, folder)):
            print(words("progress.delete_no"))
            return 0
        names = ", ".join(file.name for file in progress.delete())
    except OSError:
        return _fail(words("progress.delete_failed"))
    print(words("progress.deleted", names=names))
    return 0


def _agrees(words: Words, folder: Path) -> bool:
    """Ask, and say whether the word was typed."""
    word = words("progress.delete_word")
    try:
        return input(words("progress.delete_ask", folder=folder, word=word)).strip().casefold() == word
    except (EOFError, KeyboardInterrupt):
        print()
        return False


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
