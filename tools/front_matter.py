"""The front matter of a twin (`course:` in its YAML head), read into dataclasses with clear errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from tools.places import Place

T = TypeVar("T")

#: Which kind of page each room holds.
KINDS = {"lessons": "lesson", "solutions": "solution", "exercises": "exercise"}


class FrontMatterError(ValueError):
    """The head of a twin is not what it has to be; the message names the file, the field and the trouble."""


@dataclass(frozen=True)
class Objective:
    """What a learner can do afterwards: an id, the same in both languages, and a text with an observable verb."""

    id: str
    text: str


@dataclass(frozen=True)
class Minutes:
    """How long each part takes, in minutes."""

    lesson: int
    lab: int
    exercise: int
    debate: int

    @property
    def total(self) -> int:
        """All parts together."""
        return self.lesson + self.lab + self.exercise + self.debate


@dataclass(frozen=True)
class Source:
    """What a lesson builds on, with its pages as text, such as "115–137"."""

    citation: str
    pages: str


@dataclass(frozen=True)
class LessonMatter:
    """The head of a lesson. prerequisites may be empty; everything else is there. summary: three sentences."""

    lesson: str
    kind: str
    lang: str
    order: int
    title: str
    question: str
    summary: str
    objectives: tuple[Objective, ...]
    minutes: Minutes
    prerequisites: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Task:
    """A task of an exercise: its id in `lesson.check(id, ...)`, the objective it serves, its points."""

    id: str
    objective: str
    points: int


@dataclass(frozen=True)
class SolutionMatter:
    """The head of a solution, and of the exercise that is made from it."""

    lesson: str
    kind: str
    lang: str
    title: str
    tasks: tuple[Task, ...]


def load_lesson(course: Any, place: Place) -> LessonMatter:
    """Return the head of a lesson. Raises FrontMatterError."""
    return _checked(_record(LessonMatter, course, f"{place}: course"), place)


def load_solution(course: Any, place: Place) -> SolutionMatter:
    """Return the head of a solution or an exercise. Raises FrontMatterError."""
    return _checked(_record(SolutionMatter, course, f"{place}: course"), place)


M = TypeVar("M", LessonMatter, SolutionMatter)


def _checked(matter: M, place: Place) -> M:
    for name, wanted in (("lesson", place.name), ("kind", KINDS[place.room]), ("lang", place.lang)):
        if getattr(matter, name) != wanted:
            raise FrontMatterError(
                f"{place}: course.{name} is {getattr(matter, name)!r}, but here it must be {wanted!r}"
            )
    return matter


def _record(kind: type[T], value: Any, at: str) -> T:
    if not isinstance(value, Mapping):
        raise FrontMatterError(f"{at} must be a mapping with {_names(kind)}, not {value!r}")
    hints = get_type_hints(kind)
    if lacking := [name for name in hints if name not in value]:
        raise FrontMatterError(f"{at} lacks {', '.join(lacking)}")
    if unknown := [str(name) for name in value if name not in hints]:
        raise FrontMatterError(f"{at} has {', '.join(unknown)}, which nobody reads; it may have {_names(kind)}")
    return kind(**{name: _value(hint, value[name], f"{at}.{name}") for name, hint in hints.items()})


def _value(hint: Any, value: Any, at: str) -> Any:
    if is_dataclass(hint):
        return _record(hint, value, at)  # type: ignore[arg-type]
    if hint is str:
        if not isinstance(value, str) or not value.strip():
            raise FrontMatterError(f"{at} must be a text (in quotes if it is a figure), not {value!r}")
        return value.strip()
    if hint is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise FrontMatterError(f"{at} must be a whole number, at least 0, not {value!r}")
        return value
    if not isinstance(value, list) or (not value and not at.endswith("prerequisites")):
        raise FrontMatterError(f"{at} must be a list with something in it, not {value!r}")
    return tuple(_value(get_args(hint)[0], item, f"{at}[{index}]") for index, item in enumerate(value))


def _names(kind: Any) -> str:
    return ", ".join(field.name for field in fields(kind))
