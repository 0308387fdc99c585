"""Next year's frame, and the budget year: what a rule for money does to spending over time.

Before 2006 the frame followed what had been spent; after 2012 it was the frame of 2011 counted up, so that there was
no reason to use money up before the year ended (SOU 2018:38, p. 125, fn 7). How strongly a unit reacts is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from course.models.arrays import Array, ModelError, share, vector

FrameRule = Literal["historical", "indexed"]
MONTHS = 12


@dataclass(frozen=True)
class Frames:
    """Years of frames and spending. Every array has shape (Y,), money.

    frame: the appropriation. need: what the work would cost. spent: what was spent.
    used_up: spent beyond need, only to protect the frame. unmet: need that the money did not reach.
    returned: unspent money that goes back to the committee at the end of the year (p. 125, fn 7).
    overspent: spent beyond the frame.
    """

    frame: Array
    need: Array
    spent: Array

    @property
    def used_up(self) -> Array:
        """Spent beyond need, shape (Y,)."""
        return np.maximum(self.spent - self.need, 0)

    @property
    def unmet(self) -> Array:
        """Need not met, shape (Y,)."""
        return np.maximum(self.need - self.spent, 0)

    @property
    def returned(self) -> Array:
        """Money handed back, shape (Y,)."""
        return np.maximum(self.frame - self.spent, 0)

    @property
    def overspent(self) -> Array:
        """Spent beyond the frame, shape (Y,)."""
        return np.maximum(self.spent - self.frame, 0)


def frames_over_years(need: ArrayLike, base: float, growth: float, rule: FrameRule, guarding: float) -> Frames:
    """Frames and spending when a unit may guard next year's frame.

    need: money, shape (Y,). base: the first frame, money, at least 0. growth: yearly indexation, above −1.
    rule: `historical`, frame[y+1] = (1 + growth) · spent[y]; or `indexed`, frame[y+1] = (1 + growth) · frame[y].
    guarding: 0–1, how far spending leaves the lesser of need and frame for the greater, so as to protect the frame.
    It has an effect only under the historical rule: under the other, spending cannot move the frame (p. 125, fn 7).
    Raises ModelError for an unknown rule or values out of range. Source: the two rules p. 124–125; guarding is ours.
    """
    wanted = vector("need", need)
    guard = share("guarding", guarding) if rule == "historical" else 0.0
    if rule not in ("historical", "indexed"):
        raise ModelError(f"rule must be 'historical' or 'indexed', not {rule!r}")
    if not np.isfinite(base) or base < 0 or not np.isfinite(growth) or growth <= -1:
        raise ModelError("base must be at least zero and growth above −1")
    frame, spent = np.empty_like(wanted), np.empty_like(wanted)
    for year, need_now in enumerate(wanted):
        if year == 0:
            frame[0] = base
        else:
            frame[year] = (1 + growth) * (spent if rule == "historical" else frame)[year - 1]
        low, high = sorted((need_now, frame[year]))
        spent[year] = (1 - guard) * low + guard * high
    return Frames(frame=frame, need=wanted, spent=spent)


@dataclass(frozen=True)
class BudgetYear:
    """One unit's year, month by month. Arrays have shape (12,).

    wanted: mix points that the pace asks for. treated: mix points done. money: income earned so far less cost so far.
    closed_month: 1–12, the first month in which the unit turned work away for lack of money, or 0.
    """

    wanted: Array
    treated: Array
    money: Array
    closed_month: int

    @property
    def turned_away(self) -> float:
        """Mix points not done in the year."""
        return float((self.wanted - self.treated).sum())


def seasonal_demand(yearly: float, swing: float) -> Array:
    """Demand by month, shape (12,), summing to `yearly`: a cosine with its peak in January and least in July.

    yearly: mix points. swing: 0–1, how far the peak lies above an average month. Source: ours.
    """
    months = np.arange(MONTHS)
    return yearly / MONTHS * (1 + share("swing", swing) * np.cos(2 * np.pi * months / MONTHS))


def budget_year(
    demand: ArrayLike,
    frame: float,
    prepaid_share: float,
    pace: float,
    fixed_share: float,
    *,
    slack: float = 0.0,
    stop: bool = True,
) -> BudgetYear:
    """A year in which a unit sets its pace and, if told to, stops when the money is out.

    demand: mix points, shape (12,), at pace 1; their sum is the assignment. frame: money, above 0.
    prepaid_share: 1 is an appropriation; below 1 the rest is earned per mix point.
    pace: treated per unit of demand, above 0. fixed_share: part of the frame spent whatever is done, 0–1; the rest is
    cost per mix point, so that the assignment done exactly costs the frame.
    slack: mix points that other hospitals leave undone and this unit may be paid for, at least 0.
    stop: turn work away rather than end the year in deficit.
    Income is what production so far has earned, though the claim arrives a month later (SOU 2018:38, p. 124).
    The cost structure and the stopping rule are ours; clinics shutting in November is an interview memory (p. 130).
    """
    planned = vector("demand", demand, MONTHS)
    prepaid, fixed = share("prepaid_share", prepaid_share), share("fixed_share", fixed_share)
    goal = float(planned.sum())
    if not frame > 0 or not goal > 0 or not pace > 0 or not slack >= 0:
        raise ModelError("frame, pace and the sum of demand must be above zero, and slack at least zero")
    unit_cost, rate = (1 - fixed) * frame / goal, (1 - prepaid) * frame / goal
    wanted = pace * planned
    limit = _affordable(goal, slack, unit_cost, rate) if stop else np.inf
    so_far = np.minimum(np.cumsum(wanted), limit)
    treated = np.diff(so_far, prepend=0.0)
    turned = np.flatnonzero(treated < wanted - 1e-9)
    calendar = np.arange(1, MONTHS + 1) / MONTHS
    income = prepaid * frame * calendar + rate * np.minimum(so_far, goal + slack)
    cost = fixed * frame * calendar + unit_cost * so_far
    return BudgetYear(
        wanted=wanted, treated=treated, money=income - cost, closed_month=int(turned[0]) + 1 if turned.size else 0
    )


def _affordable(goal: float, slack: float, unit_cost: float, rate: float) -> float:
    """Mix points that a year's money reaches; the assignment done exactly breaks even, by construction."""
    if unit_cost == 0:
        return np.inf
    return goal + slack * rate / unit_cost if rate >= unit_cost else goal
