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


def _texts(entry: dict[str, Any]) -> dict[str, str]:
    return {"en": entry["en"], "sv": entry["sv"]}


def _question(entry: dict[str, Any]) -> Question:
    options = tuple(
        Option(bool(option.get("right", False)), _texts(option), _texts(option["why"])) for option in entry["option"]
    )
    return Question(entry["id"], entry["source"], _texts(entry), options)


@cache
def find_quiz(slug: str) -> tuple[Question, ...]:
    """Return a lesson's questions. Raises FileNotFoundError if it has no quiz, KeyError if a text is missing."""
    with (FOLDER / f"{slug}.toml").open("rb") as file:
        return tuple(_question(entry) for entry in tomllib.load(file)["question"])


def quiz_slugs() -> list[str]:
    """Return the slugs of the lessons that have a quiz, in order: every lesson has one."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))
