"""A clinic divides its effort between counted volume, uncounted quality and coding (multitask principal and agent).

That strong pay for the counted task draws effort from the uncounted one is Holmström and Milgrom's (1991) result; that
pay may crowd out inner motivation, and that the choice of contract is a signal, are retold in SOU 2018:38, pp. 121–122.
The equations and all numbers are ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from course.models.arrays import ModelError, share


@dataclass(frozen=True)
class Effort:
    """What a clinic does: volume (counted), quality (uncounted) and coding (adds to what is recorded only)."""

    volume: float
    quality: float
    coding: float

    @property
    def recorded(self) -> float:
        """Recorded output: volume and coding."""
        return self.volume + self.coding


def best_effort(
    volume_drive: float,
    quality_drive: float,
    pay: float,
    competition: float,
    *,
    effort_cost: float = 1.0,
    coding_cost: float = 2.0,
) -> Effort:
    """Effort, none of it below zero, that maximises the clinic's utility.

    U = pay·(q + c) + volume_drive·q + quality_drive·n − effort_cost/2·(q² + n² + 2·competition·q·n) − coding_cost/2·c².
    volume_drive, quality_drive: what drives the two tasks besides money. pay: worth of one more recorded unit, at
    least 0. competition: how much one task makes the other dearer, 0 to below 1. Costs above zero.
    Where both tasks are done, q = (A − competition·B) / (effort_cost·(1 − competition²)) with A = volume_drive + pay
    and B = quality_drive, and n likewise; a task not worth beginning gets 0 and the other all of the effort.
    Raises ModelError for other values. Source: ours.
    """
    if not (math.isfinite(volume_drive) and math.isfinite(quality_drive)):
        raise ModelError("drives must be finite numbers")
    if not 0 <= pay < math.inf:
        raise ModelError(f"pay must be a number of at least zero, not {pay}")
    _below_one(competition)
    _positive("effort_cost", effort_cost)
    _positive("coding_cost", coding_cost)
    counted, uncounted = volume_drive + pay, quality_drive
    if min(counted - competition * uncounted, uncounted - competition * counted) >= 0:
        scale = effort_cost * (1 - competition**2)
        volume = (counted - competition * uncounted) / scale
        quality = (uncounted - competition * counted) / scale
    else:  # one task is not worth beginning; utility is concave, so the other is done as if it were alone
        volume = max(counted, 0.0) / effort_cost if counted > uncounted else 0.0
        quality = max(uncounted, 0.0) / effort_cost if uncounted > counted else 0.0
    return Effort(volume=volume, quality=quality, coding=pay / coding_cost)


def motivation_paid(motive: float, crowding_out: float, variable_share: float) -> float:
    """Inner motivation under variable payment: motive − crowding_out × variable_share.

    Raises ModelError for crowding_out below 0 or a share outside 0–1. Source: crowding out p. 121; the form ours.
    """
    return motive - _at_least_zero("crowding_out", crowding_out) * share("variable_share", variable_share)


def motivation_after(
    motive: float, crowding_out: float, variable_share: float, signal: float, signal_effect: float, *, remembers: bool
) -> float:
    """Inner motivation after a return to an appropriation that is read as a signal.

    variable_share: what it was before the return, 0–1. signal: −1 (distrust) to 1 (trust); signal_effect: what a full
    signal adds, at least 0. remembers: what pay has crowded out comes back only if the signal is above zero.
    Raises ModelError outside these bounds. Source: pp. 121–122; the form ours.
    """
    if not -1 <= signal <= 1:
        raise ModelError(f"signal must be between -1 and 1, not {signal}")
    lasting = remembers and signal <= 0
    start = motivation_paid(motive, crowding_out, variable_share) if lasting else motive
    return start + _at_least_zero("signal_effect", signal_effect) * signal


def required_rise(pay: float, competition: float, pressure: float = 0.0) -> float:
    """Rise in inner motivation, for both tasks alike, that keeps real volume where it was when pay is taken away.

    Volume is unchanged when (1 − competition)·rise + pressure = pay. The third expected effect (p. 122) says that
    a rise may soften the loss; how large it must be to undo it altogether is our question.
    pay: what one recorded unit was worth. pressure: non-financial pressure on volume that came instead.
    Zero or less means that none is needed. Holds where both tasks are done. Raises ModelError when competition is not
    at least 0 and below 1. Source: ours.
    """
    _below_one(competition)
    return (pay - pressure) / (1 - competition)


def _below_one(competition: float) -> None:
    if not 0 <= competition < 1:
        raise ModelError(f"competition must be at least 0 and below 1, not {competition}")


def _positive(name: str, value: float) -> None:
    if not value > 0:
        raise ModelError(f"{name} must be above zero, not {value}")


def _at_least_zero(name: str, value: float) -> float:
    if not value >= 0:
        raise ModelError(f"{name} must be at least zero, not {value}")
    return value
