"""The unit's choice of setting: worked by hand, and the stylised fact of 5.6.0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from course.models.arrays import ModelError
from course.models.setting import choose_setting, switch_share

PRICES, COSTS = [40, 22, 0], [36, 18, 2]


def test_the_margin_is_income_less_the_saving_that_the_unit_keeps():
    """Worked by hand: 0.45·(40, 22, 0) − 0.3·(36, 18, 2) = (7.2, 4.5, −0.6)."""
    assert_allclose(choose_setting(PRICES, COSTS, 0.45, 0.3).margin, [7.2, 4.5, -0.6])


def test_variable_payment_favours_the_bed_and_an_appropriation_the_cheapest():
    """Stylised fact F11 (SOU 2018:38, p. 128): inpatient under variable payment; without it, the cheapest setting."""
    assert choose_setting(PRICES, COSTS, 0.45, 0.3).chosen == 0
    assert choose_setting(PRICES, COSTS, 0.0, 0.3).chosen == 2


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 100), st.floats(0, 100))
def test_the_choice_turns_at_the_switch_share(variable, kept, price_gap, cost_gap):
    """Fact file 5.6.4: inpatient beats outpatient exactly when variable share × price gap > kept × cost gap."""
    turn = switch_share(price_gap, cost_gap, kept)
    choice = choose_setting([10 + price_gap, 10], [5 + cost_gap, 5], variable, kept)
    if abs(variable - turn) * price_gap > 1e-6:
        assert (choice.chosen == 0) == (variable > turn)


def test_a_tie_goes_to_the_cheapest():
    """Nothing paid and nothing kept: all margins are zero, and the cheapest setting is taken."""
    assert choose_setting(PRICES, COSTS, 0.0, 0.0).chosen == 2


def test_the_switch_share_is_worked_by_hand():
    """0.3 · 18 / 18 = 0.3; keeping all of the saving with equal gaps gives 1: never below full variable pay."""
    assert switch_share(18, 18, 0.3) == pytest.approx(0.3)
    assert switch_share(18, 18, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 18, 0.3), "price_gap must be above zero and cost_gap at least zero"),
        ((18, -1, 0.3), "price_gap must be above zero and cost_gap at least zero"),
        ((18, 18, 1.3), "kept_saving must be between 0 and 1, not 1.3"),
    ],
)
def test_impossible_gaps_are_named(arguments, message):
    """A gap or share without meaning is refused by name."""
    with pytest.raises(ModelError, match=message):
        switch_share(*arguments)


def test_settings_need_a_price_and_a_cost_each():
    """Three prices and two costs are refused with both shapes."""
    with pytest.raises(ModelError, match=r"costs must have shape \(3,\), not \(2,\)"):
        choose_setting(PRICES, [1, 2], 0.5, 0.5)
