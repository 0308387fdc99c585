"""Recorded and real output: registering above the truth where it pays, below it where it does not.

That variable payment invites upcoding is told in SOU 2018:38, p. 120; that diagnoses were registered with less care
after the return, p. 131. The equations and all numbers are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.models.arrays import ModelError


@dataclass(frozen=True)
class Registration:
    """How far the record is from the truth, in the unit of the output: above it (upcoding) and below it (missing)."""

    upcoding: float
    missing: float

    def recorded(self, real: float) -> float:
        """Recorded output for a real one."""
        return real + self.upcoding - self.missing


@dataclass(frozen=True)
class Bounds:
    """Least and greatest real change that a recorded change allows, as parts of the real output before."""

    low: float
    high: float


def upcoding(pay: float, audit: float, coding_cost: float = 2.0) -> float:
    """Upcoding that gains a unit most: max(0, (pay − audit) / coding_cost).

    The unit gains pay·c, expects to lose audit·c (risk of discovery × penalty) and finds coding_cost/2·c² of work or
    conscience in it. All at least zero, coding_cost above it; otherwise ModelError. Source: ours.
    """
    for name, value in (("pay", pay), ("audit", audit)):
        if not value >= 0:
            raise ModelError(f"{name} must be at least zero, not {value}")
    if not coding_cost > 0:
        raise ModelError(f"coding_cost must be above zero, not {coding_cost}")
    return max(0.0, (pay - audit) / coding_cost)


def under_registration(pay: float, carelessness: float, coding_cost: float = 2.0) -> float:
    """What is left unregistered: max(0, carelessness − pay / coding_cost), all of `carelessness` when pay is zero.

    carelessness: greatest under-registration, at least zero, in the unit of the output. The same cost of care as for
    upcoding. Raises ModelError for values below zero. Source: falls with use p. 131; the form ours.
    """
    if not carelessness >= 0:
        raise ModelError(f"carelessness must be at least zero, not {carelessness}")
    return max(0.0, carelessness - upcoding(pay, 0.0, coding_cost))


def register(pay: float, audit: float, carelessness: float, coding_cost: float = 2.0) -> Registration:
    """Upcoding and under-registration together. Raises ModelError as they do. Source: ours."""
    return Registration(upcoding(pay, audit, coding_cost), under_registration(pay, carelessness, coding_cost))


def real_change_bounds(before: float, after: float, upcoding_before: float, missing: float) -> Bounds:
    """Bounds of the real change, for someone who sees only the record.

    before, after: recorded output. upcoding_before: the most that can have been upcoded before; none after, when it no
    longer pays. missing: the most that can be unregistered, before as after.
    Real output lies between recorded − upcoding and recorded + missing in each period, so the change lies between
    after / (before + missing) − 1 and (after + missing) / (before − upcoding_before) − 1.
    Raises ModelError unless before − upcoding_before > 0 and the rest are at least zero. Source: ours.
    """
    for name, value in (("after", after), ("upcoding_before", upcoding_before), ("missing", missing)):
        if not value >= 0:
            raise ModelError(f"{name} must be at least zero, not {value}")
    if not before - upcoding_before > 0:
        raise ModelError("before must be above upcoding_before")
    return Bounds(low=after / (before + missing) - 1, high=(after + missing) / (before - upcoding_before) - 1)
