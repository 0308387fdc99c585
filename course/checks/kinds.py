"""The kinds of answer that a check can ask for: how each is read, compared and described.

`read` turns whatever the learner gave into plain values, or raises BlankError or RefusedError; `same` compares two
of them; `fit` refuses a shape or a range; `details` gives figures for a message about a wrong answer.
The right answer and the known wrong ones are read in the same way as the learner's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from course.checks.values import BlankError, RefusedError, is_blank, number, numbers, pairs, text
from course.text import LANGUAGES, Words

#: Numbers that differ by less than this, relatively, are the same: room for another machine's arithmetic.
_NOISE = 1e-9


class Kind(Protocol):
    """What every kind of answer can do."""

    def read(self, answer: Any, words: Words) -> Any:
        """Return the answer as plain values. Raises BlankError or RefusedError."""

    def same(self, value: Any, other: Any) -> bool:
        """Say whether two answers that have been read are the same."""

    def fit(self, value: Any, words: Words) -> None:
        """Raise RefusedError for a shape or a range that makes no sense."""

    def details(self, value: Any, right: Any) -> dict[str, str]:
        """Return figures for a message about a wrong answer."""


@dataclass(frozen=True)
class Number:
    """One number. An answer rounded to `decimals` is right; `low` and `high` are the range that makes sense."""

    decimals: int
    low: float = -math.inf
    high: float = math.inf
    #: What a number outside the range is told: `check.range`, or `check.share` for a share of something.
    outside: str = "check.range"

    @property
    def tolerance(self) -> float:
        """Greatest absolute difference from the right answer; none but noise when whole numbers are asked for."""
        return 0.5 * 10.0**-self.decimals if self.decimals else 1e-6

    def read(self, answer: Any, words: Words) -> float:
        """Return the number."""
        return number(answer)

    def same(self, value: float, other: float) -> bool:
        """Say whether two numbers are the same, rounding and noise apart."""
        return abs(value - other) <= self.tolerance + _NOISE * max(1.0, abs(other))

    def fit(self, value: float, words: Words) -> None:
        """Refuse a number outside the range, or with a fraction where whole numbers are asked for."""
        if not self.low - self.tolerance <= value <= self.high + self.tolerance:
            raise RefusedError(self.outside, low=_plain(self.low, words), high=_plain(self.high, words))
        if not self.decimals and abs(value - round(value)) > self.tolerance:
            raise RefusedError("check.whole")

    def details(self, value: float, right: float) -> dict[str, str]:
        """Return nothing: a wrong number has no parts."""
        return {}


@dataclass(frozen=True)
class Vector:
    """A fixed number of numbers in a given order."""

    length: int
    of: Number

    def read(self, answer: Any, words: Words) -> list[float]:
        """Return the numbers, however many they are."""
        return numbers(answer)

    def same(self, value: list[float], other: list[float]) -> bool:
        """Say whether two vectors are as long and the same all through."""
        return len(value) == len(other) and all(map(self.of.same, value, other))

    def fit(self, value: list[float], words: Words) -> None:
        """Refuse another length, or a number out of range."""
        if len(value) != self.length:
            raise RefusedError("check.length", got=str(len(value)))
        for item in value:
            self.of.fit(item, words)

    def details(self, value: list[float], right: list[float]) -> dict[str, str]:
        """Return how many of the numbers are right."""
        return {"right": str(sum(map(self.of.same, value, right))), "total": str(self.length)}


@dataclass(frozen=True)
class Choice:
    """One of a few words. `names` is the id in the catalogue that, with `.<option>`, gives an option's name.

    An option is known by its name in any of the course's languages, and by its id.
    """

    options: tuple[str, ...]
    names: str

    def read(self, answer: Any, words: Words) -> str:
        """Return the id of the option."""
        given = _folded(text(answer))
        for option in self.options:
            if given in {_folded(option), *(_folded(name) for name in self._everywhere(option, words))}:
                return option
        raise RefusedError("check.choice", options=", ".join(self._here(words)))

    def _everywhere(self, option: str, words: Words) -> list[str]:
        return [Words(lang, words.domain)(f"{self.names}.{option}") for lang in LANGUAGES]

    def _here(self, words: Words) -> list[str]:
        return [words(f"{self.names}.{option}") for option in self.options]

    def same(self, value: str, other: str) -> bool:
        """Say whether two options are the same."""
        return value == other

    def fit(self, value: str, words: Words) -> None:
        """Do nothing: an option that can be read fits."""

    def details(self, value: str, right: str) -> dict[str, str]:
        """Return nothing: a wrong word has no parts."""
        return {}


@dataclass(frozen=True)
class Labels:
    """A mapping from each of a few ids to one of a few words."""

    keys: tuple[str, ...]
    of: Choice

    def read(self, answer: Any, words: Words) -> dict[str, str]:
        """Return the option that each key was given. Raises RefusedError for keys that are not asked for."""
        known = {_folded(key): key for key in self.keys}
        given = {_folded(key): item for key, item in pairs(answer).items()}
        strange = [key for key in given if key not in known]
        if strange:
            raise RefusedError("check.keys", strange=strange[0][:40], known=", ".join(self.keys))
        items = {key: given.get(folded, ...) for folded, key in known.items()}
        left = sum(is_blank(item) or item == "" for item in items.values())
        if left:
            raise BlankError(left, len(items))
        return {key: self.of.read(item, words) for key, item in items.items()}

    def same(self, value: dict[str, str], other: dict[str, str]) -> bool:
        """Say whether every key has the same option."""
        return value == other

    def fit(self, value: dict[str, str], words: Words) -> None:
        """Do nothing: a mapping that can be read fits."""

    def details(self, value: dict[str, str], right: dict[str, str]) -> dict[str, str]:
        """Return how many of the keys have the right option."""
        return {"right": str(sum(value[key] == right[key] for key in right)), "total": str(len(right))}


def _folded(given: str) -> str:
    return " ".join(given.casefold().split())


def _plain(value: float, words: Words) -> str:
    return "∞" if math.isinf(value) else words.number(value)
