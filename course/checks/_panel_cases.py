"""The synthetic panel as lesson 08's tasks use it, and the estimates, right and mistaken, that are made from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from course.data import load
from course.models.arrays import Array
from course.models.estimators import before_after, event_study, gap, placebo, two_way
from course.models.panel import MERGER, REFORM, REORGANISATION, left_after

#: The reformed region's id in the table, and the years that estimates use.
SKANE = "skane-synthetic"
FIRST, LAST = 2006, 2017
_YEARS = np.arange(FIRST, LAST + 1)
_AFTER = _YEARS >= REFORM
#: How many years the mean after the reform is of; the mean before is of as many.
YEARS_AFTER = int(_AFTER.sum())
#: The years whose coefficients are asked for: the farthest before the reform, the first of it, and the last.
ASKED = (FIRST, REFORM, LAST)
_BASE = int(np.flatnonzero(_YEARS == REFORM - 1)[0])


@cache
def somatic(outcome: str) -> pd.DataFrame:
    """Log output of somatic care, regions by years 2005–2017: `recorded` or `real`. Made up (synthetic_regions)."""
    table = load("synthetic_regions", "en")
    table = table[table["care"] == "somatic"]
    return table.pivot(index="region_id", columns="year", values=f"log_{outcome}").astype(float)


def _window(outcome: str) -> Array:
    return somatic(outcome).loc[:, FIRST:LAST].to_numpy()


def _place() -> int:
    return list(somatic("recorded").index).index(SKANE)


def _in_skane(first: int, last: int) -> Array:
    """Skåne's recorded output in these years, both included."""
    return np.ravel(somatic("recorded").loc[[SKANE], first:last])


def naive(outcome: str) -> float:
    """Skåne's mean after the reform less its mean before."""
    return float(before_after(_window(outcome), _AFTER)[_place()])


def naive_from(first: int, after_from: int) -> float:
    """Return the same for recorded output, with other years."""
    return float(_in_skane(after_from, LAST).mean() - _in_skane(first, after_from - 1).mean())


def step(years: tuple[int, int]) -> float:
    """Skåne's recorded output in one year less that in another."""
    before, after = (_in_skane(year, year)[0] for year in years)
    return float(after - before)


def naive_of_all() -> float:
    """Return what before–after gives for the mean of all regions."""
    return float(before_after(_window("recorded"), _AFTER).mean())


def compared(outcome: str) -> float:
    """Skåne's change less the mean change of the twenty others."""
    return float(two_way(_window(outcome), _AFTER)[_place()])


def compared_with_itself_in(outcome: str) -> float:
    """Return the same with Skåne left in the others' mean."""
    changes = before_after(_window(outcome), _AFTER)
    return float(changes[_place()] - changes.mean())


def compared_from(outcome: str, first: int, after_from: int) -> float:
    """Return what `compared` gives with other years."""
    years = somatic(outcome).loc[:, first:LAST]
    return float(two_way(years.to_numpy(), years.columns.to_numpy() >= after_from)[_place()])


def others(outcome: str) -> float:
    """Mean change of the twenty others."""
    return naive(outcome) - compared(outcome)


def levels_after(outcome: str) -> float:
    """Skåne less the others in the years after the reform, whatever was before it."""
    return float(gap(_window(outcome))[_place(), _AFTER].mean())


def _pick(path: Array) -> list[float]:
    return [float(path[year - FIRST]) for year in ASKED]


def coefficients() -> list[float]:
    """Coefficients of the event study for the years asked for, relative to the year before the reform."""
    return _pick(event_study(_window("recorded"), _BASE)[_place()])


def coefficients_of(outcome: str) -> list[float]:
    """Return the same for another outcome."""
    return _pick(event_study(_window(outcome), _BASE)[_place()])


def gaps_less(subtract: Callable[[Array], float]) -> list[float]:
    """Skåne's gaps to the others in the years asked for, less some other figure than that of the base year."""
    path = gap(_window("recorded"))[_place()]
    return _pick(path - subtract(path))


def before_mean(path: Array) -> float:
    """Return the mean of the years before the reform."""
    return float(path[~_AFTER].mean())


def first_after(path: Array) -> float:
    """Return the figure of the first year of the reform."""
    return float(path[_AFTER][0])


def own_path() -> list[float]:
    """Skåne's own output relative to the base year, compared with nobody."""
    path = _window("recorded")[_place()]
    return _pick(path - path[_BASE])


def with_itself_in() -> list[float]:
    """Return the coefficients with Skåne left in the others' mean."""
    path = _window("recorded")[_place()] - _window("recorded").mean(axis=0)
    return _pick(path - path[_BASE])


def estimates() -> Array:
    """Each region's estimate against all others, as if it had been the reformed one, shape (21,)."""
    return two_way(_window("recorded"), _AFTER)


def p_value() -> float:
    """Skåne's rank by distance from zero, as a part of all regions."""
    return float(placebo(estimates(), _place()).p)


def times_as_far(by_fall: bool = False) -> float:
    """How many times as far from zero Skåne is as the farthest of the others; `by_fall` looks at falls only."""
    found = estimates()
    rest = np.delete(found, _place())
    return float(abs(found[_place()]) / (-rest.min() if by_fall else np.abs(rest).max()))


def times_as_far_without_skane(itself_in: bool) -> float:
    """Return how many times as far Skåne is when no other region is compared with it.

    itself_in: compare each of the others with the mean of all twenty, its own output in it.
    """
    changes = before_after(np.delete(_window("recorded"), _place(), axis=0), _AFTER)
    rest = two_way(np.delete(_window("recorded"), _place(), axis=0), _AFTER)
    rest = changes - changes.mean() if itself_in else rest
    return float(abs(estimates()[_place()]) / np.abs(rest).max())


def left() -> list[float]:
    """Return what the merger and the reorganisation add to a comparison with regions that had neither."""
    return [left_after(MERGER), left_after(REORGANISATION)]


def sizes() -> list[float]:
    """Return the two events' whole sizes."""
    return [MERGER[0], REORGANISATION[0]]


def left_if_later(years: int = 1) -> list[float]:
    """Return what the two would add if they began so many years after they did."""
    return [left_after((size, first + years, last)) for size, first, last in (MERGER, REORGANISATION)]
