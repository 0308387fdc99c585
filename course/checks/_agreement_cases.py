"""The codings that lesson 08's agreement function is tried on, and the mistaken functions that we know.

A code is 1 (the statement supports the expectation), −1 (it speaks against it) or 0 (it is silent on it). The first
pair is the exercise's example; the others are ours, drawn once and for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.engine import Misconception
from course.checks.functions import Returned
from course.checks.kinds import Number, Vector
from course.models.arrays import Array

Measure = Callable[[Array, Array], list[float]]
#: What chance gives, from two coders' codes.
Chance = Callable[[Array, Array], float]

CODES = (1, 0, -1)
#: Two coders' codes of eight statements: alike in six. Ours.
EXAMPLE = ((1, 1, 0, 0, -1, 0, 1, 0), (1, 0, 0, 0, -1, 0, 1, -1))
_MORE = 14

PAIR = Vector(2, Number(decimals=4, low=-1, high=1))


def _codes(draw: np.random.Generator, number: int) -> tuple[Array, Array]:
    """Make two coders' codes: the second copies the first now and then; some never use one of the codes."""
    size = int(draw.integers(9, 17))
    habits = draw.dirichlet([2, 2, 2], 2)
    if number % 4 == 0:
        habits = np.array([[0.5, 0.5, 0.0], [0.6, 0.4, 0.0]])
    first, second = (draw.choice(CODES, size, p=habit) for habit in habits)
    second = np.where(draw.random(size) < 0.5, first, second)
    first[:2], second[:2] = (1, 0), (0, 1)  # both use two codes and disagree, so that no measure is 0 / 0
    return first.astype(float), second.astype(float)


def _cases() -> tuple[dict[str, Any], ...]:
    draw = np.random.default_rng(8)
    pairs = [tuple(np.array(codes, dtype=float) for codes in EXAMPLE), *(_codes(draw, n) for n in range(_MORE))]
    return tuple({"first": first, "second": second} for first, second in pairs)


#: The codings, the example's first.
CASES = _cases()


def shares(codes: Array) -> Array:
    """How large a part of the codes each of `CODES` is, shape (3,)."""
    return np.array([float(np.mean(codes == code)) for code in CODES])


def _alike(first: Array, second: Array) -> float:
    return float(np.mean(first == second))


def _beyond(alike: float, chance: float) -> float:
    return (alike - chance) / (1 - chance)


def _cohen(first: Array, second: Array) -> float:
    return float(shares(first) @ shares(second))


def _pooled(first: Array, second: Array) -> float:
    return float(np.sum(((shares(first) + shares(second)) / 2) ** 2))


def kappa(first: Array, second: Array) -> float:
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

    def measure(first: Array, second: Array) -> list[float]:
        alike = _alike(first, second)
        return [alike, _beyond(alike, chance(first, second))]

    return lambda: measure


def _not_rescaled(first: Array, second: Array) -> list[float]:
    alike = _alike(first, second)
    return [alike, alike - _cohen(first, second)]


def _eight_long(first: Array, second: Array) -> list[float]:
    """Return the measures with the example's number of statements written in."""
    alike = float(np.sum(first == second)) / len(EXAMPLE[0])
    chance = sum(float(np.sum(first == code) * np.sum(second == code)) for code in CODES) / len(EXAMPLE[0]) ** 2
    return [min(alike, 1.0), max(-1.0, min(1.0, _beyond(alike, chance)))]


def _without_silence(first: Array, second: Array) -> list[float]:
    """Return the measures with chance from the codes 1 and −1 only."""
    chance = sum(float(np.mean(first == code) * np.mean(second == code)) for code in (1, -1))
    return [_alike(first, second), _beyond(_alike(first, second), chance)]


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
    Misconception("left-out", lambda: _without_silence),
    Misconception("swapped", lambda: lambda first, second: right_agreement()(first, second)[::-1]),
    Misconception("built-in", lambda: _eight_long, _is_right_only_for_the_example),
)
