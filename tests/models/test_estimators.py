"""The estimators: worked by hand, against statsmodels' regressions on the same draws, and what must never matter."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from course.models import panel
from course.models.arrays import ModelError
from course.models.estimators import (
    before_after,
    event_study,
    gap,
    placebo,
    triple_difference,
    two_way,
)
from course.models.panel import AFTER, PSYCHIATRY, SOMATIC, WINDOW, World

#: Three regions in four years, two of them after the reform.
SMALL = np.array([[1.0, 3.0, 4.0, 8.0], [0.0, 0.0, 2.0, 2.0], [5.0, 5.0, 5.0, 7.0]])
SMALL_AFTER = np.array([False, False, True, True])

#: Five draws of the panel, shape (5, 2, 21, 12).
LOG = panel.output(panel.draw(7, 5), World(), recorded=True)[..., WINDOW]
DRAWS, _, REGIONS, YEARS = LOG.shape
BASE = 5

panels = arrays(np.float64, (4, 6), elements=st.floats(-10, 10))
SIX_AFTER = np.arange(6) >= 3


def dummies(labels: np.ndarray) -> np.ndarray:
    """One column for each different label but the first."""
    return (labels[:, None] == np.unique(labels)[1:]).astype(float)


def crossed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Every column of the one times every column of the other."""
    return np.einsum("ni,nj->nij", first, second).reshape(len(first), -1)


def ols(y: np.ndarray, wanted: np.ndarray, *effects: np.ndarray) -> np.ndarray:
    """Coefficients of the wanted columns in statsmodels' OLS of y on them, a constant and the dummies given."""
    design = np.column_stack([wanted, np.ones(len(y)), *effects])
    assert np.linalg.matrix_rank(design) == design.shape[1]
    return sm.OLS(y, design).fit().params[: wanted.shape[1]]


def labels() -> tuple[np.ndarray, np.ndarray]:
    """Region and year of each observation in a flattened panel."""
    region, year = np.meshgrid(np.arange(REGIONS), np.arange(YEARS), indexing="ij")
    return region.ravel(), year.ravel()


def test_before_and_after_is_worked_by_hand():
    """(4 + 8)/2 − (1 + 3)/2 = 4, and so on for each region by itself."""
    assert_allclose(before_after(SMALL, SMALL_AFTER), [4, 2, 1])


def test_two_way_fixed_effects_are_worked_by_hand():
    """Each region's change less the mean change of the two others: 4 − 1.5, 2 − 2.5, 1 − 3."""
    assert_allclose(two_way(SMALL, SMALL_AFTER), [2.5, -0.5, -2])


def test_the_event_study_is_worked_by_hand():
    """The first region less the mean of the others: −1.5, 0.5, 0.5, 3.5; less its value in the second year."""
    assert_allclose(gap(SMALL)[0], [-1.5, 0.5, 0.5, 3.5])
    assert_allclose(event_study(SMALL, 1)[0], [-2, 0, 0, 3])


def test_the_triple_difference_is_worked_by_hand():
    """Against a type of care in which all change alike the two-way estimate is left; against itself nothing is."""
    assert_allclose(triple_difference(SMALL, np.tile([0, 0, 9, 9], (3, 1)), SMALL_AFTER), [2.5, -0.5, -2])
    assert_allclose(triple_difference(SMALL, SMALL, SMALL_AFTER), 0)


@given(panels)
def test_the_closed_form_is_the_regression_after_double_demeaning(log):
    """Means of regions and years taken out of output and indicator, one regressed on the other: the same number."""
    for treated in range(4):
        indicator = np.outer(np.arange(4) == treated, SIX_AFTER).astype(float)
        d, y = (x - x.mean(0) - x.mean(1, keepdims=True) + x.mean() for x in (indicator, log))
        assert_allclose(two_way(log, SIX_AFTER)[treated], (d * y).sum() / (d * d).sum(), atol=1e-12)


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("treated", [0, 1, 20])
def test_two_way_equals_statsmodels_with_dummies(draw, treated):
    """OLS with region and year dummies gives the same effect to 1e-8, for Skåne and for a placebo region."""
    region, year = labels()
    indicator = ((region == treated) & AFTER[year]).astype(float)[:, None]
    expected = ols(LOG[draw, SOMATIC].ravel(), indicator, dummies(region), dummies(year))
    assert_allclose(two_way(LOG[draw, SOMATIC], AFTER)[treated], expected[0], rtol=0, atol=1e-8)


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("treated", [0, 1, 20])
def test_the_event_study_equals_statsmodels_with_dummies(draw, treated):
    """OLS with a coefficient for each year but 2011 in one region, and dummies, gives the same path to 1e-8."""
    region, year = labels()
    others = [each for each in range(YEARS) if each != BASE]
    columns = ((region == treated)[:, None] & (year[:, None] == others)).astype(float)
    expected = ols(LOG[draw, SOMATIC].ravel(), columns, dummies(region), dummies(year))
    found = event_study(LOG[draw, SOMATIC], BASE)[treated]
    assert found[BASE] == 0
    assert_allclose(found[others], expected, rtol=0, atol=1e-8)


@pytest.mark.parametrize("draw", range(DRAWS))
def test_the_triple_difference_equals_statsmodels_with_dummies(draw):
    """OLS with dummies for region × care, care × year and region × year gives the same effect to 1e-8."""
    care, region, year = (
        each.ravel() for each in np.meshgrid(np.arange(2), np.arange(REGIONS), np.arange(YEARS), indexing="ij")
    )
    indicator = ((care == SOMATIC) & (region == 0) & AFTER[year]).astype(float)[:, None]
    single = c, r, t = dummies(care), dummies(region), dummies(year)
    expected = ols(LOG[draw].ravel(), indicator, *single, crossed(c, r), crossed(c, t), crossed(r, t))
    found = triple_difference(LOG[draw, SOMATIC], LOG[draw, PSYCHIATRY], AFTER)[0]
    assert_allclose(found, expected[0], rtol=0, atol=1e-8)


@pytest.mark.parametrize("draw", range(DRAWS))
def test_before_and_after_equals_statsmodels_with_a_constant(draw):
    """OLS of one region's output on a constant and the years after gives the same change to 1e-8."""
    design = sm.add_constant(AFTER.astype(float))
    for region in range(REGIONS):
        expected = sm.OLS(LOG[draw, SOMATIC, region], design).fit().params[1]
        assert_allclose(before_after(LOG[draw, SOMATIC], AFTER)[region], expected, rtol=0, atol=1e-8)


def test_all_draws_at_once_are_each_draw_by_itself():
    """What stands before regions and years is only repeated: draws and types of care do not mix."""
    for estimate in (lambda log: two_way(log, AFTER), lambda log: event_study(log, BASE), gap):
        assert_allclose(estimate(LOG), [[estimate(care) for care in draw] for draw in LOG], atol=1e-14)
    found = placebo(two_way(LOG, AFTER))
    assert_array_equal(found.rank, [[placebo(two_way(care, AFTER)).rank for care in draw] for draw in LOG])


@given(panels, st.floats(-5, 5))
def test_levels_and_common_years_do_not_matter(log, size):
    """A region's level, and what happens to all in a year, change neither two-way estimate nor event study."""
    shifted = log + size * np.arange(4)[:, None] + size * np.cos(np.arange(6))
    assert_allclose(two_way(shifted, SIX_AFTER), two_way(log, SIX_AFTER), atol=1e-12)
    assert_allclose(event_study(shifted, 2), event_study(log, 2), atol=1e-12)


@given(panels, st.floats(-5, 5))
def test_what_is_added_to_one_region_after_the_reform_is_found(log, size):
    """An effect put in is added to the estimate whole, and a shock to both types of care leaves the triple alone."""
    hit = log.copy()
    hit[0, SIX_AFTER] += size
    assert_allclose(two_way(hit, SIX_AFTER)[0], two_way(log, SIX_AFTER)[0] + size, atol=1e-12)
    other = np.sin(log)
    hit_too = other.copy()
    hit_too[0, SIX_AFTER] += size
    assert_allclose(triple_difference(hit, hit_too, SIX_AFTER), triple_difference(log, other, SIX_AFTER), atol=1e-12)


@pytest.mark.parametrize(
    ("estimates", "region", "rank"),
    [
        ([-3.0, 1.0, 2.0], 0, 1),
        ([-3.0, 1.0, 2.0], 2, 2),
        ([-3.0, 1.0, 2.0], 1, 3),
        ([-2.0, 1.0, 2.0], 0, 2),  # as far on the other side is a tie, and a tie counts against the region
        ([1.0, 1.0, 1.0], 1, 3),
        ([0.0, 0.0, 0.0], 0, 3),
        ([0.1 + 0.2, 0.3, 0.0], 0, 2),  # equal but for the last bit
    ],
)
def test_ranks_are_worked_by_hand(estimates, region, rank):
    """Rank 1 is farthest from zero; p is the rank over the number of regions."""
    found = placebo(estimates, region)
    assert found.rank == rank
    assert found.p == pytest.approx(rank / 3)


def test_p_cannot_be_less_than_one_in_twenty_one():
    """Fact file 5.6.11: however strong the effect, the smallest p with 21 regions is 1/21 ≈ 0.048."""
    world = World(effect=-5.0)
    log = panel.output(panel.draw(1, 50), world, recorded=False)[:, SOMATIC][..., WINDOW]
    assert_array_equal(placebo(two_way(log, AFTER)).p, np.full(50, 1 / 21))


def test_without_any_effect_ranks_are_even():
    """With nothing done to Skåne, p ≤ 0.05 comes about as often as 1 in 21: the placebo test keeps its level."""
    world = World(effect=0.0, merger=False, reorganisation=False)
    log = panel.output(panel.draw(1, 2000), world, recorded=False)[:, SOMATIC][..., WINDOW]
    ranks = placebo(two_way(log, AFTER)).rank
    expected = 2000 / 21
    chi_square = np.sum((np.bincount(ranks, minlength=22)[1:] - expected) ** 2 / expected)
    assert chi_square < 45.3  # the 0.1 per cent point of χ² with 20 degrees of freedom


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gap([1.0, 2.0]), r"log output must have shape \(\.\.\., R, T\) with R and T at least 2, not \(2,\)"),
        (lambda: gap(SMALL[:1]), r"log output must have shape .* not \(1, 4\)"),
        (lambda: gap(SMALL * np.nan), "log output must hold finite numbers"),
        (lambda: two_way(SMALL, [True] * 4), r"after must have shape \(4,\), some years true and some false"),
        (lambda: two_way(SMALL, [False] * 4), r"after must have shape \(4,\)"),
        (lambda: before_after(SMALL, [True, False]), r"after must have shape \(4,\)"),
        (lambda: event_study(SMALL, 4), "base must be a year's index from 0 to 3, not 4"),
        (lambda: event_study(SMALL, -1), "base must be a year's index from 0 to 3, not -1"),
        (
            lambda: triple_difference(SMALL, SMALL[:2], SMALL_AFTER),
            r"both types of care must have one shape, not \(3, 4\) and \(2, 4\)",
        ),
        (lambda: placebo([1.0, 2.0], 2), r"region must be an index into estimates of shape \(\.\.\., R\), not 2"),
        (lambda: placebo(1.0), "region must be an index into estimates"),
    ],
)
def test_what_has_no_meaning_is_refused_by_name(call, message):
    """A wrong shape, a gap, no year before or after, no such year or region: the message names it."""
    with pytest.raises(ModelError, match=message):
        call()
