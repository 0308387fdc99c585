"""The codings that lesson 08's agreement function is tried on, and the mistaken functions that we know.

A code is 1 (the statement supports the expectation), −1 (it speaks against it) or 0 (it is silent on it). The first
pair is the exercise's example; the others are ours, drawn once and for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.checks.engine import Misconception
from course.checks.functions import Returned
from course.checks.kinds import Number, Vector
from course.models.arrays import Array

#: One coder's codes of some statements.
Codes = NDArray[np.int64]
Measure = Callable[[Codes, Codes], list[float]]
#: What chance gives, from two coders' codes.
Chance = Callable[[Codes, Codes], float]

CODES = (1, 0, -1)
#: Two coders' codes of eight statements: alike in six. Ours.
EXAMPLE = ((1, 1, 0, 0, -1, 0, 1, 0), (1, 0, 0, 0, -1, 0, 1, -1))
#: Which codes two coders use: both all, both the same two, or one of them without a code that the other has.
_USED = (
    (CODES, CODES),
    ((1, 0), (1, 0)),
    ((0, -1), (1, 0)),
    (CODES, (0, -1)),
    ((1, 0), CODES),
    ((1, -1), (0, -1)),
    (CODES, CODES),
    ((1, 0), (1, -1)),
)
_ROUNDS = 3

PAIR = Vector(2, Number(decimals=4, low=-1, high=1, outside="check.range.counts"))


def _codes(draw: np.random.Generator, used: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[Codes, Codes]:
    """Make two coders' codes: the second copies the first now and then, where it uses that code at all."""
    size = int(draw.integers(9, 17))
    first, second = (draw.choice(codes, size, p=draw.dirichlet([6] * len(codes))) for codes in used)
    second = np.where((draw.random(size) < 0.7) & np.isin(first, used[1]), first, second)
    for codes, own in ((first, used[0]), (second, used[1][::-1])):
        codes[: len(own)] = own  # each uses all of its codes, so that no measure is 0 / 0
    return first, second


def _cases() -> tuple[dict[str, Any], ...]:
    """Make the cases, in whole numbers as the exercise shows them: a code may be used as a position."""
    draw = np.random.default_rng(8)
    pairs = [tuple(map(np.array, EXAMPLE)), *(_codes(draw, used) for used in _USED * _ROUNDS)]
    return tuple({"first": first, "second": second} for first, second in pairs)


#: The codings, the example's first.
CASES = _cases()


def shares(codes: Codes) -> Array:
    """How large a part of the codes each of `CODES` is, shape (3,)."""
    return np.array([float(np.mean(codes == code)) for code in CODES])


def _alike(first: Codes, second: Codes) -> float:
    return float(np.mean(first == second))


def _beyond(alike: float, chance: float) -> float:
    return (alike - chance) / (1 - chance)


def _cohen(first: Codes, second: Codes) -> float:
    return float(shares(first) @ shares(second))


def _pooled(first: Codes, second: Codes) -> float:
    return float(np.sum(((shares(first) + shares(second)) / 2) ** 2))


def kappa(first: Codes, second: Codes) -> float:
    """Cohen's kappa: agreement beyond chance, as a part of the most that is possible beyond it (Cohen 1960).

    first, second: codes of the same statements, shape (N,), any of `CODES`. Chance lets each coder keep the habits
    that the codes show. Not defined when chance alone gives full agreement.
    """
    return _beyond(_alike(first, second), _cohen(first, second))


def right_agreement() -> Measure:
    """Make the function that returns the part coded alike, and kappa."""
    return lambda first, second: [_alike(first, second), kappa(first, second)]


def _with_chance(chance: Chance) -> Callable[[], Measure]:
    """Make a maker of a function that has another idea of chance."""

    def measure(first: Codes, second: Codes) -> list[float]:
        alike = _alike(first, second)
        return [alike, _beyond(alike, chance(first, second))]

    return lambda: measure


def _not_rescaled(first: Codes, second: Codes) -> list[float]:
    alike = _alike(first, second)
    return [alike, alike - _cohen(first, second)]


def _eight_long(first: Codes, second: Codes) -> list[float]:
    """Return the measures with the example's number of statements written in."""
    alike = float(np.sum(first == second)) / len(EXAMPLE[0])
    chance = sum(float(np.sum(first == code) * np.sum(second == code)) for code in CODES) / len(EXAMPLE[0]) ** 2
    return [min(alike, 1.0), max(-1.0, min(1.0, _beyond(alike, chance)))]


def _without(code: int) -> Chance:
    """Make an idea of chance that forgets one of the codes."""
    return lambda first, second: _cohen(first, second) - float(np.mean(first == code) * np.mean(second == code))


def _no_parentheses(first: Codes, second: Codes) -> list[float]:
    """Return what (alike − chance) / 1 − chance gives."""
    alike = _alike(first, second)
    return [alike, alike - 2 * _cohen(first, second)]


def _is_right_only_for_the_example(value: Returned) -> bool:
    pairs = [
        PAIR.same(given, right_agreement()(*case.values())) for given, case in zip(value.results, CASES, strict=True)
    ]
    return pairs[0] and not all(pairs)


MISCONCEPTIONS = (
    Misconception("share-only", lambda: lambda first, second: [_alike(first, second)] * 2),
    Misconception("not-rescaled", lambda: _not_rescaled),
    Misconception("uniform", _with_chance(lambda first, second: 1 / len(CODES))),
    Misconception("one-coder", _with_chance(lambda first, second: float(shares(first) @ shares(first)))),
    Misconception("one-coder", _with_chance(lambda first, second: float(shares(second) @ shares(second)))),
    Misconception("pooled", _with_chance(_pooled)),
    *(Misconception("left-out", _with_chance(_without(code))) for code in CODES),
    Misconception("parentheses", lambda: _no_parentheses),
    Misconception("swapped", lambda: lambda first, second: right_agreement()(first, second)[::-1]),
    Misconception("built-in", lambda: _eight_long, _is_right_only_for_the_example),
)
