"""Trust by Bayes' rule: the check values of 5.6.7, and the rule against counting cases."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.models.arrays import ModelError
from course.models.signals import trust_path, update_trust

beliefs = st.floats(0.01, 0.99)
ratios = st.lists(st.floats(0.1, 10), max_size=6)


@pytest.mark.parametrize(
    ("weights", "trust"),
    [((2,), 0.667), ((2, 0.6), 0.545), ((2, 0.6, 0.7), 0.457), ((2, 1.5, 1.5), 0.818)],
    ids=["payment rule alone", "and unchanged follow-up", "and suspicious motive", "the textbook reform"],
)
def test_trust_has_the_check_values(weights, trust):
    """Fact file 5.6.7, from 0.5: every printed digit."""
    assert round(float(trust_path(0.5, weights)[-1]), 3) == trust


@given(beliefs, st.lists(st.tuples(st.floats(0.05, 1), st.floats(0.05, 1)), min_size=1, max_size=5))
def test_odds_give_what_counting_the_two_cases_gives(prior, evidence):
    """Bayes' rule: P(trusts | signs) from the joint probabilities of two states, sign by sign, is the path in odds."""
    trusts, does_not = prior, 1 - prior
    counted = [prior]
    for if_trusts, if_not in evidence:
        trusts, does_not = trusts * if_trusts, does_not * if_not
        counted.append(trusts / (trusts + does_not))
    path = trust_path(prior, [if_trusts / if_not for if_trusts, if_not in evidence])
    assert path.tolist() == pytest.approx(counted)


@given(beliefs, ratios)
def test_the_end_depends_on_the_product_only(prior, weights):
    """Signs weigh by their product, in any order: odds at the end = odds before × product."""
    ends = [float(trust_path(prior, order)[-1]) for order in (weights, weights[::-1], [math.prod(weights)])]
    assert ends[0] == pytest.approx(ends[1])
    assert ends[0] == pytest.approx(ends[2])


@given(beliefs, ratios)
def test_trust_stays_a_probability_and_follows_each_sign(prior, weights):
    """A sign above 1 never lowers trust, one below 1 never raises it, and 1 leaves it."""
    path = trust_path(prior, weights)
    assert ((path > 0) & (path < 1)).all()
    for before, after, weight in zip(path[:-1], path[1:], weights, strict=True):
        assert after == pytest.approx(before) or (after > before) == (weight > 1)


@pytest.mark.parametrize(
    ("trust", "ratio", "message"),
    [
        (0.0, 2, "trust must be above 0 and below 1, not 0.0"),
        (1.0, 2, "trust must be above 0 and below 1, not 1.0"),
        (0.5, 0, "ratio must be a number above 0, not 0"),
        (0.5, math.inf, "ratio must be a number above 0, not inf"),
        (0.5, math.nan, "ratio must be a number above 0, not nan"),
    ],
)
def test_certainty_and_impossible_weights_are_refused(trust, ratio, message):
    """No evidence moves a certainty, and a weight without meaning is named."""
    with pytest.raises(ModelError, match=message):
        update_trust(trust, ratio)
