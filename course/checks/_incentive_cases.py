"""What lesson 07's tasks on choice are tried on: drives for the effort function, and a clinic with a record.

All figures are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.engine import Misconception
from course.checks.functions import Returned
from course.checks.kinds import Number, Vector
from course.models.multitask import Effort as Amounts
from course.models.multitask import best_effort, motivation_paid

Effort = Callable[[float, float, float], list[float]]

#: Pull towards volume, money included; pull towards quality; competition. The three settings of the exercise's table.
TABLE = ((1.3675, 1.255, 0.3), (1.255, 1.255, 0.3), (1.35, 1.35, 0.3))
#: How many further settings an effort function is tried on.
_MORE = 12

TWO_AMOUNTS = Vector(2, Number(decimals=3))


def _case(volume_pull: float, quality_pull: float, competition: float) -> dict[str, Any]:
    return {"volume_pull": volume_pull, "quality_pull": quality_pull, "competition": competition}


def _cases() -> tuple[dict[str, Any], ...]:
    """Make the table's settings and others, in all of which both tasks are worth doing."""
    draw = np.random.default_rng(7)
    more = []
    for number in range(_MORE):
        competition = [0.3, 0.0, 0.1, 0.5][number % 4]
        first, second = np.round(draw.uniform(0.9, 1.6, 2), 2)
        more.append(_case(float(first), float(second), competition))
    return (*(_case(*setting) for setting in TABLE), *more)


#: The settings, the table's first.
CASES = _cases()


def right_effort() -> Effort:
    """Make the function that chooses as the model does."""

    def effort(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        best = best_effort(volume_pull, quality_pull, 0.0, competition)
        return [best.volume, best.quality]

    return effort


def _formula(top: Callable[[float, float, float], float], bottom: Callable[[float], float]) -> Callable[[], Effort]:
    """Make a maker of a function that divides the same expression for both tasks by something."""

    def effort(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        below = bottom(competition)
        return [
            top(volume_pull, quality_pull, competition) / below,
            top(quality_pull, volume_pull, competition) / below,
        ]

    return lambda: effort


def _less(mine: float, other: float, competition: float) -> float:
    return mine - competition * other


def _more_than(mine: float, other: float, competition: float) -> float:
    return mine + competition * other


def _alone(mine: float, other: float, competition: float) -> float:
    return mine


def _one(competition: float) -> float:
    return 1.0


def _square(competition: float) -> float:
    return 1 - competition**2


def _in_turn() -> Effort:
    """Take away the other task's pull for volume, and what that leaves of volume for quality."""

    def effort(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        volume = volume_pull - competition * quality_pull
        return [volume, quality_pull - competition * volume]

    return effort


def _half_solved() -> Effort:
    def effort(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        volume = right_effort()(volume_pull, quality_pull, competition)[0]
        return [volume, quality_pull - competition * volume_pull]

    return effort


def _swapped() -> Effort:
    return lambda volume_pull, quality_pull, competition: right_effort()(quality_pull, volume_pull, competition)


def _built_in() -> Effort:
    return lambda volume_pull, quality_pull, competition: right_effort()(volume_pull, quality_pull, TABLE[0][2])


MISCONCEPTIONS = (
    Misconception("alone", _formula(_alone, _one)),
    Misconception("not-solved", _formula(_less, _one)),
    Misconception("not-solved", _in_turn),
    Misconception("plus", _formula(_more_than, _square)),
    Misconception("plus", _formula(_more_than, _one)),
    Misconception("divisor", _formula(_less, lambda competition: 1 - competition)),
    Misconception("divisor", _formula(_less, lambda competition: 1 + competition**2)),
    Misconception(
        "parentheses", _formula(lambda mine, other, rivalry: mine - rivalry * other / _square(rivalry), _one)
    ),
    Misconception("parentheses", _formula(lambda mine, other, rivalry: mine - rivalry * other - rivalry**2, _one)),
    Misconception("sign", _formula(_less, lambda competition: -_square(competition))),
    Misconception("swapped", _swapped),
    Misconception("built-in", _built_in, lambda value: _is_built_in(value)),
    Misconception("one-right", _half_solved, lambda value: _is_half_right(value)),
)


def _is_half_right(value: Returned) -> bool:
    """Say whether one of the two numbers is right in every setting."""
    right = [right_effort()(*case.values()) for case in CASES]
    pairs = [list(zip(given, wanted, strict=False)) for given, wanted in zip(value.results, right, strict=True)]
    return any(
        all(len(pair) == 2 and TWO_AMOUNTS.of.same(*pair[place]) for pair in pairs)
        for place in range(TWO_AMOUNTS.length)
    )


def _is_built_in(value: Returned) -> bool:
    """Say whether a function is right wherever the competition is the table's, and only there."""
    right = [right_effort()(*case.values()) for case in CASES]
    same = [TWO_AMOUNTS.same(given, wanted) for given, wanted in zip(value.results, right, strict=True)]
    table = [case["competition"] == TABLE[0][2] for case in CASES]
    return same == table


#: The clinic of task 3: money weight, variable share, motive for both tasks, crowding out, competition. Ours.
CLINIC = {"weight": 0.3, "variable": 0.4, "motive": 1.3, "crowding_out": 0.1, "competition": 0.3}


def choice(paid: bool, crowded: bool = True, pay_for_quality: float = 0.0) -> Amounts:
    """What the clinic of task 3 does, paid by what it records or not, with what pay has crowded out or without."""
    pay = CLINIC["weight"] * CLINIC["variable"] if paid else 0.0
    drive = motivation_paid(CLINIC["motive"], CLINIC["crowding_out"] * crowded, CLINIC["variable"])
    return best_effort(drive, drive + pay * pay_for_quality, pay, CLINIC["competition"])


def relative(before: float, after: float) -> float:
    """Return a change as a share of what there was before."""
    return after / before - 1


def change(kind: Callable[[float, float], float], crowded: bool = True, pay_for_quality: float = 0.0) -> list[float]:
    """Change in recorded output and in real volume, each made of before and after by `kind`."""
    before, after = choice(True, pay_for_quality=pay_for_quality), choice(False, crowded)
    return [kind(before.recorded, after.recorded), kind(before.volume, after.volume)]


def _recorded(before: Callable[[Amounts], float], extra_after: float = 0.0) -> Callable[[], list[float]]:
    """Make an answer with the right change in volume, and the change in a record that is kept in another way.

    `extra_after` is the part of the coding that is there after the change too.
    """

    def answer() -> list[float]:
        paid, unpaid = choice(paid=True), choice(paid=False)
        coding = paid.recorded - paid.volume
        return [relative(before(paid), unpaid.volume + extra_after * coding), relative(paid.volume, unpaid.volume)]

    return answer


def _is_per_cent(value: list[float]) -> bool:
    """Say whether one number or both are the right ones in per cent, rounded or cut, whatever their sign."""
    wanted = change(relative)
    return len(value) == len(wanted) and any(
        abs(abs(given) - abs(100 * share)) < 1 for given, share in zip(value, wanted, strict=True)
    )


RECORD_MISTAKES = (
    Misconception("amounts", lambda: change(lambda before, after: after - before)),
    Misconception("base", lambda: change(lambda before, after: 1 - before / after)),
    Misconception("base", lambda: change(lambda before, after: before / after - 1)),
    Misconception("sign", lambda: change(lambda before, after: 1 - after / before)),
    Misconception("percent", lambda: [100 * part for part in change(relative)], _is_per_cent),
    Misconception("left", lambda: change(lambda before, after: after / before)),
    Misconception("swapped", lambda: change(relative)[::-1]),
    Misconception("no-coding", _recorded(lambda paid: paid.volume)),
    Misconception("undone", lambda: change(relative, crowded=False)),
    Misconception("coding", _recorded(lambda paid: 2 * paid.recorded - paid.volume)),
    Misconception("coding", _recorded(lambda paid: paid.volume * 1.5)),
    Misconception("coding", _recorded(lambda paid: paid.recorded, extra_after=1.0)),
    Misconception("both", lambda: change(relative, pay_for_quality=1.0)),
)
