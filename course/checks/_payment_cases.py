"""The years that lesson 06's payment function is tried on, and the mistaken functions that we know.

The four check years are those of the exercise's table. Every other year is ours, drawn once and for all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.engine import Misconception
from course.checks.functions import Returned
from course.checks.kinds import Number, Vector
from course.models.arrays import Array
from course.models.payment import variable_payment

Pay = Callable[[Array, Array, Array, float], Array]
#: A figure for each hospital, or for the region, from produced, assigned, frame and prepaid share.
Part = Callable[[Array, Array, Array, float], Any]
Rule = Callable[[Returned], bool]

#: The four hospitals of the lab: assignment in mix points, and frame in the same number of units of money. Ours.
ASSIGNED = np.array([500.0, 300.0, 200.0, 100.0])
PREPAID = 0.55
#: Volumes of the four check years.
YEARS = ((500, 300, 200, 100), (460, 330, 200, 100), (460, 330, 220, 120), (520, 320, 220, 110))
#: How many further years a payment function is tried on.
_MORE_YEARS = 18

POINTS = Vector(4, Number(decimals=1, low=0))


def _random_year(draw: np.random.Generator, number: int) -> dict[str, Any]:
    """Make a year with other assignments. Some have no slack, some no excess.

    One in three has the table's price and advance, one has others, and one a price that differs between hospitals.
    """
    assigned = draw.integers(5, 60, 4) * 10.0
    produced = np.round(assigned * draw.uniform(0.8, 1.2, 4)) + draw.choice([-10.0, 0.0, 10.0])
    prices: Any = [1.0, float(draw.choice([2, 5])), draw.permutation([0.5, 1.0, 2.0, 4.0])][number % 3]
    share = PREPAID if number % 3 == 0 else float(draw.choice([0.5, 0.55, 0.6, 0.75, 1.0]))
    return {"produced": produced, "assigned": assigned, "frame": prices * assigned, "prepaid_share": share}


def _cases() -> tuple[dict[str, Any], ...]:
    table = [
        {"produced": np.array(year, dtype=float), "assigned": ASSIGNED, "frame": ASSIGNED, "prepaid_share": PREPAID}
        for year in YEARS
    ]
    draw = np.random.default_rng(6)
    return (*table, *(_random_year(draw, number) for number in range(_MORE_YEARS)))


#: The years, the table's first.
CASES = _cases()


def right_pay() -> Pay:
    """Make the function that pays as the model does."""
    return lambda produced, assigned, frame, prepaid_share: (
        variable_payment(produced, assigned, frame, prepaid_share).total
    )


def _paid(produced: Array, assigned: Array, *_: Any) -> Array:
    """Return the volume that should be paid."""
    payment = variable_payment(produced, assigned, assigned, PREPAID)
    return payment.own + payment.taken_over


def _own(produced: Array, assigned: Array, *_: Any) -> Array:
    return np.minimum(produced, assigned)


def _all(produced: Array, *_: Any) -> Array:
    return produced


def _cut(produced: Array, assigned: Array, *_: Any) -> Array:
    """Return all production, cut by the same part for everybody when the ceiling is reached."""
    return np.asarray(produced * min(1.0, assigned.sum() / produced.sum()))


def _price(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> float:
    return float(frame.sum() / assigned.sum())


def _rate(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> float:
    return (1 - prepaid_share) * _price(produced, assigned, frame, prepaid_share)


def _swapped(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> float:
    return prepaid_share * _price(produced, assigned, frame, prepaid_share)


def _own_rate(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> Array:
    """Return a rate for each hospital instead of one for the region."""
    return (1 - prepaid_share) * frame / assigned


def _formula(rate: Part, volume: Part, share: float | None = None) -> Callable[[], Pay]:
    """Make a maker of a function that pays the advance, and a rate for a volume. `share` is an advance built in."""

    def pay(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> Array:
        year = (produced, assigned, frame, prepaid_share if share is None else share)
        return np.asarray(year[3] * frame + rate(*year) * volume(*year))

    return lambda: pay


def _one_less_share(produced: Array, assigned: Array, frame: Array, prepaid_share: float) -> float:
    """Return the rate where a mix point is worth one unit of money."""
    return 1 - prepaid_share


def _same(value: Returned, maker: Callable[[], Pay], chosen: Callable[[dict[str, Any]], bool]) -> bool:
    """Say whether a function gives the same as the one made, in the chosen years."""
    return all(
        POINTS.same(given, list(maker()(*case.values())))
        for given, case in zip(value.results, CASES, strict=True)
        if chosen(case)
    )


def _is_table(case: dict[str, Any]) -> bool:
    return case["assigned"] is ASSIGNED


def _is_plain(case: dict[str, Any]) -> bool:
    return bool((case["frame"] == case["assigned"]).all()) and case["prepaid_share"] == PREPAID


def _has_one_price(case: dict[str, Any]) -> bool:
    return bool(np.ptp(case["frame"] / case["assigned"]) < 1e-9)


def _on_table(maker: Callable[[], Pay]) -> Rule:
    """Make a rule that knows a mistake in the table's years alone, with 0.45 written in or not."""
    return lambda value: _same(value, maker, _is_table)


def _is_built_in(value: Returned) -> bool:
    """Say whether a function is right in every year with the table's price and advance, but not with others."""
    return _same(value, right_pay, _is_plain) and not _same(value, right_pay, _has_one_price)


def _known(name: str, rate: Part, volume: Part) -> Misconception:
    return Misconception(name, _formula(rate, volume), _on_table(_formula(rate, volume)))


MISCONCEPTIONS = (
    _known("no-ceiling", _rate, _all),
    _known("no-reallocation", _rate, _own),
    *(_known("advance-twice", _price, volume) for volume in (_paid, _own, _all)),
    *(_known("share-swapped", _swapped, volume) for volume in (_paid, _own, _all)),
    _known("pro-rata", _rate, _cut),
    Misconception("own-rate", _formula(_own_rate, _paid)),
    Misconception("built-in", _formula(_one_less_share, _paid), _is_built_in),
    Misconception("built-in", _formula(_rate, _paid, PREPAID), _is_built_in),
    Misconception("built-in", _formula(_one_less_share, _paid, PREPAID), _is_built_in),
)
