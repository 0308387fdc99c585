"""Lesson 06's tasks: dates, mix points, the payment rule, who gains, the setting, and who says so.

All figures that the tasks give (contacts, prices, costs, shares) are ours. The rules are those of SOU 2018:38,
p. 123–125, as `course.models.payment` has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Choice, Labels, Number, Vector
from course.data import load
from course.models.arrays import Array
from course.models.payment import mix_points, variable_payment
from course.models.setting import switch_share

LESSON = "06-payment-rules"

#: Contacts by hospital (rows) and kind: inpatient stay, outpatient visit, call. Ours.
CONTACTS = np.array([[120, 340, 210], [80, 150, 90], [45, 160, 130], [20, 70, 60]])
#: Price of each kind, mix points per contact. Ours.
PRICES = np.array([2.5, 0.8, 0.2])

#: The four hospitals of the lab: assignment in mix points, and frame in the same number of units of money. Ours.
ASSIGNED = np.array([500.0, 300.0, 200.0, 100.0])
PREPAID = 0.55
#: Volumes of the four check years.
YEARS = ((500, 300, 200, 100), (460, 330, 200, 100), (460, 330, 220, 120), (520, 320, 220, 110))
#: How many further years a payment function is tried on.
_MORE_YEARS = 16

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


def _random_years(count: int) -> list[dict[str, Any]]:
    """Years with other assignments, prices and shares, always the same ones; some have no slack, some no excess."""
    draw = np.random.default_rng(6)
    years = []
    for _ in range(count):
        assigned = draw.integers(5, 60, 4) * 10.0
        produced = np.round(assigned * draw.uniform(0.8, 1.2, 4)) + draw.choice([-10.0, 0.0, 10.0])
        price, share = float(draw.choice([1, 2, 5])), float(draw.choice([0.5, 0.55, 0.6, 0.75, 1.0]))
        years.append({"produced": produced, "assigned": assigned, "frame": price * assigned, "prepaid_share": share})
    return years


def _cases() -> tuple[dict[str, Any], ...]:
    table = [
        {"produced": np.array(year, dtype=float), "assigned": ASSIGNED, "frame": ASSIGNED, "prepaid_share": PREPAID}
        for year in YEARS
    ]
    return (*table, *_random_years(_MORE_YEARS))


Pay = Callable[[Array, Array, Array, float], Array]


def _pay(**rules: bool) -> Callable[[], Pay]:
    """Make a maker of a payment function under the model's rules, one of them switched off if asked for."""

    def pay(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> Array:
        return variable_payment(produced, assigned, frame, prepaid_share, **rules).total

    return lambda: pay


def _paid_volume(produced: Array, assigned: Array) -> Array:
    paid = variable_payment(produced, assigned, assigned, 0.5)
    return paid.own + paid.taken_over


def _advance_twice() -> Pay:
    """Pay the advance, and then the whole price of a mix point instead of what is left of it."""
    return lambda produced, assigned, frame, prepaid_share: (
        prepaid_share * frame + frame.sum() / assigned.sum() * _paid_volume(produced, assigned)
    )


def _share_swapped() -> Pay:
    """Use the prepaid share for the variable part too."""
    return lambda produced, assigned, frame, prepaid_share: (
        prepaid_share * frame + prepaid_share * frame.sum() / assigned.sum() * _paid_volume(produced, assigned)
    )


def _pro_rata() -> Pay:
    """Cut everybody's production by the same part when the ceiling is reached, the own assignment too."""
    return lambda produced, assigned, frame, prepaid_share: (
        prepaid_share * frame
        + (1 - prepaid_share) * frame.sum() / assigned.sum() * produced * min(1.0, assigned.sum() / produced.sum())
    )


def _year(alone: bool) -> Array:
    """What is produced when hospital 2 does 10 % more: alone, with hospital 1 at 8 % less, or like all others."""
    return ASSIGNED * (np.array([0.92, 1.1, 1.0, 1.0]) if alone else 1.1)


def _payment(alone: bool, **rules: bool) -> float:
    return float(variable_payment(_year(alone), ASSIGNED, ASSIGNED, PREPAID, **rules).total[YOURS])


def _gains(alone: float, everybody: float) -> list[float]:
    return [alone - ASSIGNED[YOURS], everybody - ASSIGNED[YOURS]]


def _extra() -> float:
    """Mix points that hospital 2 produces above its assignment; its whole value in money at a price of one."""
    return float(_year(alone=True)[YOURS] - ASSIGNED[YOURS])


def _first_is(amount: Callable[[], float]) -> Callable[[list[float]], bool]:
    """Make a rule that says whether the first of two numbers is this amount, to a decimal."""
    return lambda value: len(value) == 2 and abs(value[0] - amount()) < 0.05


def _second_is_not_zero(value: list[float]) -> bool:
    return len(value) == 2 and abs(value[1]) > 0.05


def _gap(name: str) -> float:
    return INPATIENT[name] - OUTPATIENT[name]


def _took(given: str, truth: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether some statement was given one origin though it has another."""
    return lambda value: any(value[key] == given and STATEMENTS[key] == truth for key in STATEMENTS)


def _with(**changed: str) -> Callable[[], dict[str, str]]:
    return lambda: {**STATEMENTS, **changed}


_POINTS = Vector(4, Number(decimals=1, low=0))
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
        ),
    ),
    Check(
        id="mix-points",
        objective="compute-mix-points",
        kind=_POINTS,
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
        kind=Function(_cases(), _POINTS),
        right=_pay(),
        misconceptions=(
            Misconception("no-ceiling", _pay(ceiling=False)),
            Misconception("no-reallocation", _pay(reallocation=False)),
            Misconception("advance-twice", _advance_twice),
            Misconception("share-swapped", _share_swapped),
            Misconception("pro-rata", _pro_rata),
        ),
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
            Misconception("alone-nothing", lambda: [0.0, 0.0], _first_is(lambda: 0.0)),
            Misconception(
                "all-paid",
                lambda: _gains(_payment(alone=True), _payment(alone=False, ceiling=False)),
                _second_is_not_zero,
            ),
        ),
        points=2,
    ),
    Check(
        id="switch-share",
        objective="judge-setting",
        kind=Number(decimals=3, low=0, high=1, outside="check.share"),
        right=lambda: switch_share(_gap("price"), _gap("cost"), KEPT),
        misconceptions=(
            Misconception("inverse", lambda: KEPT * _gap("price") / _gap("cost")),
            Misconception("inverse", lambda: _gap("price") / _gap("cost")),
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
