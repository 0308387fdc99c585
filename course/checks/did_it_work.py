"""Lesson 08's tasks: three ways to estimate, one placebo, two errors by hand, agreement, and what may be concluded.

The panel is made up (`datasets/synthetic_regions`). What the chapter says is SOU 2018:38, chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from course.checks import _panel_cases as panel
from course.checks._agreement_cases import CASES, MISCONCEPTIONS, PAIR, right_agreement
from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Choice, Labels, Number, Vector

LESSON = "08-did-it-work"

#: Differences of logarithms.
_LOG = Number(decimals=4, low=-2, high=2)

#: What each of the eight statements in the notebook may be called. The pages say why.
STATEMENTS: Mapping[str, str] = {
    "A": "may",  # recorded mix points in somatic care fell after 2012: p. 131
    "B": "may_not",  # the return made hospitals give less care: the chapter compares with nothing, p. 127, 131, 135
    "C": "may",  # the fall can be read as an outer motive gone, not made up for by the inner: p. 135
    "D": "may_not",  # freedom grew nowhere in the region: few interviews, not representative, p. 135
    "E": "may",  # less careful recording may be a part of the fall: p. 131
    "F": "may_not",  # less careful recording explains the fall: p. 131 says contributing, and possible
    "G": "may",  # in our panel, before–after hid most of the true fall, as output grew everywhere: we made it
    "H": "may_not",  # p in our panel shows that the reform in Skåne had an effect: the panel is made up
}


def _took(given: str, keys: str) -> Callable[[Mapping[str, str]], bool]:
    """Make a rule that says whether one of these statements was given this word."""
    return lambda value: any(value[key] == given for key in keys)


def _with(**changed: str) -> Callable[[], dict[str, str]]:
    return lambda: {**STATEMENTS, **changed}


def _both(figure: Callable[[str], float]) -> list[float]:
    return [figure("recorded"), figure("real")]


def _per_cent(right: Callable[[], list[float]]) -> Misconception:
    """Make the mistake of answering in per cent, to a decimal or better."""

    def is_per_cent(value: list[float]) -> bool:
        wanted = [100 * part for part in right()]
        return len(value) == len(wanted) and all(abs(a - b) < 0.06 for a, b in zip(value, wanted, strict=True))

    return Misconception("per-cent", lambda: [100 * part for part in right()], is_per_cent)


def _is_naive_per_cent(value: float) -> bool:
    return abs(value - 100 * panel.naive("recorded")) < 0.06


def _has_zero_p(value: list[float]) -> bool:
    return len(value) == 2 and abs(value[0]) < 1e-9


CHECKS = (
    Check(
        id="before-after",
        objective="estimate-effect",
        kind=_LOG,
        right=lambda: panel.naive("recorded"),
        misconceptions=(
            Misconception("real", lambda: panel.naive("real")),
            Misconception("sign", lambda: -panel.naive("recorded")),
            Misconception("seven-years", lambda: panel.naive_from(2005, 2012)),
            Misconception("late-start", lambda: panel.naive_from(2006, 2013)),
            Misconception("end-points", lambda: panel.step((2011, 2017))),
            Misconception("end-points", lambda: panel.step((2006, 2017))),
            Misconception("everybody", panel.naive_of_all),
            Misconception("per-cent", lambda: 100 * panel.naive("recorded"), _is_naive_per_cent),
        ),
    ),
    Check(
        id="compare",
        objective="estimate-effect",
        kind=Vector(2, _LOG),
        right=lambda: _both(panel.compared),
        misconceptions=(
            Misconception("own-past", lambda: _both(panel.naive)),
            Misconception("after-only", lambda: _both(panel.levels_after)),
            Misconception("skane-twice", lambda: _both(panel.compared_with_itself_in)),
            Misconception("swapped", lambda: _both(panel.compared)[::-1]),
            Misconception("sign", lambda: _both(lambda outcome: -panel.compared(outcome))),
            Misconception("others-only", lambda: _both(panel.others)),
            _per_cent(lambda: _both(panel.compared)),
        ),
        points=2,
    ),
    Check(
        id="year-by-year",
        objective="read-event-study",
        kind=Vector(len(panel.ASKED), _LOG),
        right=panel.coefficients,
        misconceptions=(
            Misconception("no-base", lambda: panel.gaps_less(lambda path: 0.0)),
            Misconception("base-mean", lambda: panel.gaps_less(panel.before_mean)),
            Misconception("base-late", lambda: panel.gaps_less(panel.first_after)),
            Misconception("own-path", panel.own_path),
            Misconception("skane-twice", panel.with_itself_in),
            Misconception("sign", lambda: [-value for value in panel.coefficients()]),
            Misconception("real", lambda: panel.coefficients_of("real")),
            _per_cent(panel.coefficients),
        ),
        points=3,
    ),
    Check(
        id="placebo",
        objective="run-placebo",
        kind=Vector(2, Number(decimals=4, low=0, high=100)),
        right=lambda: [panel.p_value(), panel.times_as_far()],
        misconceptions=(
            Misconception("zero", lambda: [0.0, panel.times_as_far()], _has_zero_p),
            Misconception("divided", lambda: [1 / (len(panel.estimates()) - 1), panel.times_as_far()]),
            Misconception("rank", lambda: [panel.p_value() * len(panel.estimates()), panel.times_as_far()]),
            Misconception("falls-only", lambda: [panel.p_value(), panel.times_as_far(by_fall=True)]),
            Misconception("upside-down", lambda: [panel.p_value(), 1 / panel.times_as_far()]),
        ),
        points=2,
    ),
    Check(
        id="bias",
        objective="find-bias",
        kind=Vector(2, _LOG),
        right=panel.left,
        misconceptions=(
            Misconception("whole", panel.sizes),
            Misconception("nothing", lambda: [0.0, panel.left()[1]], lambda value: len(value) == 2 and value[0] == 0),
            Misconception(
                "before-part", lambda: [all_ - part for all_, part in zip(panel.sizes(), panel.left(), strict=True)]
            ),
            Misconception("year-late", panel.left_if_later),
            Misconception("sign", lambda: [-value for value in panel.left()]),
            _per_cent(panel.left),
        ),
        points=2,
    ),
    Check(
        id="agreement",
        objective="measure-agreement",
        kind=Function(CASES, PAIR),
        right=right_agreement,
        misconceptions=MISCONCEPTIONS,
        points=3,
    ),
    Check(
        id="may-conclude",
        objective="limit-conclusions",
        kind=Labels(tuple(STATEMENTS), Choice(("may", "may_not"), "task.may-conclude.option")),
        right=lambda: dict(STATEMENTS),
        misconceptions=(
            Misconception("panel-as-evidence", _with(H="may"), _took("may", "H")),
            Misconception("cause", _with(B="may"), _took("may", "BF")),
            Misconception("cause", _with(F="may"), _took("may", "BF")),
            Misconception("everyone", _with(D="may"), _took("may", "D")),
            Misconception("too-strict", _with(C="may_not"), _took("may_not", "ACEG")),
            Misconception("too-strict", _with(G="may_not"), _took("may_not", "ACEG")),
        ),
        points=2,
    ),
)
