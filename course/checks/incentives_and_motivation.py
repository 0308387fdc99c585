"""Lesson 07's tasks: effort, the rise that makes up for pay, record and reality, trust, the chain, coding, agreement.

All figures that the tasks give are ours; the mechanisms are those of `course.models`, whose sources they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from course.checks._incentive_cases import (
    CASES,
    CODED,
    CODING,
    CONTESTED,
    FIRST_CODER,
    MISCONCEPTIONS,
    SECOND_CODER,
    TWO_AMOUNTS,
    right_effort,
)
from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Number, Vector
from course.models.chain import awareness, pass_down
from course.models.multitask import Effort, best_effort, motivation_paid, required_rise
from course.models.signals import trust_path

LESSON = "07-incentives-and-motivation"

#: The clinic of task 2: weight on money, variable share, competition between the tasks. Ours.
WEIGHT, VARIABLE, RIVALRY = 0.2, 0.5, 0.4

#: The clinic of task 3: money weight, variable share, motive for both tasks, crowding out, competition. Ours.
CLINIC = {"weight": 0.3, "variable": 0.4, "motive": 1.3, "crowding_out": 0.1, "competition": 0.3}

#: Trust before, and how many times as likely each piece of evidence is from one who trusts: task 4. Ours.
PRIOR, RATIOS = 0.6, (1.5, 0.8, 0.5)

#: What four levels pass on, years until 63 per cent know, and the end of 2014 counted from January 2012: task 5. Ours.
PASSES, TIME_CONSTANT, YEARS = (0.9, 0.7, 0.5, 0.4), 2.0, 3


def _rise(weight: float = WEIGHT, variable: float = VARIABLE) -> float:
    return required_rise(weight * variable, RIVALRY)


def _choice(paid: bool, crowded: bool = True) -> Effort:
    """What the clinic of task 3 does, paid by what it records or not, with what pay has crowded out or without."""
    pay = CLINIC["weight"] * CLINIC["variable"] if paid else 0.0
    drive = motivation_paid(CLINIC["motive"], CLINIC["crowding_out"] * crowded, CLINIC["variable"])
    return best_effort(drive, drive, pay, CLINIC["competition"])


def _change(kind: Callable[[float, float], float], crowded: bool = True) -> list[float]:
    """Change in recorded output and in real volume, each made of before and after by `kind`."""
    before, after = _choice(paid=True), _choice(paid=False, crowded=crowded)
    return [kind(before.recorded, after.recorded), kind(before.volume, after.volume)]


def _relative(before: float, after: float) -> float:
    return after / before - 1


def _real_twice() -> list[float]:
    return [_change(_relative)[1]] * 2


def _trust(prior: float = PRIOR, ratios: Sequence[float] = RATIOS) -> list[float]:
    return [float(step) for step in trust_path(prior, ratios)[1:]]


def _odds() -> list[float]:
    return [float(step) for step in PRIOR / (1 - PRIOR) * np.cumprod(RATIOS)]


def _arrives() -> float:
    return float(pass_down(PASSES)[-1])


def _known(years: float) -> float:
    return float(awareness([years], TIME_CONSTANT)[0])


def _chain(arrives: Callable[[], float], years: float = YEARS) -> Callable[[], list[float]]:
    """Make an answer of what arrives and, of that, what is known after some years."""
    return lambda: [arrives(), arrives() * _known(years)]


def _first_is(amount: Callable[[], float]) -> Callable[[list[float]], bool]:
    """Make a rule that says whether the first of two numbers is this amount, to three decimals."""
    return lambda value: len(value) == 2 and abs(value[0] - amount()) < 0.0005


def _lost() -> float:
    return float(np.prod(1 - np.array(PASSES)))


def _counted(label: str, least: int) -> Callable[[Mapping[str, str]], bool]:
    return lambda value: sum(given == label for given in value.values()) >= least


def _took(given: str, truth: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether at least two statements of one code were given another."""
    return lambda value: sum(value[key] == given and CODED[key] == truth for key in CODED) >= 2


def _with(**changed: str) -> Callable[[], dict[str, str]]:
    return lambda: {**CODED, **changed}


def _matches(places: Sequence[int]) -> int:
    return sum(FIRST_CODER[place] == SECOND_CODER[place] for place in places)


_ALL = range(len(FIRST_CODER))
_TEN = [place for place in _ALL if place not in CONTESTED]


def _agreement(second: Sequence[int] = CONTESTED) -> list[float]:
    return [_matches(_ALL) / len(_ALL), _matches(second) / len(second)]


def _as_often(places: Sequence[int]) -> float:
    """Part of the statements that would agree if it were enough to use each code as often."""
    first, second = (Counter(coder[place] for place in places) for coder in (FIRST_CODER, SECOND_CODER))
    return (first & second).total() / len(places)


_SHARE = Number(decimals=3, low=0, high=1, share=True)

CHECKS = (
    Check(
        id="best-effort",
        objective="derive-choice",
        kind=Function(CASES, TWO_AMOUNTS),
        right=right_effort,
        misconceptions=MISCONCEPTIONS,
        points=4,
    ),
    Check(
        id="required-rise",
        objective="find-required-rise",
        kind=Number(decimals=3, low=0, high=5),
        right=_rise,
        misconceptions=(
            Misconception("one-task", lambda: WEIGHT * VARIABLE),
            Misconception("times", lambda: WEIGHT * VARIABLE * (1 - RIVALRY)),
            Misconception("divisor", lambda: WEIGHT * VARIABLE / RIVALRY),
            Misconception("divisor", lambda: WEIGHT * VARIABLE / (1 - RIVALRY**2)),
            Misconception("divisor", lambda: WEIGHT * VARIABLE / (1 + RIVALRY)),
            Misconception("pay", lambda: _rise(variable=1.0)),
            Misconception("pay", lambda: _rise(weight=1.0)),
        ),
    ),
    Check(
        id="recorded-real",
        objective="split-recorded-real",
        kind=Vector(2, Number(decimals=3, low=-1, high=1)),
        right=lambda: _change(_relative),
        misconceptions=(
            Misconception("amounts", lambda: _change(lambda before, after: after - before)),
            Misconception("base", lambda: _change(lambda before, after: 1 - before / after)),
            Misconception("sign", lambda: _change(lambda before, after: 1 - after / before)),
            Misconception("left", lambda: _change(lambda before, after: after / before)),
            Misconception("swapped", lambda: _change(_relative)[::-1]),
            Misconception("no-coding", _real_twice),
            Misconception("undone", lambda: _change(_relative, crowded=False)),
        ),
        points=2,
    ),
    Check(
        id="trust-steps",
        objective="read-signals",
        kind=Vector(3, _SHARE),
        right=_trust,
        misconceptions=(
            Misconception("odds", _odds),
            Misconception("fresh", lambda: [_trust(ratios=[ratio])[0] for ratio in RATIOS]),
            Misconception("times", lambda: list(PRIOR * np.cumprod(RATIOS))),
            Misconception("prior", lambda: _trust(prior=0.5)),
            Misconception("order", lambda: _trust(ratios=RATIOS[::-1])),
        ),
        points=2,
    ),
    Check(
        id="chain",
        objective="follow-chain",
        kind=Vector(2, _SHARE),
        right=_chain(_arrives),
        misconceptions=(
            Misconception("year", _chain(_arrives, YEARS - 1)),
            Misconception("unweighted", lambda: [_arrives(), _known(YEARS)]),
            Misconception("average", _chain(lambda: float(np.mean(PASSES))), _first_is(lambda: float(np.mean(PASSES)))),
            Misconception("last", _chain(lambda: PASSES[-1]), _first_is(lambda: PASSES[-1])),
            Misconception("lost", _chain(_lost), _first_is(_lost)),
            Misconception("lost", _chain(lambda: 1 - _arrives()), _first_is(lambda: 1 - _arrives())),
        ),
        points=2,
    ),
    Check(
        id="code-statements",
        objective="code-statements",
        kind=CODING,
        right=lambda: dict(CODED),
        misconceptions=(
            Misconception("all-money", lambda: dict.fromkeys(CODED, "money"), _counted("money", 6)),
            Misconception("task-as-control", _with(I3="control", I4="control", I9="control"), _took("control", "task")),
            Misconception("task-as-money", _with(I3="money", I4="money"), _took("money", "task")),
            Misconception("chain-as-drive", _with(I5="drive", I15="drive"), _took("drive", "chain")),
        ),
        points=2,
    ),
    Check(
        id="agreement",
        objective="code-statements",
        kind=Vector(2, _SHARE),
        right=_agreement,
        misconceptions=(
            Misconception("disagreement", lambda: [1 - part for part in _agreement()]),
            Misconception("count", lambda: [_matches(_ALL), _matches(CONTESTED)]),
            Misconception("as-often", lambda: [_as_often(_ALL), _as_often(CONTESTED)]),
            Misconception("as-often", lambda: [_as_often(_ALL), _agreement()[1]]),
            Misconception("other-ten", lambda: _agreement(_TEN)),
            Misconception("of-all", lambda: [_agreement()[0], _matches(CONTESTED) / len(FIRST_CODER)]),
        ),
        points=2,
    ),
)
