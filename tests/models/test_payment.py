"""The payment rules: the fact file's check values, and what must hold whatever the volumes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from course.models.arrays import ModelError
from course.models.payment import (
    appropriation,
    internal_billing,
    mix_points,
    monthly_payments,
    taken_over_volume,
    variable_payment,
)

ASSIGNED = np.array([500.0, 300.0, 200.0, 100.0])
SHARE = 0.55

#: Fact file sou-2018-38-ch05-06.md, 5.6.1: produced, payment, sum; assigned = frame = ASSIGNED, share 0.55.
CHECK_ROWS = [
    ((500, 300, 200, 100), (500, 300, 200, 100), 1100),
    ((460, 330, 200, 100), (482, 313.5, 200, 100), 1095.5),
    ((460, 330, 220, 120), (482, 307.7, 205.1, 105.1), 1100),
    ((520, 320, 220, 110), (500, 300, 200, 100), 1100),
]

volumes = st.floats(0, 2000, allow_nan=False)
hospitals = st.lists(st.tuples(volumes, st.floats(1, 1000)), min_size=1, max_size=6)
shares = st.floats(0, 1)


@pytest.mark.parametrize(("produced", "payment", "total"), CHECK_ROWS)
def test_the_rules_give_the_fact_files_check_values(produced, payment, total):
    """The four check rows of 5.6.1 come out to the decimals printed there."""
    result = variable_payment(produced, ASSIGNED, ASSIGNED, SHARE)
    assert_allclose(result.total, payment, atol=0.05)
    assert result.total.sum() == pytest.approx(total, abs=0.05)


def test_the_variable_rate_is_what_is_left_after_the_advance():
    """r = (1 − φ) ΣB / ΣM̄ (fact file 5.6.1): 0.45 where frame and assignment are equal, 0.9 for twice the frame."""
    assert variable_payment(ASSIGNED, ASSIGNED, ASSIGNED, SHARE).rate == pytest.approx(0.45)
    assert variable_payment(ASSIGNED, ASSIGNED, 2 * ASSIGNED, SHARE).rate == pytest.approx(0.9)


@given(hospitals, shares, st.booleans())
def test_the_region_never_pays_above_its_ceiling(rows, share, reallocation):
    """With a ceiling, payments sum to at most the frames, whatever is produced."""
    produced, assigned = map(np.array, zip(*rows, strict=True))
    result = variable_payment(produced, assigned, assigned, share, reallocation=reallocation)
    assert result.total.sum() <= assigned.sum() + 1e-6
    assert (result.own + result.taken_over).sum() <= assigned.sum() + 1e-6


@given(hospitals, shares, st.floats(1, 3))
def test_nobody_is_paid_for_excess_when_everybody_overproduces(rows, share, times):
    """If all produce at least their assignment, each is paid exactly its frame."""
    assigned = np.array([row[1] for row in rows])
    result = variable_payment(times * assigned, assigned, assigned, share)
    assert_allclose(result.total, assigned)
    assert_allclose(result.taken_over, 0, atol=1e-9)


@given(hospitals, shares, st.booleans(), st.booleans(), st.floats(-1e-6, 1e-6))
def test_payments_are_continuous_in_volume(rows, share, ceiling, reallocation, nudge):
    """A change of a millionth of a mix point moves no payment by more than a few millionths."""
    produced, assigned = map(np.array, zip(*rows, strict=True))
    moved = np.maximum(produced + nudge, 0)
    rules = {"ceiling": ceiling, "reallocation": reallocation}
    before = variable_payment(produced, assigned, assigned, share, **rules).total
    after = variable_payment(moved, assigned, assigned, share, **rules).total
    assert_allclose(after, before, atol=1e-6 * (2 + 2 * len(rows)))


@given(hospitals, shares)
def test_production_is_either_paid_or_unpaid(rows, share):
    """Own, taken over and unpaid volumes sum to what was produced, and none is below zero."""
    produced, assigned = map(np.array, zip(*rows, strict=True))
    result = variable_payment(produced, assigned, assigned, share)
    assert_allclose(result.own + result.taken_over + result.unpaid, produced, atol=1e-9)
    assert min(result.own.min(), result.taken_over.min(), result.unpaid.min()) >= -1e-9


def test_without_a_ceiling_every_mix_point_is_paid():
    """Ceiling off: 1,170 mix points of 1,100 assigned pay 0.55·1,100 + 0.45·1,170 = 1,131.5."""
    result = variable_payment([520, 320, 220, 110], ASSIGNED, ASSIGNED, SHARE, ceiling=False)
    assert result.total.sum() == pytest.approx(1131.5)


def test_without_reallocation_excess_is_never_paid():
    """Reallocation off: hospital B's 30 mix points above its assignment bring nothing, though A leaves 40 undone."""
    result = variable_payment([460, 330, 200, 100], ASSIGNED, ASSIGNED, SHARE, reallocation=False)
    assert_allclose(result.total, [482, 300, 200, 100])
    assert_allclose(result.unpaid, [0, 30, 0, 0])


def test_a_share_of_one_is_an_appropriation():
    """Everything in advance: payment is the frame whatever is produced (SOU 2018:38, p. 124)."""
    result = variable_payment([0, 600, 10, 100], ASSIGNED, ASSIGNED, 1.0)
    assert_allclose(result.total, appropriation(ASSIGNED).total)


def test_the_bonus_comes_on_top():
    """A quality bonus of 2 per cent of the frame (the source: under 2, p. 124) adds 22 to 1,100."""
    result = variable_payment(ASSIGNED, ASSIGNED, ASSIGNED, SHARE, bonus_share=0.02)
    assert result.total.sum() == pytest.approx(1122)


def test_mix_points_are_contacts_weighted_by_price():
    """Worked by hand: 10·1 + 20·0.5 = 20 and 0·1 + 4·0.5 = 2."""
    assert_allclose(mix_points([[10, 20], [0, 4]], [1.0, 0.5]), [20, 2])


def test_taken_over_volume_is_pro_rata():
    """40 undone among excesses of 30 and 50 gives 15 and 25; 100 undone gives all of both."""
    assert_allclose(taken_over_volume(np.array([30.0, 0.0, 50.0]), 40), [15, 0, 25])
    assert_allclose(taken_over_volume(np.array([30.0, 0.0, 50.0]), 100), [30, 0, 50])


def test_internal_billing_moves_money_and_makes_none():
    """Hospital B treats 10 mix points of A's patients at 2 each: B gets 20, A pays 20; own patients bill nothing."""
    assert_allclose(internal_billing([[100, 10], [0, 50]], 2), [-20, 20])


@given(st.lists(st.lists(volumes, min_size=3, max_size=3), min_size=12, max_size=12), shares, st.booleans())
def test_the_months_sum_to_the_year(months, share, reallocation):
    """Month by month the hospitals get in all what the yearly rule gives, for any seasonal pattern."""
    assigned = np.array([400.0, 300.0, 200.0])
    flow = monthly_payments(months, assigned, assigned, share, reallocation=reallocation)
    year = variable_payment(np.sum(months, axis=0), assigned, assigned, share, reallocation=reallocation)
    assert flow.shape == (13, 3)
    assert_allclose(flow.sum(axis=0), year.total, atol=1e-6)


def test_a_claim_comes_the_month_after():
    """One hospital, 120 assigned, 24 done in March: April brings the advance 5.5 and the claim 0.45·24 = 10.8."""
    produced = np.zeros((12, 1))
    produced[2] = 24
    flow = monthly_payments(produced, [120], [120], SHARE)[:, 0]
    assert_allclose(flow, [5.5, 5.5, 5.5, 16.3, *[5.5] * 8, 0.0])


def test_december_is_paid_in_january_and_take_overs_are_settled_then():
    """Done at the end: two hospitals of 120; A does nothing, B does 150 in December: January brings 0.45·150."""
    produced = np.zeros((12, 2))
    produced[11, 1] = 150
    flow = monthly_payments(produced, [120, 120], [120, 120], SHARE)
    assert_allclose(flow[12], [0, 0.45 * 150])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"produced": [1, 2]}, r"produced must have shape \(4,\), not \(2,\)"),
        ({"produced": [[1, 2]]}, r"produced must have shape \(1, 4\), not \(1, 2\)"),
        ({"produced": [1, 2, 3, -4]}, "produced must hold finite numbers, none below zero"),
        ({"produced": [1, 2, 3, np.nan]}, "produced must hold finite numbers, none below zero"),
        ({"prepaid_share": 1.2}, "prepaid_share must be between 0 and 1, not 1.2"),
        ({"prepaid_share": float("nan")}, "prepaid_share must be between 0 and 1, not nan"),
        ({"assigned": [0, 0, 0, 0]}, "assigned must hold at least one assignment above zero"),
    ],
)
def test_impossible_inputs_are_named(change, message):
    """What has no meaning is refused with the name of the input and what it must be."""
    given_values = {"produced": ASSIGNED, "assigned": ASSIGNED, "frame": ASSIGNED, "prepaid_share": SHARE, **change}
    with pytest.raises(ModelError, match=message):
        variable_payment(**given_values)


@given(
    st.lists(st.lists(st.floats(0, 700), min_size=4, max_size=4), min_size=1, max_size=5), st.booleans(), st.booleans()
)
def test_many_years_at_once_are_paid_as_one_by_one(years, ceiling, reallocation):
    """Rows of a table of years are paid as each would be alone."""
    rules = {"ceiling": ceiling, "reallocation": reallocation, "bonus_share": 0.01}
    together = variable_payment(years, ASSIGNED, ASSIGNED, 0.55, **rules)
    for row, year in enumerate(years):
        assert_allclose(together.total[row], variable_payment(year, ASSIGNED, ASSIGNED, 0.55, **rules).total)
