"""How Region Skåne paid its hospitals: variable payment and appropriations, by year and by month.

The rules are those that Ellegård and Glenngård describe (SOU 2018:38, ch. 5, p. 123–125). What the chapter leaves
open is ours: the exact prepaid share, the pro-rata rule for taken-over volumes and the month of settlement.

Volumes are in mix points (price-weighted contacts, p. 124), money in the unit of the frame. H = number of hospitals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.models.arrays import Array, ModelError, matrix, share, vector

MONTHS = 12


@dataclass(frozen=True)
class Payment:
    """What each hospital is paid for a year, and why. Every array has the shape of what was produced, (H,) or (N, H).

    own: volume paid within the hospital's own assignment, mix points.
    taken_over: volume paid above it, out of what other hospitals left undone, mix points.
    unpaid: volume produced and not paid, mix points.
    advance, variable, bonus: the three parts of the payment, money.
    rate: money per mix point that the variable part pays.
    """

    own: Array
    taken_over: Array
    unpaid: Array
    advance: Array
    variable: Array
    bonus: Array
    rate: float

    @property
    def total(self) -> Array:
        """Payment per hospital, money, in the shape of what was produced."""
        return np.asarray(self.advance + self.variable + self.bonus)


def mix_points(contacts: ArrayLike, prices: ArrayLike) -> Array:
    """Sum of contacts weighted by price, one figure per hospital.

    contacts: number of contacts, shape (H, K), for K contact types. prices: price weights, shape (K,).
    Returns mix points, shape (H,). Raises ModelError when the shapes do not meet.
    Source: SOU 2018:38, p. 124 (the definition of mixpoäng).
    """
    weights = vector("prices", prices)
    counts = np.asarray(contacts, dtype=np.float64)
    rows = counts.shape[0] if counts.ndim else 0
    return np.asarray(matrix("contacts", counts, (rows, weights.size)) @ weights)


def taken_over_volume(excess: Array, slack: ArrayLike) -> Array:
    """Share what other hospitals left undone among those that produced too much, pro rata.

    excess: volume above the own assignment, shape (H,) or (N, H), mix points. slack: what is left undone in all, mix
    points, one number or shape (N,). Returns the shape of excess.
    The source says that volumes move (p. 124), not how they are shared: pro rata is ours.
    """
    wanted = excess.sum(axis=-1)
    part = np.divide(slack, wanted, out=np.zeros_like(wanted), where=wanted > 0)
    return np.asarray(excess * np.minimum(1.0, part)[..., np.newaxis])


def variable_payment(
    produced: ArrayLike,
    assigned: ArrayLike,
    frame: ArrayLike,
    prepaid_share: float,
    *,
    ceiling: bool = True,
    reallocation: bool = True,
    bonus_share: float = 0.0,
) -> Payment:
    """Yearly payment under the rules of 2006–2011: an advance, and the rest for registered production.

    produced: mix points, shape (H,), or (N, H) for N such years at once. assigned: mix points, shape (H,). frame:
    money, shape (H,). prepaid_share: part of the frame paid in advance, 0–1; the source says just over half (p. 124),
    1 makes an appropriation.
    ceiling: nothing is paid above the assignments in all (p. 124). reallocation: a hospital may fill what others
    leave undone (p. 124). bonus_share: quality bonus as a part of the frame, 0–1; under 2 % in 2009–2014 (p. 124).
    Raises ModelError for shapes that do not meet, shares outside 0–1, or assignments that sum to zero.
    Check value: 460, 330, 200, 100 produced of 500, 300, 200, 100 gives 482, 313.5, 200, 100 at a share of 0.55.
    """
    goal = vector("assigned", assigned)
    money = vector("frame", frame, goal.size)
    done = _years("produced", produced, goal.size)
    prepaid = share("prepaid_share", prepaid_share)
    if goal.sum() <= 0:
        raise ModelError("assigned must hold at least one assignment above zero")
    own = np.minimum(done, goal)
    excess = done - own
    if not ceiling:
        taken = excess
    elif reallocation:
        taken = taken_over_volume(excess, (goal - own).sum(axis=-1))
    else:
        taken = np.zeros_like(excess)
    rate = float((1 - prepaid) * money.sum() / goal.sum())
    return Payment(
        own=own,
        taken_over=taken,
        unpaid=excess - taken,
        advance=np.broadcast_to(prepaid * money, done.shape),
        variable=rate * (own + taken),
        bonus=np.broadcast_to(share("bonus_share", bonus_share) * money, done.shape),
        rate=rate,
    )


def _years(name: str, values: ArrayLike, hospitals: int) -> Array:
    """Read one year's volumes, shape (H,), or those of many, shape (N, H)."""
    array = np.asarray(values, dtype=np.float64)
    return matrix(name, array, (len(array), hospitals)) if array.ndim == 2 else vector(name, array, hospitals)


def appropriation(frame: ArrayLike) -> Payment:
    """Yearly payment under an appropriation: the whole frame in advance, whatever is produced (p. 124).

    frame: money, shape (H,). Volumes are not looked at, so the volume fields are zero.
    """
    money = vector("frame", frame)
    zero = np.zeros_like(money)
    return Payment(own=zero, taken_over=zero, unpaid=zero, advance=money, variable=zero, bonus=zero, rate=0.0)


def internal_billing(treated: ArrayLike, price: float) -> Array:
    """Net money that moves when hospitals treat each other's patients (before 2006, p. 124, fn 4).

    treated: mix points, shape (H, H); entry [i, j] is what hospital j did for patients from catchment area i.
    price: money per mix point, at least 0. Returns shape (H,): paid to each hospital less what it pays; sums to zero.
    """
    square = np.asarray(treated, dtype=np.float64)
    size = square.shape[0] if square.ndim else 0
    square = matrix("treated", square, (size, size))
    if not np.isfinite(price) or price < 0:
        raise ModelError("price must be a finite number, not below zero")
    away = square - np.diag(np.diag(square))
    return np.asarray(price * (away.sum(axis=0) - away.sum(axis=1)))


def monthly_payments(
    produced: ArrayLike,
    assigned: ArrayLike,
    frame: ArrayLike,
    prepaid_share: float,
    *,
    ceiling: bool = True,
    reallocation: bool = True,
) -> Array:
    """The same year as `variable_payment`, as money arriving month by month.

    produced: mix points, shape (12, H), January first. Other inputs as in `variable_payment`.
    Returns money, shape (13, H): January to December, and the January after. Each month brings a twelfth of the
    advance; each claim is for the month before (p. 124), so the last one comes in the January after.
    What is taken over from others is known only when the year is done and is settled then (ours).
    """
    goal = vector("assigned", assigned)
    months = matrix("produced", produced, (MONTHS, goal.size))
    year = variable_payment(months.sum(axis=0), goal, frame, prepaid_share, ceiling=ceiling, reallocation=reallocation)
    flow = np.zeros((MONTHS + 1, goal.size))
    flow[:MONTHS] += year.advance / MONTHS
    within = np.minimum(np.cumsum(months, axis=0), goal)
    flow[1:] += year.rate * np.diff(within, axis=0, prepend=0.0)
    flow[MONTHS] += year.rate * year.taken_over
    return flow
