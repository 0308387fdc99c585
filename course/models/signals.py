"""Trust as a belief that evidence moves: Bayes' rule in odds.

Why the return to appropriations was probably not read as more trust is argued in SOU 2018:38, pp. 133–134: motive,
promise of follow-up and its detail spoke against. Bayes' rule for it, and all numbers, are ours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from course.models.arrays import Array, ModelError


def update_trust(trust: float, ratio: float) -> float:
    """Trust after one piece of evidence: odds × ratio.

    trust: probability, above 0 and below 1, that the principal trusts. ratio: how many times as likely the evidence is
    from one who trusts as from one who does not; finite and above 0, and 1 says nothing. Raises ModelError otherwise.
    Source: Bayes' rule; its use here ours.
    """
    if not 0 < trust < 1:
        raise ModelError(f"trust must be above 0 and below 1, not {trust}")
    if not 0 < ratio < math.inf:
        raise ModelError(f"ratio must be a number above 0, not {ratio}")
    return ratio * trust / (ratio * trust + 1 - trust)


def trust_path(prior: float, ratios: Sequence[float]) -> Array:
    """Trust before any evidence and after each piece of it, shape (len(ratios) + 1,). Raises as `update_trust`."""
    path = [update_trust(prior, 1.0)]
    for ratio in ratios:
        path.append(update_trust(path[-1], ratio))
    return np.array(path)
