"""How long 400 draws of the evaluation lab take to estimate, against a plain loop over draws with statsmodels.

    python -m benchmarks.estimator_speed [rounds]      needs the group `test`

Both get the same draws. The loop runs OLS with dummies once for each draw, on a design made beforehand, and asks for
coefficients only; ours gives, in the same time, the estimates of all 21 regions. Taken in turn, so that the machine's
moods hit both alike. Prints medians in milliseconds, their ratio, and the greatest difference between the estimates.
Goals: at least 20 times as fast, and no difference above 1e-8.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import statsmodels.api as sm

from course.models import panel
from course.models.estimators import event_study, triple_difference, two_way
from course.models.panel import AFTER, PSYCHIATRY, REGIONS, SKANE, SOMATIC, WINDOW, World

DRAWS, GOAL, CLOSE = 400, 20, 1e-8
YEARS = AFTER.size
BASE = int(np.flatnonzero(AFTER)[0]) - 1

Array = np.ndarray[Any, Any]


def dummies(labels: Array) -> Array:
    """One column for each label but the first."""
    return (labels[:, None] == np.unique(labels)[1:]).astype(float)


def design(wanted: Callable[[Array, Array], Array]) -> Array:
    """The wanted columns of (region, year), a constant, and dummies for regions and years."""
    region, year = (each.ravel() for each in np.indices((REGIONS, YEARS)))
    columns = wanted(region, year).astype(float).reshape(region.size, -1)
    return np.column_stack([columns, np.ones(region.size), dummies(region), dummies(year)])


def loop(log: Array, matrix: Array, wanted: int) -> Array:
    """OLS for each draw, shape (draws, wanted)."""
    return np.array([sm.OLS(draw.ravel(), matrix).fit().params[:wanted] for draw in log])


def seconds(call: Callable[[], Array]) -> tuple[float, Array]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def main(rounds: int) -> None:
    log = panel.output(panel.draw(1, DRAWS), World(), recorded=True)[..., WINDOW]
    somatic, psychiatry = log[:, SOMATIC], log[:, PSYCHIATRY]
    others = [year for year in range(YEARS) if year != BASE]
    one = design(lambda region, year: (region == SKANE) & AFTER[year])
    path = design(lambda region, year: (region == SKANE)[:, None] & (year[:, None] == others))
    pairs: dict[str, tuple[Callable[[], Array], Callable[[], Array]]] = {
        "two-way": (lambda: two_way(somatic, AFTER)[:, [SKANE]], lambda: loop(somatic, one, 1)),
        "event study": (
            lambda: event_study(somatic, BASE)[:, SKANE][:, others],
            lambda: loop(somatic, path, len(others)),
        ),
        "triple difference": (
            lambda: triple_difference(somatic, psychiatry, AFTER)[:, [SKANE]],
            lambda: loop(somatic - psychiatry, one, 1),  # kinder than a third kind of dummies
        ),
    }
    for name, (ours, theirs) in pairs.items():
        ours()  # the first call loads code that the others find loaded
        taken = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
        fast, slow = (1000 * statistics.median(each[side][0] for each in taken) for side in (0, 1))
        apart = np.abs(taken[0][0][1] - taken[0][1][1]).max()
        print(
            f"{name:<18} ours {fast:7.2f} ms   statsmodels in a loop {slow:9.1f} ms   ratio {slow / fast:7.0f}", end=""
        )
        print(f" (goal: at least {GOAL})   difference {apart:.0e} (goal: at most {CLOSE:.0e})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
