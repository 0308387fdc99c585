"""The kinds of answer that a check can ask for: how each is read, compared and described.

`read` turns whatever the learner gave into plain values, or raises BlankError or RefusedError; `same` compares two
of them; `fit` refuses a shape or a range; `details` gives figures for a message about a wrong answer.
The right answer and the known wrong ones are read in the same way as the learner's.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from course.checks.values import BlankError, RefusedError, is_blank, number, numbers, pairs, text, type_name
from course.text import LANGUAGES, Words

#: Numbers that differ by less than this, relatively, are the same: room for another machine's arithmetic.
_NOISE = 1e-9


class Kind(ABC):
    """What every kind of answer can do."""

    @abstractmethod
    def read(self, answer: Any, words: Words) -> Any:
        """Return the answer as plain values. Raises BlankError or RefusedError."""

    def same(self, value: Any, other: Any) -> bool:
        """Say whether two answers that have been read are the same."""
        return bool(value == other)

    def near(self, value: Any, right: Any) -> str | None:
        """Return the id of what to say of a wrong answer that is right but for decimals that were lost, or None."""
        return None

    def fit(self, value: Any, words: Words) -> None:  # noqa: B027 (most kinds have nothing to refuse)
        """Raise RefusedError for a shape or a range that makes no sense."""

    def details(self, value: Any, right: Any) -> dict[str, str]:
        """Return figures for a message about a wrong answer."""
        return {}

    def remark(self, value: Any) -> str | None:
        """Return the id of something to add when the answer is right, or None."""
        return None


@dataclass(frozen=True)
class Number(Kind):
    """One number. An answer rounded to `decimals` is right; `low` and `high` are the range that makes sense."""

    decimals: int
    low: float = -math.inf
    high: float = math.inf
    #: Whether the number is a share of something, which a learner may give as per cent.
    share: bool = False
    #: Id of what to say about a number outside the range.
    outside: str = "check.range"

    @property
    def tolerance(self) -> float:
        """Greatest absolute difference from the right answer; none but noise when whole numbers are asked for."""
        return 0.5 * 10.0**-self.decimals if self.decimals else 1e-6

    def read(self, answer: Any, words: Words) -> float:
        """Return the number."""
        return number(answer, whole=not self.decimals)

    def same(self, value: float, other: float) -> bool:
        """Say whether two numbers are the same, rounding and noise apart."""
        return abs(value - other) <= self.tolerance + _NOISE * max(1.0, abs(other))

    def near(self, value: float, right: float) -> str | None:
        """Say that the answer is right as far as it goes but has too few decimals, where that is so."""
        # A rounding that moves the number by more than a tenth says too little to be called right.
        kept = next((places for places in range(1, self.decimals) if _has_at_most(places, value)), None)
        if kept is None or abs(value - right) > min(0.5 * 10.0**-kept + _NOISE, 0.1 * abs(right)):
            return None
        return "check.rounded"

    def fit(self, value: float, words: Words) -> None:
        """Refuse a number outside the range, or with a fraction where whole numbers are asked for."""
        if not self.low - self.tolerance <= value <= self.high + self.tolerance:
            # Below two per cent, more than 1 is more likely a slip in the reckoning than per cent.
            key = "check.share" if self.share and 2 <= value <= 100 else self.outside
            raise RefusedError(key, low=_plain(self.low, words), high=_plain(self.high, words))
        if not self.decimals and abs(value - round(value)) > self.tolerance:
            raise RefusedError("check.whole")


@dataclass(frozen=True)
class Vector(Kind):
    """A fixed number of numbers in a given order."""

    length: int
    of: Number

    def read(self, answer: Any, words: Words) -> list[float]:
        """Return the numbers, however many they are."""
        return numbers(answer, whole=not self.of.decimals)

    def same(self, value: list[float], other: list[float]) -> bool:
        """Say whether two vectors are as long and the same all through."""
        return len(value) == len(other) and all(map(self.of.same, value, other))

    def fit(self, value: list[float], words: Words) -> None:
        """Refuse another length, or a number out of range."""
        if len(value) != self.length:
            key = "check.length_comma" if self._has_commas(value) else "check.length"
            raise RefusedError(key, got=str(len(value)))
        for item in value:
            self.of.fit(item, words)

    def _has_commas(self, value: list[float]) -> bool:
        """Say whether decimal commas may have made more numbers of these: each comma makes two whole ones of one."""
        more = len(value) - self.length
        return self.of.decimals > 0 and 0 < more <= self.length and sum(map(float.is_integer, value)) >= 2 * more

    def near(self, value: list[float], right: list[float]) -> str | None:
        """Say which decimals were lost: all of them, from all numbers, or some from those that are not right."""
        if len(value) != len(right) or not self.of.decimals:
            return None
        pairs = list(zip(value, right, strict=True))
        if _whole(value) and any(value) and all(_is_cut_or_rounded(*pair) for pair in pairs):
            return "check.near"
        kept = all(self.of.same(*pair) or self.of.near(*pair) for pair in pairs)
        return "check.rounded" if kept and not self.same(value, right) else None

    def details(self, value: list[float], right: list[float]) -> dict[str, str]:
        """Return how many of the numbers are right."""
        return {"right": str(sum(map(self.of.same, value, right))), "total": str(self.length)}


@dataclass(frozen=True)
class Choice(Kind):
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
        raise RefusedError("check.choice", options=self.names_in(words))

    def _everywhere(self, option: str, words: Words) -> list[str]:
        return [Words(lang, words.domain)(f"{self.names}.{option}") for lang in LANGUAGES]

    def names_in(self, words: Words) -> str:
        """Return the options as the learner's language has them, with commas between."""
        return ", ".join(words(f"{self.names}.{option}") for option in self.options)


@dataclass(frozen=True)
class Labels(Kind):
    """A mapping from each of a few ids to one of a few words."""

    keys: tuple[str, ...]
    of: Choice

    def read(self, answer: Any, words: Words) -> dict[str, str]:
        """Return the option that each key was given. Raises RefusedError for keys that are not asked for."""
        known = {_folded(key): key for key in self.keys}
        found = pairs(answer)
        given = {_folded(key): item for key, item in found.items()}
        strange = [key for key in found if _folded(key) not in known]
        if strange:
            raise RefusedError("check.keys", strange=strange[0][:40], known=", ".join(self.keys))
        items = {key: given.get(folded, ...) for folded, key in known.items()}
        for key, item in items.items():
            if not is_blank(item) and not issubclass(type(item), str):
                raise RefusedError("check.value", place=key, got=type_name(item), options=self.of.names_in(words))
        left = sum(is_blank(item) or item == "" for item in items.values())
        if left:
            raise BlankError(left, len(items))
        return {key: self._read_one(key, item, words) for key, item in items.items()}

    def _read_one(self, key: str, item: Any, words: Words) -> str:
        """Return one option, or refuse a word that is none with the key that it was given for."""
        try:
            return self.of.read(item, words)
        except RefusedError:
            written = " ".join(text(item).split())[:40]
            raise RefusedError("check.word", place=key, given=written, options=self.of.names_in(words)) from None

    def details(self, value: dict[str, str], right: dict[str, str]) -> dict[str, str]:
        """Return how many of the keys have the right option."""
        return {"right": str(sum(value[key] == right[key] for key in right)), "total": str(len(right))}


def _folded(given: str) -> str:
    return " ".join(given.casefold().replace("-", " ").split())


def _whole(values: list[float]) -> bool:
    return all(map(float.is_integer, values))


def _has_at_most(places: int, value: float) -> bool:
    return abs(value - round(value, places)) <= _NOISE


def _is_cut_or_rounded(given: float, wanted: float) -> bool:
    """Say whether a whole number is what another becomes when its decimals are cut off, or rounded away."""
    return given == math.trunc(wanted) or abs(given - wanted) <= 0.5 + _NOISE


def _plain(value: float, words: Words) -> str:
    return "∞" if math.isinf(value) else words.number(value)
