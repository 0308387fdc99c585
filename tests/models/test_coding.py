"""Registration above and below the truth: 5.6.3 by hand, by search, and what a record can and cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.arrays import ModelError
from course.models.coding import Registration, real_change_bounds, register, under_registration, upcoding

pays = st.floats(0, 0.5)
parts = st.floats(0, 1)


def test_upcoding_has_the_check_value():
    """Fact file 5.6.2 and 5.6.3: c* = 0.45 · 0.25 / 2 = 0.056 where nobody audits."""
    assert round(upcoding(0.45 * 0.25, 0.0), 3) == 0.056


def test_an_audit_holds_upcoding_back_and_no_further_than_to_zero():
    """Fact file 5.6.3, by hand: (0.1125 − 0.1)/2 = 0.00625, and max(0, 0.1125 − 0.2) = 0."""
    assert upcoding(0.1125, 0.1) == pytest.approx(0.00625)
    assert upcoding(0.1125, 0.2) == 0


@given(pays, st.floats(0, 0.3), st.floats(0.5, 4))
def test_a_search_finds_the_same_upcoding(pay, audit, cost):
    """No other upcoding has a greater gain pay·c − audit·c − cost/2·c² (5.6.3)."""

    def gain(upcoded):
        return (pay - audit) * upcoded - cost / 2 * upcoded**2

    assert gain(upcoding(pay, audit, cost)) >= gain(np.linspace(0, 1.2, 2401)).max() - 1e-12


@given(pays, st.floats(0.001, 0.3), st.floats(0, 0.2))
def test_carelessness_rises_when_coding_has_no_use(pay, more, carelessness):
    """Fact file 5.6.3: u* never rises with pay, is at its greatest without it, and never exceeds it."""
    assert 0 <= under_registration(pay + more, carelessness) <= under_registration(pay, carelessness) <= carelessness
    assert under_registration(0.0, carelessness) == carelessness


def test_recorded_is_the_truth_with_upcoding_and_without_what_is_missing():
    """Fact file 5.6.3: recorded = w + c − u; by hand with pay 0.1: 1 + 0.05 − (0.08 − 0.05) = 1.02."""
    assert Registration(upcoding=0.5, missing=0.25).recorded(1.0) == 1.25
    assert register(0.1, 0.0, 0.08).recorded(1.0) == pytest.approx(1.02)


def test_the_bounds_are_worked_by_hand():
    """Record 1.1 → 0.9, upcoding at most 0.1, missing at most 0.1: 0.9/1.2 − 1 = −0.25 and 1.0/1.0 − 1 = 0."""
    bounds = real_change_bounds(1.1, 0.9, 0.1, 0.1)
    assert (bounds.low, bounds.high) == pytest.approx((-0.25, 0))


@given(st.floats(0.5, 2), st.floats(0.5, 2), st.floats(0, 0.3), st.floats(0, 0.3), parts, parts, parts)
def test_the_bounds_always_contain_the_real_change(before, after, most, missing, upcoded, lost_before, lost_after):
    """Whatever the errors are within their limits, the real change is inside what the record allows."""
    recorded = (
        before + upcoded * most - lost_before * missing,
        after - lost_after * missing,
    )
    bounds = real_change_bounds(*recorded, most, missing)
    assert bounds.low - 1e-9 <= after / before - 1 <= bounds.high + 1e-9


@given(st.floats(0.5, 2), st.floats(0.5, 2), st.floats(0, 0.3), st.floats(0, 0.3))
def test_the_bounds_are_no_wider_than_they_must_be(before, after, most, missing):
    """Each bound is reached: there is care which, registered as wrongly as can be, leaves just this record."""
    bounds = real_change_bounds(before, after, most, missing)
    careful, lost, upcoded = Registration(0, 0), Registration(0, missing), Registration(most, 0)
    for bound, at_first, at_last in ((bounds.low, lost, careful), (bounds.high, upcoded, lost)):
        real_before = before - at_first.upcoding + at_first.missing
        real_after = real_before * (1 + bound)
        assert at_first.recorded(real_before) == pytest.approx(before)
        assert at_last.recorded(real_after) == pytest.approx(after)


def test_a_record_without_errors_leaves_no_doubt():
    """Without upcoding and carelessness both bounds are the recorded change."""
    bounds = real_change_bounds(1.0, 0.9, 0.0, 0.0)
    assert bounds.low == bounds.high == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: upcoding(-0.1, 0), "pay must be at least zero, not -0.1"),
        (lambda: upcoding(0.1, float("nan")), "audit must be at least zero, not nan"),
        (lambda: upcoding(0.1, 0, 0), "coding_cost must be above zero, not 0"),
        (lambda: under_registration(0.1, -0.1), "carelessness must be at least zero, not -0.1"),
        (lambda: real_change_bounds(1, -1, 0, 0), "after must be at least zero, not -1"),
        (lambda: real_change_bounds(1, 1, -1, 0), "upcoding_before must be at least zero, not -1"),
        (lambda: real_change_bounds(1, 1, 0, -1), "missing must be at least zero, not -1"),
        (lambda: real_change_bounds(0.1, 1, 0.1, 0), "before must be above upcoding_before"),
    ],
)
def test_what_has_no_meaning_is_named(call, message):
    """A value without meaning is refused by name."""
    with pytest.raises(ModelError, match=message):
        call()
