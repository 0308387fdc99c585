"""The dilemmas of lesson 07."""

from __future__ import annotations

from course.dilemmas import Dilemma, Party
from course.labs.providers_choice import Result as Choice
from course.labs.steering_chain import Result as Chain

LESSON = "07-incentives-and-motivation"


def _arrives(result: Chain) -> float:
    """Per cent of the signal that has come to the bedside by the end of 2017."""
    return 100 * result.bedside


def _arrives_first(result: Chain) -> float:
    """Per cent of the signal that has come to the bedside by the end of the first year, 2012."""
    return 100 * float(result.received[-1, 0])


def _arrives_soon(result: Chain) -> float:
    """Per cent of the signal that has come to the bedside by the end of the second year, 2013."""
    return 100 * float(result.received[-1, 1])


def _is_left(result: Chain) -> float:
    """Per cent of the signal that is left at the bedside when the news has spread all the way."""
    return 100 * float(result.left[-1])


def _volume(result: Choice) -> float:
    return 100 * (1 + result.change("volume"))


def _quality(result: Choice) -> float:
    return 100 * (1 + result.change("quality"))


def _recorded(result: Choice) -> float:
    return 100 * (1 + result.change("recorded"))


def _motivation(result: Choice) -> float:
    """Inner motivation as an index, 100 before the return."""
    return 100 * result.motivation_after / result.motivation_before


DILEMMAS = (
    Dilemma(
        id="shield",
        lab="steering-chain",
        options={"shield": {"pass_4": 0.05}, "pass_on": {"pass_4": 0.8}},
        parties=(
            Party("staff", _arrives, "less", 1),
            Party("patient_in_the_room", _arrives_first, "less", 1),
            Party("patient_who_waits", _arrives_soon, "more", 1),
            Party("committee", _is_left, "more", 1),
        ),
    ),
    Dilemma(
        id="promise-or-press",
        lab="providers-choice",
        options={"promise": {"signal": 1.0}, "press": {"signal": -0.5, "pressure": 0.15}},
        parties=(
            Party("patient_who_waits", _volume, "more", 1),
            Party("patient_with_needs", _quality, "more", 1),
            Party("committee", _recorded, "more", 1),
            Party("staff", _motivation, "more", 1),
        ),
    ),
)
