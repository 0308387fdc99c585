"""Inpatient, outpatient or a call: which setting pays the unit, and which costs the region least.

The reason that officials gave for leaving variable payment was that it paid more for keeping a patient in hospital
(SOU 2018:38, p. 128). The rule for the unit's choice is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.models.arrays import Array, ModelError, share, vector


@dataclass(frozen=True)
class SettingChoice:
    """What one contact brings the unit in each setting. Arrays have shape (K,), in the order given.

    income: what the variable part pays. felt_cost: the part of the cost that the unit gets back if it does not do it.
    margin: income less felt cost. best: indices of the settings with the best margin, more than one in a tie.
    chosen: the cheapest of the best. cheapest: index of the setting with the least full cost.
    """

    income: Array
    felt_cost: Array
    margin: Array
    best: tuple[int, ...]
    chosen: int
    cheapest: int


def choose_setting(prices: ArrayLike, costs: ArrayLike, variable_share: float, kept_saving: float) -> SettingChoice:
    """Choose the setting that leaves the unit best off.

    prices, costs: money per contact, shape (K,). variable_share: 1 less the prepaid share, 0–1.
    kept_saving: part of a cost saving that the unit keeps in the short run, 0–1; below 1 when staff and beds are paid
    anyway. Inpatient beats outpatient when variable_share × price gap > kept_saving × cost gap.
    Raises ModelError for shapes that do not meet or shares outside 0–1. Source: the motive p. 128; the rule ours.
    """
    price = vector("prices", prices)
    cost = vector("costs", costs, price.size)
    income = share("variable_share", variable_share) * price
    felt = share("kept_saving", kept_saving) * cost
    margin = income - felt
    best = np.flatnonzero(margin >= margin.max() - 1e-9)
    return SettingChoice(
        income=income,
        felt_cost=felt,
        margin=margin,
        best=tuple(int(setting) for setting in best),
        chosen=int(best[np.argmin(cost[best])]),
        cheapest=int(np.argmin(cost)),
    )


def switch_share(price_gap: float, cost_gap: float, kept_saving: float) -> float:
    """Variable share above which the dearer setting pays the unit better.

    price_gap, cost_gap: dearer less cheaper setting, money per contact; price_gap above zero, cost_gap at least zero.
    Returns kept_saving × cost_gap / price_gap; above 1 means never. Raises ModelError for other gaps. Source: ours.
    """
    if not price_gap > 0 or not cost_gap >= 0:
        raise ModelError("price_gap must be above zero and cost_gap at least zero")
    return share("kept_saving", kept_saving) * cost_gap / price_gap
