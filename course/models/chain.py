"""The steering chain: what is left of a signal level by level, and how knowledge of it spreads.

Both mistrust and trust can dampen a central change on its way down (SOU 2018:38, p. 133); it took a couple of years
until people knew (pp. 129–130). The equations and all numbers are ours.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from course.models.arrays import Array, ModelError, share, vector


def pass_down(passes: ArrayLike, noise: float = 0.0, seed: int = 1) -> Array:
    """What is left of a signal of 1 at each level, the top first: z[l] = passes[l]·z[l−1] + e[l], shape (L + 1,).

    passes: the part that each level passes on, 0–1, shape (L,). noise: each e is drawn evenly from −noise to noise,
    at least 0; what a level adds, the next passes on. seed: of the draw. Raises ModelError otherwise. Source: ours.
    """
    parts = vector("passes", passes)
    if not 0 <= noise < math.inf:
        raise ModelError(f"noise must be a number of at least zero, not {noise}")
    added = noise * np.random.default_rng(seed).uniform(-1, 1, parts.size)
    left = [1.0]
    for part, extra in zip(parts, added, strict=True):
        left.append(share("passes", float(part)) * left[-1] + float(extra))
    return np.array(left)


def awareness(years_since: ArrayLike, time_constant: float) -> Array:
    """Part of an organisation that knows of a change: 1 − exp(−t / time_constant), same shape as years_since.

    years_since: t, years since the change, at least 0; at the end of year y it is y − 2011 for a change in January
    2012. time_constant: years until 63 per cent know, above 0. Raises ModelError otherwise.
    Source: a couple of years, pp. 129–130; the form ours.
    """
    if not time_constant > 0:
        raise ModelError(f"time_constant must be above zero, not {time_constant}")
    return np.asarray(1 - np.exp(-vector("years_since", years_since) / time_constant))
