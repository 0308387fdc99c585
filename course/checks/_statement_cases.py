"""What lesson 07's tasks on statements are tried on: a coding with a margin, and two coders' lists.

All codes are ours. The statements are those of `datasets/skane_interview_statements`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from course.checks.engine import Misconception
from course.checks.kinds import Choice, Labels


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


def _counted(label: str, least: int) -> Callable[[Mapping[str, str]], bool]:
    return lambda value: sum(given == label for given in value.values()) >= least


def _took(given: str, truth: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether at least two statements of one code were given another."""
    return lambda value: sum(value[key] == given and CODED[key] == truth for key in CODED) >= 2


def _overused(label: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether at least two statements of any other codes were given this one."""
    return lambda value: sum(value[key] == label != CODED[key] for key in CODED) >= 2


def _with(**changed: str) -> Callable[[], dict[str, str]]:
    return lambda: {**CODED, **changed}


CODING_MISTAKES = (
    Misconception("all-money", lambda: dict.fromkeys(CODED, "money"), _counted("money", 6)),
    Misconception("task-as-control", _with(I3="control", I4="control", I9="control"), _took("control", "task")),
    Misconception("task-as-money", _with(I3="money", I4="money"), _took("money", "task")),
    Misconception("chain-as-drive", _with(I5="drive", I15="drive"), _took("drive", "chain")),
    Misconception("over-money", _with(I6="money", I15="money"), _overused("money")),
)

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


def matches(places: Sequence[int]) -> int:
    """Return on how many of these statements the two coders agree."""
    return sum(FIRST_CODER[place] == SECOND_CODER[place] for place in places)


ALL = range(len(FIRST_CODER))
TEN = [place for place in ALL if place not in CONTESTED]


def agreement(second: Sequence[int] = CONTESTED) -> list[float]:
    """Return the share of all statements, and of some of them, on which the two coders agree."""
    return [matches(ALL) / len(ALL), matches(second) / len(second)]


def as_often(places: Sequence[int]) -> float:
    """Part of the statements that would agree if it were enough to use each code as often."""
    first, second = (Counter(coder[place] for place in places) for coder in (FIRST_CODER, SECOND_CODER))
    return (first & second).total() / len(places)
