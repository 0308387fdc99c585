"""Outcomes as lines for the screen and as one table for a class; texts from files are made harmless for both."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from course.decisions.log import DecisionLog
from course.decisions.replaying import Outcome
from course.labs import find_lab, lab_ids
from course.text import Words

#: How much of a text the screen shows, in characters, and how many differences.
_MOST_TEXT = 100
_MOST_DIFFERENCES = 5

#: What makes a spreadsheet take a cell for a formula, and the same signs in full width.
_FORMULA = tuple("=+-@＝＋－＠")

COLUMNS = (
    *("file", "who", "lab", "time", "parameters", "outcome", "prediction", "model"),
    *("result", "text", "reflection"),
)


def harmless(text: str) -> str:
    """Return the text without what steers a terminal or turns the direction of writing; line breaks stay."""
    kept = (letter if letter == "\n" or unicodedata.category(letter)[0] != "C" else _instead(letter) for letter in text)
    return "".join(kept)


def _instead(letter: str) -> str:
    """Return nothing for a sign that only formats (direction, joining), a space for every other control character."""
    return "" if unicodedata.category(letter) == "Cf" else " "


def one_line(text: str) -> str:
    """Return a harmless text on one line, cut for the screen."""
    line = " ".join(harmless(text).split())
    return line if len(line) <= _MOST_TEXT else line[: _MOST_TEXT - 1] + "…"


def cell(text: str) -> str:
    """Return a harmless text that no spreadsheet takes for a formula."""
    kept = harmless(text)
    return f"'{kept}" if kept.lstrip().startswith(_FORMULA) else kept


def screen_lines(outcome: Outcome, words: Words) -> list[str]:
    """Return one file's outcome for the screen: verdict and file, what it is about, what differs or why refused."""
    # Our own sentences and the file's name are shown whole, what stands in the file is cut.
    details = ["", " ".join(harmless(outcome.text).split())]
    if log := outcome.log:
        details[0] = " · ".join(
            one_line(each) for each in (log.lab, _time(log), log.who, log.reflection) if each.strip()
        )
    shown = outcome.found[:_MOST_DIFFERENCES]
    details += [one_line(f"{each.path}: {each.then or '–'} → {each.now or '–'}") for each in shown]
    if len(outcome.found) > len(shown):
        details.append(words("replay.and_more", count=len(outcome.found) - len(shown)))
    width = max(len(words(f"replay.{verdict}")) for verdict in ("same", "differs", "refused")) + 2
    first = f"{words(f'replay.{outcome.verdict}'):<{width}}{' '.join(harmless(str(outcome.path)).split())}"
    return [first, *(" " * width + each for each in details if each)]


def _time(log: DecisionLog) -> str:
    """Return the time as people write it: 2026-11-21 15:30 UTC."""
    return f"{log.time[:16].replace('T', ' ')} UTC"


def row(outcome: Outcome, words: Words) -> list[str]:
    """Return one file's row of the table, in the order of COLUMNS."""
    values = {"file": str(outcome.path), "result": words(f"replay.{outcome.verdict}"), "text": outcome.text}
    if log := outcome.log:
        values |= {
            "who": log.who,
            "lab": log.lab,
            "time": _time(log),
            "parameters": ", ".join(f"{name}={value}" for name, value in log.parameters.items()),
            **(_told(log, words) if outcome.verdict != "refused" else {}),
            "prediction": _answers(log, log.prediction or {}, words),
            "model": _answers(log, log.model, words),
            "reflection": log.reflection,
        }
    return [cell(values.get(column, "")) for column in COLUMNS]


def _told(log: DecisionLog, words: Words) -> dict[str, str]:
    """Return a lab that was run again in the reader's words: its title, the settings, and what it shows."""
    lab = find_lab(log.lab)
    own = lab.words(words.lang)
    settings = (f"{own(f'{lab.id}.{c.name}.label')}: {lab.show(c, log.parameters[c.name], own)}" for c in lab.controls)
    outcome = lab.summary(lab.run(**log.parameters), own)
    return {"lab": own(f"{lab.id}.title"), "parameters": "; ".join(settings), "outcome": outcome}


def _answers(log: DecisionLog, answers: dict[str, str], words: Words) -> str:
    """Return answers in the reader's language where the course has their texts, otherwise as they stand."""
    lab_words = find_lab(log.lab).words(words.lang) if log.lab in lab_ids() else words
    texts = []
    for name, answer in answers.items():
        text = answer
        with suppress(KeyError):
            text = lab_words(f"{log.lab}.predict.{name}.{answer}")
        texts.append(f"{name}: {text}")
    return "; ".join(texts)


def write_table(rows: Iterable[list[str]], file: Path, words: Words) -> None:
    """Write a table as CSV, never over a file that is there: FileExistsError; OSError where it cannot be written.

    Its separator is the one that the language's spreadsheets expect, and it begins with the mark by which they know
    UTF-8.
    """
    file.open("x").close()
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            table = csv.writer(target, delimiter=words.separator)
            table.writerow([words(f"replay.column.{column}") for column in COLUMNS])
            table.writerows(rows)
    except OSError:
        file.unlink()
        raise
