"""Lesson 08's tasks: three ways to estimate, one placebo, two errors by hand, agreement, and what may be concluded.

The panel is made up (`datasets/synthetic_regions`). What the chapter says is SOU 2018:38, chapter 5.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from course.checks import _panel_cases as panel
from course.checks._agreement_cases import CASES, MISCONCEPTIONS, PAIR, right_agreement
from course.checks.engine import Check, Misconception
from course.checks.functions import Function
from course.checks.kinds import Choice, Labels, Number, Vector

LESSON = "08-did-it-work"

#: Differences of logarithms.
_LOG = Number(decimals=4, low=-2, high=2, outside="check.range.per_cent")

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


def _close(given: list[float], wanted: list[float], by: float) -> bool:
    return len(given) == len(wanted) and all(abs(a - b) < by for a, b in zip(given, wanted, strict=True))


def _per_cent(right: Callable[[], list[float]]) -> Misconception:
    """Make the mistake of answering in per cent, of logs or of shares, to a decimal or better."""

    def is_per_cent(value: list[float]) -> bool:
        logs = [100 * part for part in right()]
        return _close(value, logs, 0.06) or _close(value, [100 * math.expm1(part) for part in right()], 0.06)

    return Misconception("per-cent", lambda: [100 * part for part in right()], is_per_cent)


def _share(right: Callable[[], list[float]]) -> Misconception:
    """Make the mistake of turning differences of logs into shares."""
    return Misconception("share", lambda: [math.expm1(part) for part in right()])


def _single(mistake: Misconception) -> Misconception:
    """Make of a mistake in a list of one number the same mistake in the number."""
    when = mistake.when
    return Misconception(
        mistake.id, lambda: mistake.example()[0], None if when is None else lambda value: when([value])
    )


def _naive() -> list[float]:
    return [panel.naive("recorded")]


def _first_is(amount: Callable[[], float], by: float = 1e-9) -> Callable[[list[float]], bool]:
    """Make a rule that says whether the first of two numbers is this amount."""
    return lambda value: len(value) == 2 and abs(value[0] - amount()) < by


def _has_whole_event(value: list[float]) -> bool:
    return len(value) == 2 and any(_LOG.same(given, size) for given, size in zip(value, panel.sizes(), strict=True))


def _taken_away() -> list[float]:
    """Return the parts of the two events that lie before the reform."""
    return [size - part for size, part in zip(panel.sizes(), panel.left(), strict=True)]


def _has_taken_away(value: list[float]) -> bool:
    return len(value) == 2 and _LOG.same(value[0], _taken_away()[0])


def _has_shifted(value: list[float]) -> bool:
    """Say whether each number is right, or would be if its event began a year earlier or later."""
    near = zip(panel.left(), panel.left_if_later(-1), panel.left_if_later(1), strict=True)
    pairs = zip(value, near, strict=False)
    return len(value) == 2 and all(any(_LOG.same(given, wanted) for wanted in each) for given, each in pairs)


def _without_skane(itself_in: bool) -> Callable[[], list[float]]:
    """Make the placebo's two numbers with Skåne left out of the others' comparisons."""
    return lambda: [panel.p_value(), panel.times_as_far_without_skane(itself_in)]


def _in_another_order(value: list[float]) -> bool:
    return Vector(len(panel.ASKED), _LOG).same(sorted(value), sorted(panel.coefficients()))


def _is_below_zero(value: list[float]) -> bool:
    return len(value) == 2 and value[1] < 0


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
            Misconception("sums", lambda: panel.YEARS_AFTER * panel.naive("recorded")),
            _single(_share(_naive)),
            _single(_per_cent(_naive)),
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
            Misconception("seven-years", lambda: _both(lambda outcome: panel.compared_from(outcome, 2005, 2012))),
            Misconception("late-start", lambda: _both(lambda outcome: panel.compared_from(outcome, 2006, 2013))),
            _share(lambda: _both(panel.compared)),
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
            Misconception("order", lambda: panel.coefficients()[::-1], _in_another_order),
            _share(panel.coefficients),
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
            Misconception("zero", lambda: [0.0, panel.times_as_far()], _first_is(lambda: 0.0)),
            Misconception("divided", lambda: [1 / (len(panel.estimates()) - 1), panel.times_as_far()]),
            Misconception("rank", lambda: [panel.p_value() * len(panel.estimates()), panel.times_as_far()]),
            Misconception("falls-only", lambda: [panel.p_value(), panel.times_as_far(by_fall=True)]),
            Misconception("upside-down", lambda: [panel.p_value(), 1 / panel.times_as_far()]),
            Misconception("other-comparison", _without_skane(itself_in=False)),
            Misconception("other-comparison", _without_skane(itself_in=True)),
            Misconception("swapped", lambda: [panel.times_as_far(), panel.p_value()]),
            Misconception("below-zero", lambda: [panel.p_value(), -panel.times_as_far()], _is_below_zero),
            Misconception(
                "per-cent",
                lambda: [100 * panel.p_value(), panel.times_as_far()],
                _first_is(lambda: 100 * panel.p_value(), 0.06),
            ),
        ),
        points=2,
    ),
    Check(
        id="bias",
        objective="find-bias",
        kind=Vector(2, _LOG),
        right=panel.left,
        misconceptions=(
            Misconception("swapped", lambda: panel.left()[::-1]),
            Misconception("whole", panel.sizes, _has_whole_event),
            Misconception("nothing", lambda: [0.0, panel.left()[1]], lambda value: len(value) == 2 and value[0] == 0),
            Misconception("before-part", _taken_away, _has_taken_away),
            Misconception("year-late", panel.left_if_later, _has_shifted),
            Misconception("sums", lambda: [panel.YEARS_AFTER * part for part in panel.left()]),
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
