"""The quizzes: questions as data, `SLUG.toml` for each lesson, with an explanation for every option.

[[question]]
id = "prepaid"
source = "SOU 2018:38, p. 124"
en = "…"
sv = "…"
[[question.option]]
right = true        # exactly one
en = "…"
sv = "…"
why = { en = "…", sv = "…" }
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Option:
    """One answer, with what to say to whoever picks it; texts by language."""

    right: bool
    text: dict[str, str]
    why: dict[str, str]


@dataclass(frozen=True)
class Question:
    """One question with its options and its source; texts by language."""

    id: str
    source: str
    text: dict[str, str]
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        """Refuse a question without exactly one right option and at least two in all."""
        if len(self.options) < 2 or sum(option.right for option in self.options) != 1:
            raise ValueError(f"question {self.id!r} needs at least two options, exactly one of them right")


def _get(entry: dict[str, Any], key: str, where: str) -> Any:
    if key not in entry:
        raise KeyError(f"{where} lacks {key}")
    return entry[key]


def _texts(entry: dict[str, Any], where: str) -> dict[str, str]:
    return {lang: _get(entry, lang, where) for lang in ("en", "sv")}


def _option(entry: dict[str, Any], where: str) -> Option:
    why = _texts(_get(entry, "why", where), f"{where}: why")
    return Option(bool(entry.get("right", False)), _texts(entry, where), why)


def _question(entry: dict[str, Any], where: str) -> Question:
    name = _get(entry, "id", where)
    where = f"{where} ({name})"
    options = [_option(option, f"{where}: option {i}") for i, option in enumerate(_get(entry, "option", where), 1)]
    return Question(name, _get(entry, "source", where), _texts(entry, where), tuple(options))


@cache
def find_quiz(slug: str) -> tuple[Question, ...]:
    """Return a lesson's questions.

    Raises FileNotFoundError if it has no quiz, KeyError that names file, question and what it lacks, and ValueError
    that names the file if it is no TOML or a question has not exactly one right option.
    """
    path = FOLDER / f"{slug}.toml"
    try:
        quiz = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    entries = _get(quiz, "question", path.name)
    return tuple(_question(entry, f"{path.name}: question {i}") for i, entry in enumerate(entries, 1))


def quiz_slugs() -> list[str]:
    """Return the slugs of the lessons that have a quiz, in order: every lesson has one."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))
