"""Ways of estimating what a reform did to one region, each for many draws at once.

Arrays end in (R, T): log output of R regions in T years. What stands before is draws, or whatever else is repeated.
Every estimate is made for each region as if that were the reformed one; the real one is picked by its place, and the
others are its placebos. Source of the methods: textbooks; of the choice and the code: ours (fact file 5.6.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.models.arrays import Array, ModelError

#: Two estimates closer than this are equal: sums in floating point differ by less.
_TIE = 1e-12


@dataclass(frozen=True)
class Placebo:
    """Where the reformed region stands among all. Arrays have the shape of the draws, () for one.

    rank: 1 when no other region's estimate is as far from zero; a tie counts against the region. p: rank / R.
    """

    rank: NDArray[np.int64]
    p: Array


def before_after(log: ArrayLike, after: ArrayLike) -> Array:
    """Mean of the years after less mean of the years before, for each region by itself, shape (..., R).

    log: shape (..., R, T). after: which years come after the reform, shape (T,), some true and some not.
    Raises ModelError for other shapes.
    """
    output, later = _panel(log), np.asarray(after, dtype=bool)
    if later.shape != output.shape[-1:] or later.all() or not later.any():
        raise ModelError(f"after must have shape {output.shape[-1:]}, some years true and some false")
    return np.asarray(output[..., later].mean(axis=-1) - output[..., ~later].mean(axis=-1))


def gap(log: ArrayLike) -> Array:
    """Each region less the mean of all others, year by year, shape (..., R, T)."""
    output = _panel(log)
    regions = output.shape[-2]
    # y − (S − y) / (R − 1) with S = R · mean
    return np.asarray((output - output.mean(axis=-2, keepdims=True)) * (regions / (regions - 1)))


def two_way(log: ArrayLike, after: ArrayLike) -> Array:
    """Two-way fixed effects: each region's change less the mean change of the others, shape (..., R).

    In a balanced panel with one reformed region, taking out the means of regions and years from both output and the
    reform's indicator, and regressing one on the other, gives exactly this difference in differences.
    """
    return before_after(gap(log), after)


def event_study(log: ArrayLike, base: int) -> Array:
    """Each region's gap to the others, year by year, less its gap in the base year, shape (..., R, T).

    These are the coefficients of region × year when regions and years have effects of their own.
    base: index of the base year. Raises ModelError when there is no such year.
    """
    gaps = gap(log)
    if not 0 <= base < gaps.shape[-1]:
        raise ModelError(f"base must be a year's index from 0 to {gaps.shape[-1] - 1}, not {base}")
    return np.asarray(gaps - gaps[..., base, None])


def triple_difference(log: ArrayLike, other: ArrayLike, after: ArrayLike) -> Array:
    """Two-way estimate of one type of care less that of another, shape (..., R). Raises ModelError if shapes differ.

    What hits both types of care in the reformed region alike is taken out too; what hits only one of them stays.
    """
    if np.shape(log) != np.shape(other):
        raise ModelError(f"both types of care must have one shape, not {np.shape(log)} and {np.shape(other)}")
    return two_way(log, after) - two_way(other, after)


def placebo(estimates: ArrayLike, region: int = 0) -> Placebo:
    """Rank a region's estimate among all regions' by distance from zero, and p = rank / R.

    estimates: shape (..., R). With 21 regions p is at least 1/21, however large the effect.
    Raises ModelError when there is no such region.
    """
    sizes: Any = np.abs(np.asarray(estimates, dtype=np.float64))
    if sizes.ndim == 0 or not 0 <= region < sizes.shape[-1]:
        raise ModelError(f"region must be an index into estimates of shape (..., R), not {region}")
    rank = np.sum(sizes >= sizes[..., region, None] - _TIE, axis=-1)
    return Placebo(rank=rank, p=rank / sizes.shape[-1])


def _panel(log: ArrayLike) -> Array:
    output = np.asarray(log, dtype=np.float64)
    if output.ndim < 2 or min(output.shape[-2:]) < 2:
        raise ModelError(f"log output must have shape (..., R, T) with R and T at least 2, not {output.shape}")
    if not np.isfinite(output).all():
        raise ModelError("log output must hold finite numbers")
    return output
