"""Lesson 07's tasks: effort, the rise that makes up for pay, record and reality, trust, the chain, coding, agreement.

All figures that the tasks give are ours; the mechanisms are those of `course.models`, whose sources they name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from course.checks._incentive_cases import (
    CASES,
    MISCONCEPTIONS,
    RECORD_MISTAKES,
    TABLE,
    TWO_AMOUNTS,
    change,
    relative,
    right_effort,
)
from course.checks._statement_cases import (
    ALL,
    CODED,
    CODING,
    CODING_MISTAKES,
    CONTESTED,
    FIRST_CODER,
    TEN,
    agreement,
    as_often,
    matches,
)
from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Number, Vector
from course.models.chain import awareness, pass_down
from course.models.multitask import required_rise
from course.models.signals import trust_path

LESSON = "07-incentives-and-motivation"

#: The clinic of task 2: weight on money, variable share, competition between the tasks. Ours.
WEIGHT, VARIABLE, RIVALRY = 0.2, 0.5, 0.4

#: Trust before, and how many times as likely each piece of evidence is from one who trusts: task 4. Ours.
PRIOR, RATIOS = 0.7, (1.5, 0.8, 0.5)

#: What four levels pass on, years until 63 per cent know, and the end of 2014 counted from January 2012: task 5. Ours.
PASSES, TIME_CONSTANT, YEARS = (0.9, 0.7, 0.5, 0.4), 2.0, 3


def _rise(weight: float = WEIGHT, variable: float = VARIABLE, competition: float = RIVALRY) -> float:
    return required_rise(weight * variable, competition)


def _trust(prior: float = PRIOR, ratios: Sequence[float] = RATIOS) -> list[float]:
    return [float(step) for step in trust_path(prior, ratios)[1:]]


def _odds() -> list[float]:
    return [float(step) for step in PRIOR / (1 - PRIOR) * np.cumprod(RATIOS)]


def _from_probability() -> list[float]:
    return [float(odds / (1 + odds)) for odds in PRIOR * np.cumprod(RATIOS)]


def _overwritten() -> list[float]:
    """Turn odds into a probability at each step, and multiply that by the next ratio."""
    kept, steps = PRIOR / (1 - PRIOR), []
    for ratio in RATIOS:
        kept = kept * ratio / (1 + kept * ratio)
        steps.append(kept)
    return steps


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


def _only_first(value: list[float]) -> bool:
    """Say whether the first of two shares is right, and the second a share of another size, not just rounded."""
    if len(value) != 2 or abs(value[1]) > 1:
        return False
    arrives, reached = _chain(_arrives)()
    return _SHARE.same(value[0], arrives) and not _SHARE.near(value[1], reached)


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
            Misconception("once", lambda: WEIGHT * VARIABLE * (1 + RIVALRY)),
            Misconception("competition", lambda: _rise(competition=TABLE[0][2])),
            Misconception("sign", lambda: -_rise()),
            Misconception("parentheses", lambda: WEIGHT * VARIABLE / 1 - RIVALRY),
            Misconception("percent", lambda: 100 * _rise(), lambda value: abs(value - 100 * _rise()) < 1),
        ),
    ),
    Check(
        id="recorded-real",
        objective="split-recorded-real",
        kind=Vector(2, Number(decimals=3, low=-1, high=1)),
        right=lambda: change(relative),
        misconceptions=RECORD_MISTAKES,
        points=2,
    ),
    Check(
        id="trust-steps",
        objective="read-signals",
        kind=Vector(3, _SHARE),
        right=_trust,
        misconceptions=(
            Misconception("odds", _odds),
            Misconception("odds", lambda: list(PRIOR / (1 - PRIOR) * np.array(RATIOS))),
            Misconception("fresh", lambda: [_trust(ratios=[ratio])[0] for ratio in RATIOS]),
            Misconception("times", lambda: list(PRIOR * np.cumprod(RATIOS))),
            Misconception("times", lambda: list(PRIOR * np.array(RATIOS))),
            Misconception("not-odds", _from_probability),
            Misconception("overwritten", _overwritten),
            Misconception("no-prior", lambda: list(np.cumprod(RATIOS))),
            Misconception("with-prior", lambda: [PRIOR, *_trust()]),
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
            Misconception("swapped", lambda: _chain(_arrives)()[::-1]),
            Misconception("unaware", lambda: [_arrives(), _arrives() * (1 - _known(YEARS))]),
            Misconception("parentheses", lambda: [_arrives(), _arrives() - (1 - _known(YEARS))]),
            Misconception("sum", _chain(lambda: sum(PASSES)), _first_is(lambda: sum(PASSES))),
            Misconception("average", _chain(lambda: float(np.mean(PASSES))), _first_is(lambda: float(np.mean(PASSES)))),
            Misconception("last", _chain(lambda: PASSES[-1]), _first_is(lambda: PASSES[-1])),
            Misconception("lost", _chain(_lost), _first_is(_lost)),
            Misconception("lost", _chain(lambda: 1 - _arrives()), _first_is(lambda: 1 - _arrives())),
            Misconception("time", lambda: [_arrives(), _arrives()], _only_first),
        ),
        points=2,
    ),
    Check(
        id="code-statements",
        objective="code-statements",
        kind=CODING,
        right=lambda: dict(CODED),
        misconceptions=CODING_MISTAKES,
        points=2,
    ),
    Check(
        id="agreement",
        objective="code-statements",
        kind=Vector(2, _SHARE),
        right=agreement,
        misconceptions=(
            Misconception("disagreement", lambda: [1 - part for part in agreement()]),
            Misconception("count", lambda: [matches(ALL), matches(CONTESTED)]),
            Misconception("count", lambda: [agreement()[0], matches(CONTESTED)]),
            Misconception("count", lambda: [matches(ALL), agreement()[1]]),
            Misconception("swapped", lambda: agreement()[::-1]),
            Misconception("as-often", lambda: [as_often(ALL), as_often(CONTESTED)]),
            Misconception("as-often", lambda: [as_often(ALL), agreement()[1]]),
            Misconception("other-ten", lambda: agreement(TEN)),
            Misconception("of-all", lambda: [agreement()[0], matches(CONTESTED) / len(FIRST_CODER)]),
        ),
        points=2,
    ),
)
