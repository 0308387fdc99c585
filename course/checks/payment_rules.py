"""Lesson 06's tasks: dates, mix points, the payment rule, who gains, the setting, and who says so.

All figures that the tasks give (contacts, prices, costs, shares) are ours. The rules are those of SOU 2018:38,
p. 123–125, as `course.models.payment` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from course.checks._payment_cases import ASSIGNED, CASES, MISCONCEPTIONS, POINTS, PREPAID, right_pay
from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Choice, Labels, Number, Vector
from course.data import load
from course.models.arrays import Array
from course.models.payment import mix_points, variable_payment
from course.models.setting import switch_share

LESSON = "06-payment-rules"

#: Contacts by hospital (rows) and kind: inpatient stay, visit to a doctor, visit to a nurse. Ours. The region
#: priced visits to other professions by standard rates of its own (p. 124).
CONTACTS = np.array([[120, 340, 210], [80, 150, 90], [45, 160, 130], [20, 70, 60]])
#: Price of each kind, mix points per contact. Ours.
PRICES = np.array([2.5, 0.8, 0.2])

#: Which hospital the questions are about: number 2, the first being 0.
YOURS = 1

#: The dearer and the cheaper setting: price and cost, thousand kronor per contact; part of a saving kept. Ours.
INPATIENT = {"price": 50.0, "cost": 44.0}
OUTPATIENT = {"price": 30.0, "cost": 28.0}
KEPT = 0.4

#: Who says what the six statements in the notebook say.
STATEMENTS: Mapping[str, str] = {
    "A": "source",  # recorded mix points in somatic care fell after 2012: p. 131
    "B": "ours",  # 55 per cent in advance: the source has only "just over half", p. 124
    "C": "not_stated",  # productivity fell by 12 per cent: the source prints no figure, p. 131
    "D": "source",  # nothing is paid above the region's ceiling: p. 124
    "E": "ours",  # volumes are shared in proportion to the excess: the source names no rule, p. 124
    "F": "not_stated",  # other regions did better: there is no region to compare with, p. 125–127
}


def _years() -> tuple[int, int]:
    """First and last year of variable payment, from the table that the learner reads."""
    table = load("skane_payment_regimes", "en")
    years = table.loc[table["regime"] == "R", ["first_year", "last_year"]].astype("int64").to_numpy()
    return int(years[0, 0]), int(years[0, 1])


def _journey() -> tuple[int, int]:
    """From the last year before variable payment to the first year after it (2005–2012, p. 118)."""
    first, last = _years()
    return first - 1, last + 1


def _span(years: tuple[int, int], both_ends: int) -> int:
    return years[1] - years[0] + both_ends


def _year(alone: bool) -> Array:
    """What is produced when hospital 2 does 10 % more: alone, with hospital 1 at 8 % less, or like all others."""
    return ASSIGNED * (np.array([0.92, 1.1, 1.0, 1.0]) if alone else 1.1)


def _payment(alone: bool, hospital: int = YOURS, **rules: bool) -> float:
    return float(variable_payment(_year(alone), ASSIGNED, ASSIGNED, PREPAID, **rules).total[hospital])


def _gains(alone: float, everybody: float) -> list[float]:
    return [alone - ASSIGNED[YOURS], everybody - ASSIGNED[YOURS]]


def _extra() -> float:
    """Mix points that hospital 2 produces above its assignment; its whole value in money at a price of one."""
    return float(_year(alone=True)[YOURS] - ASSIGNED[YOURS])


def _first_is(amount: Callable[[], float]) -> Callable[[list[float]], bool]:
    """Make a rule that says whether the first of two numbers is this amount, to a decimal."""
    return lambda value: len(value) == 2 and abs(value[0] - amount()) < 0.05


def _first_hospital() -> float:
    """What hospital 1 is paid above its frame, which is less than nothing."""
    return _payment(alone=True, hospital=0) - float(ASSIGNED[0])


def _is_only_first_right(value: list[float]) -> bool:
    first = _gains(_payment(alone=True), 0.0)[0]
    return _first_is(lambda: first)(value) and value[1] > 0.05


def _has_loss(value: list[float]) -> bool:
    """Say whether some gain is below zero, as when what was produced is taken away instead of the frame."""
    return len(value) == 2 and min(value) < -0.05


def _gap(name: str) -> float:
    return INPATIENT[name] - OUTPATIENT[name]


def _took(given: str, truth: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether some statement was given one origin though it has another."""
    return lambda value: any(value[key] == given and STATEMENTS[key] == truth for key in STATEMENTS)


def _with(**changed: str) -> Callable[[], dict[str, str]]:
    return lambda: {**STATEMENTS, **changed}


_ORIGIN = Choice(("source", "ours", "not_stated"), "task.who-says.option")

CHECKS = (
    Check(
        id="variable-years",
        objective="date-regimes",
        kind=Number(decimals=0, low=1, high=100),
        right=lambda: _span(_years(), 1),
        misconceptions=(
            Misconception("difference", lambda: _span(_years(), 0)),
            Misconception("journey", lambda: _span(_journey(), 1)),
            Misconception("journey", lambda: _span(_journey(), 0)),
            Misconception("year", lambda: _years()[1], lambda value: 1900 <= value <= 2100),
        ),
    ),
    Check(
        id="mix-points",
        objective="compute-mix-points",
        kind=POINTS,
        right=lambda: mix_points(CONTACTS, PRICES),
        misconceptions=(
            Misconception("unweighted", lambda: CONTACTS.sum(axis=1)),
            Misconception("by-kind", lambda: CONTACTS.sum(axis=0) * PRICES),
            Misconception("average", lambda: mix_points(CONTACTS, PRICES) / PRICES.size),
            Misconception("average", lambda: mix_points(CONTACTS, PRICES) / CONTACTS.sum(axis=1)),
            Misconception("one-price", lambda: CONTACTS.sum(axis=1) * PRICES[0]),
            Misconception("one-price", lambda: CONTACTS.sum(axis=1) * PRICES.mean()),
        ),
        points=2,
    ),
    Check(
        id="payment",
        objective="write-payment-rule",
        kind=Function(CASES, POINTS),
        right=right_pay,
        misconceptions=MISCONCEPTIONS,
        points=4,
    ),
    Check(
        id="who-gains",
        objective="find-who-gains",
        kind=Vector(2, Number(decimals=1)),
        right=lambda: _gains(_payment(alone=True), _payment(alone=False)),
        misconceptions=(
            Misconception(
                "total",
                lambda: [_payment(alone=True), _payment(alone=False)],
                _first_is(lambda: _payment(alone=True)),
            ),
            Misconception("full-value", lambda: [_extra(), 0.0], _first_is(_extra)),
            Misconception("share-swapped", lambda: [PREPAID * _extra(), 0.0], _first_is(lambda: PREPAID * _extra())),
            Misconception("position", lambda: [_first_hospital(), 0.0], _first_is(_first_hospital)),
            Misconception(
                "loss",
                lambda: [_payment(alone=True) - _year(alone=True)[YOURS], _payment(alone=False) - _year(False)[YOURS]],
                _has_loss,
            ),
            Misconception("alone-nothing", lambda: [0.0, 0.0], _first_is(lambda: 0.0)),
            Misconception(
                "all-paid",
                lambda: _gains(_payment(alone=True), _payment(alone=False, ceiling=False)),
                _is_only_first_right,
            ),
        ),
        points=2,
    ),
    Check(
        id="switch-share",
        objective="judge-setting",
        kind=Number(decimals=3, low=0, high=1, share=True),
        right=lambda: switch_share(_gap("price"), _gap("cost"), KEPT),
        misconceptions=(
            Misconception("inverse", lambda: KEPT * _gap("price") / _gap("cost")),
            Misconception("inverse", lambda: _gap("price") / _gap("cost")),
            Misconception("complement", lambda: 1 - switch_share(_gap("price"), _gap("cost"), KEPT)),
            Misconception("not-kept", lambda: switch_share(_gap("price"), _gap("cost"), 1 - KEPT)),
            Misconception("saving-whole", lambda: switch_share(_gap("price"), _gap("cost"), 1.0)),
            Misconception("not-gaps", lambda: KEPT * INPATIENT["cost"] / INPATIENT["price"]),
        ),
    ),
    Check(
        id="who-says",
        objective="weigh-evidence",
        kind=Labels(tuple(STATEMENTS), _ORIGIN),
        right=lambda: dict(STATEMENTS),
        misconceptions=(
            Misconception("missing-as-source", _with(C="source"), _took("source", "not_stated")),
            Misconception("ours-as-source", _with(B="source"), _took("source", "ours")),
            Misconception("source-doubted", _with(A="not_stated"), _took("not_stated", "source")),
            Misconception("source-doubted", _with(D="ours"), _took("ours", "source")),
            Misconception("ours-or-missing", _with(E="not_stated"), _took("not_stated", "ours")),
            Misconception("ours-or-missing", _with(F="ours"), _took("ours", "not_stated")),
        ),
        points=2,
    ),
)
