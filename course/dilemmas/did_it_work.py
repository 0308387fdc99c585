"""The dilemmas of lesson 08: two choices about what it will be possible to know."""

from __future__ import annotations

import numpy as np

from course.dilemmas import Dilemma, Party
from course.labs.evaluation_bench import ESTIMATORS
from course.labs.evaluation_bench import Result as Bench
from course.labs.event_study import Result as Study
from course.models.panel import SKANE

LESSON = "08-did-it-work"

_COMPARED = ESTIMATORS.index("two_way")


def _measured_fall(result: Bench) -> float:
    """Fall that the comparison with other regions shows, in per cent."""
    return -100 * float(result.mean[_COMPARED])


def _error(result: Bench) -> float:
    """Distance from that comparison to the truth, in percentage points."""
    return 100 * abs(float(result.error[_COMPARED]))


def _shown_fall(result: Study) -> float:
    return -100 * float(result.average[SKANE])


def _distance(result: Study) -> float:
    return 100 * abs(float(result.average[SKANE]) - result.truth)


def _margin(result: Study) -> float:
    """How much farther from zero Skåne is than the region that chance took farthest, in percentage points."""
    sizes = np.abs(result.average)
    return 100 * float(sizes[SKANE] - np.delete(sizes, SKANE).max())


DILEMMAS = (
    Dilemma(
        id="at-once",
        lab="evaluation-bench",
        options={"together": {"reorganisation": True}, "wait": {"reorganisation": False}},
        parties=(
            Party("evaluator", _error, "less", 1),
            Party("old_model", _measured_fall, "more", 1),
            Party("new_model", _measured_fall, "less", 1),
        ),
    ),
    Dilemma(
        id="count-again",
        lab="event-study",
        options={"publish": {"outcome": "recorded"}, "recode": {"outcome": "real"}},
        parties=(
            Party("committee", _margin, "more", 1),
            Party("staff", _shown_fall, "less", 1),
            Party("patients", _distance, "less", 1),
        ),
    ),
)
