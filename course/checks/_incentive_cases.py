"""What lesson 07's tasks are tried on: drives for the effort function, two coders' lists, and a coding of statements.

All figures and codes are ours. The statements are those of `datasets/skane_interview_statements`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.checks.engine import Misconception
from course.checks.functions import Returned
from course.checks.kinds import Choice, Labels, Number, Vector
from course.models.multitask import best_effort

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


def _swapped() -> Effort:
    return lambda volume_pull, quality_pull, competition: right_effort()(quality_pull, volume_pull, competition)


def _built_in() -> Effort:
    return lambda volume_pull, quality_pull, competition: right_effort()(volume_pull, quality_pull, TABLE[0][2])


MISCONCEPTIONS = (
    Misconception("alone", _formula(_alone, _one)),
    Misconception("not-solved", _formula(_less, _one)),
    Misconception("plus", _formula(_more_than, _square)),
    Misconception("plus", _formula(_more_than, _one)),
    Misconception("divisor", _formula(_less, lambda competition: 1 - competition)),
    Misconception("divisor", _formula(_less, lambda competition: 1 + competition**2)),
    Misconception("swapped", _swapped),
    Misconception("built-in", _built_in, lambda value: _is_built_in(value)),
)


def _is_built_in(value: Returned) -> bool:
    """Say whether a function is right wherever the competition is the table's, and only there."""
    right = [right_effort()(*case.values()) for case in CASES]
    same = [TWO_AMOUNTS.same(given, wanted) for given, wanted in zip(value.results, right, strict=True)]
    table = [case["competition"] == TABLE[0][2] for case in CASES]
    return same == table


@dataclass(frozen=True)
class Coding(Labels):
    """Labels of which one may differ: coding is judgement, so nobody is asked to agree on everything."""

    spared: int = 1

    def same(self, value: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Say whether all labels but the spared ones agree."""
        return sum(value[key] != other[key] for key in self.keys) <= self.spared


#: The five codes of the exercise's codebook. Ours.
CODES = ("money", "drive", "control", "task", "chain")

#: Ten statements that one code fits best, by the codebook. The coding is ours, and one label may differ from it.
CODED: Mapping[str, str] = {
    "I1": "money",
    "I3": "task",
    "I4": "task",
    "I5": "chain",
    "I6": "control",
    "I9": "task",
    "I10": "control",
    "I14": "money",
    "I15": "chain",
    "I16": "drive",
}
CODING = Coding(tuple(CODED), Choice(CODES, "task.code-statements.option"))

#: All sixteen statements as two coders coded them, in the order of their numbers. Ours, made for the exercise.
FIRST_CODER = (
    *("money", "control", "task", "task", "chain", "control", "money", "task"),
    *("task", "control", "money", "drive", "money", "money", "chain", "drive"),
)
SECOND_CODER = (
    *("money", "task", "task", "task", "chain", "control", "control", "chain"),
    *("task", "control", "money", "money", "money", "money", "drive", "drive"),
)
#: Places of the six statements that the learner was not asked to code.
CONTESTED = tuple(place for place in range(len(FIRST_CODER)) if f"I{place + 1}" not in CODED)
