"""The steering chain: the check values of 5.6.8, a chain by hand, and what noise may do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from course.models.arrays import ModelError
from course.models.chain import awareness, pass_down

passes_lists = st.lists(st.floats(0, 1), min_size=1, max_size=6)


def test_the_example_has_its_check_value():
    """Fact file 5.6.8: 0.8 · 0.6 · 0.5 · 0.3 = 0.072, and what is left on the way there."""
    assert_allclose(pass_down([0.8, 0.6, 0.5, 0.3]), [1, 0.8, 0.48, 0.24, 0.072])


def test_awareness_is_counted_to_the_end_of_the_year():
    """Fact file 5.6.8 and 5.6.11: t − 2011 in yearly data; the mean of 2012–2017 with two years is 0.756."""
    known = awareness(np.arange(2012, 2018) - 2011, 2.0)
    assert_allclose(known[[0, -1]], [1 - np.exp(-0.5), 1 - np.exp(-3)])
    assert round(float(known.mean()), 3) == 0.756


def test_nobody_knows_on_the_first_day_and_63_per_cent_after_the_time_constant():
    """Fact file 5.6.8: a = 1 − e^(−t/T) is 0 at t = 0 and 1 − 1/e at t = T."""
    assert_allclose(awareness([0, 3], 3), [0, 0.632], atol=0.0005)


@given(passes_lists)
def test_without_noise_a_level_has_the_product_of_the_parts_above_it(passes):
    """z[l] = d[1]·…·d[l], whatever the seed."""
    assert_allclose(pass_down(passes, 0.0, seed=7), np.cumprod([1.0, *passes]))


@given(passes_lists, st.floats(0, 0.3), st.integers(1, 50))
def test_each_level_adds_at_most_the_noise(passes, noise, seed):
    """What a level adds to the part it passes on lies between −noise and noise, and the same seed adds the same."""
    left = pass_down(passes, noise, seed)
    added = left[1:] - np.array(passes) * left[:-1]
    assert (np.abs(added) <= noise + 1e-12).all()
    assert_allclose(left, pass_down(passes, noise, seed))


def test_another_seed_adds_something_else():
    """Fifty seeds give fifty different chains."""
    chains = {tuple(pass_down([0.8, 0.6, 0.5, 0.3], 0.1, seed)) for seed in range(1, 51)}
    assert len(chains) == 50


def test_what_a_level_adds_does_not_pull_one_way():
    """Over the draws the bedside averages the product: four standard errors of uniform noise, sd noise/√3."""
    noise, draws = 0.3, 4000
    ends = [pass_down([0.8, 0.6, 0.5, 0.3], noise, seed)[-1] for seed in range(draws)]
    spread = noise / np.sqrt(3) * np.sqrt(1 + 0.3**2 + 0.15**2 + 0.09**2)
    assert abs(np.mean(ends) - 0.072) < 4 * spread / np.sqrt(draws)
    assert np.std(ends) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pass_down([0.5, 1.2]), "passes must be between 0 and 1, not 1.2"),
        (lambda: pass_down([]), r"passes must have shape \(n,\) with n ≥ 1, not \(0,\)"),
        (lambda: pass_down([0.5], -0.1), "noise must be a number of at least zero, not -0.1"),
        (lambda: pass_down([0.5], float("inf")), "noise must be a number of at least zero, not inf"),
        (lambda: awareness([1, 2], 0), "time_constant must be above zero, not 0"),
        (lambda: awareness([-1], 2), "years_since must hold finite numbers, none below zero"),
    ],
)
def test_what_has_no_meaning_is_named(call, message):
    """A value without meaning is refused by name."""
    with pytest.raises(ModelError, match=message):
        call()
