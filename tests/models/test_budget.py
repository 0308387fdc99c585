"""Next year's frame and the budget year: worked by hand, and what must hold whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from course.models.arrays import ModelError
from course.models.budget import budget_year, frames_over_years, seasonal_demand

needs = st.lists(st.floats(1, 500), min_size=1, max_size=12)
fractions = st.floats(0, 1)


def test_a_frame_that_follows_spending_is_worked_by_hand():
    """Need 100, 90, 90; growth 0; guarding ½: spends 100, 95, 92.5 from frames 100, 100, 95."""
    years = frames_over_years([100, 90, 90], 100, 0.0, "historical", 0.5)
    assert_allclose(years.frame, [100, 100, 95])
    assert_allclose(years.spent, [100, 95, 92.5])
    assert_allclose(years.used_up, [0, 5, 2.5])


def test_an_indexed_frame_is_worked_by_hand():
    """Base 100, growth 10 %: frames 100, 110, 121 whatever is spent; need 90 is spent and the rest handed back."""
    years = frames_over_years([90, 90, 130], 100, 0.1, "indexed", 1.0)
    assert_allclose(years.frame, [100, 110, 121])
    assert_allclose(years.spent, [90, 90, 121])
    assert_allclose(years.returned, [10, 20, 0])
    assert_allclose(years.unmet, [0, 0, 9])


@given(needs, st.floats(1, 500), st.floats(-0.1, 0.1), fractions)
def test_the_indexed_rule_gives_no_reason_to_use_money_up(need, base, growth, guarding):
    """SOU 2018:38, p. 125, fn 7: under the rule after 2012 nothing is used up and nothing overspent."""
    years = frames_over_years(need, base, growth, "indexed", guarding)
    assert years.used_up.max() == 0
    assert years.overspent.max() == 0


@given(needs, st.floats(1, 500), st.floats(-0.1, 0.1), fractions)
def test_spending_lies_between_need_and_frame(need, base, growth, guarding):
    """Under either rule a unit spends at least the lesser of need and frame and at most the greater."""
    for rule in ("historical", "indexed"):
        years = frames_over_years(need, base, growth, rule, guarding)
        assert (years.spent >= np.minimum(years.need, years.frame) - 1e-9).all()
        assert (years.spent <= np.maximum(years.need, years.frame) + 1e-9).all()
        assert_allclose(years.spent + years.returned - years.overspent, years.frame)


def test_full_guarding_wastes_what_the_index_hands_back():
    """While need falls, the frame path is the same under both rules: one uses up exactly what the other returns."""
    need = 100 * 0.96 ** np.arange(9)
    history = frames_over_years(need, 100, 0.02, "historical", 1.0)
    index = frames_over_years(need, 100, 0.02, "indexed", 1.0)
    assert_allclose(history.used_up, index.returned)
    assert history.used_up.sum() > 0


def test_demand_sums_to_the_year_and_peaks_in_january():
    """Twelve months of 100 with a swing of 0.2: January 120, July 80, sum 1,200."""
    demand = seasonal_demand(1200, 0.2)
    assert demand.sum() == pytest.approx(1200)
    assert (demand[0], demand[6]) == (pytest.approx(120), pytest.approx(80))


def year(pace=1.1, prepaid=1.0, fixed=0.7, slack=0.0, stop=True):
    return budget_year(seasonal_demand(1200, 0.0), 1200, prepaid, pace, fixed, slack=slack, stop=stop)


def test_a_fast_pace_under_an_appropriation_ends_in_november():
    """12 / 1.1 = 10.9 months: the first patients are turned away in month 11 (the memory on p. 130), 120 in all."""
    result = year()
    assert result.closed_month == 11
    assert result.turned_away == pytest.approx(120)
    assert result.money[-1] == pytest.approx(0)


def test_variable_payment_without_slack_closes_in_the_same_month():
    """The rule alone changes nothing: the ceiling is the assignment."""
    assert year(prepaid=0.55).closed_month == year().closed_month


def test_undone_work_elsewhere_keeps_december_open_and_earns():
    """Slack 120, rate 0.45, unit cost 0.3: 120 extra mix points earn 0.15 each, 18 in all."""
    result = year(prepaid=0.55, slack=120)
    assert result.closed_month == 0
    assert result.money[-1] == pytest.approx(18)


def test_undone_work_does_not_pay_when_a_patient_costs_more_than_it_brings():
    """Fixed costs of one half: unit cost 0.5 exceeds the rate 0.45, so the unit stops at its assignment."""
    assert year(prepaid=0.55, slack=120, fixed=0.5).closed_month == 11


def test_going_on_means_a_deficit():
    """120 mix points above the assignment at 0.3 each: a deficit of 36 under an appropriation."""
    result = year(stop=False)
    assert result.turned_away == pytest.approx(0)
    assert result.money[-1] == pytest.approx(-36)


@given(st.floats(0.1, 3), fractions, fractions, st.floats(0, 500), st.floats(0, 1))
def test_whoever_stops_never_ends_in_deficit_for_doing_more(pace, prepaid, fixed, slack, swing):
    """With stop on, a year at or above the plan's pace ends at zero or better."""
    result = budget_year(seasonal_demand(1200, swing), 1200, prepaid, max(pace, 1.0), fixed, slack=slack, stop=True)
    assert result.money[-1] >= -1e-6
    assert (result.treated <= result.wanted + 1e-9).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: frames_over_years([1], 100, 0, "yearly", 0), "rule must be 'historical' or 'indexed', not 'yearly'"),
        (lambda: frames_over_years([1], -1, 0, "indexed", 0), "base must be at least zero and growth above −1"),
        (lambda: frames_over_years([1], 1, -1, "indexed", 0), "base must be at least zero and growth above −1"),
        (lambda: year(pace=0), "frame, pace and the sum of demand must be above zero, and slack at least zero"),
        (lambda: year(slack=-1), "frame, pace and the sum of demand must be above zero, and slack at least zero"),
        (lambda: budget_year([1] * 11, 1, 1, 1, 0), r"demand must have shape \(12,\), not \(11,\)"),
    ],
)
def test_impossible_inputs_are_named(call, message):
    """What has no meaning is refused with the name of the input and what it must be."""
    with pytest.raises(ModelError, match=message):
        call()
