"""A made-up panel of 21 regions, in which we know what a reform did, so that ways of evaluating it can be tried.

All of it is ours, but for the years of what else happened in Skåne (SOU 2018:38, p. 123, 127) and two signs: recorded
output in somatic care falls, and coding gets laxer (p. 131). Every size, and the direction of all the
rest, is ours. Output is in natural logarithms: a difference of 0.01 is about one per cent.

Real output of somatic care in region r and year t is

    level[r] + growth[t] + queue[t] + wobble[r, t], and in Skåne also merger[t] + reorganisation[t] + effect · a[t],

where a[t] = 1 − exp(−(t − 2011) / 2) from 2012 is how far the reform has become known. Recorded output adds coding ·
a[t] in Skåne. Psychiatry is our addition, for the triple difference. It has levels and wobbles of its own and shares
growth, queue and reorganisation. The reform, the coding and the merger of the Lund and Malmö hospitals do not touch it,
but its own new organisation of 2009 does, which is said to have made it stronger (p. 127). That it is spared the reform
and the coding is our choice: its output did not fall (p. 131) and its visits were paid by standard rates (p. 124), but
the return concerned it too, and all who were interviewed, its two among them, spoke of laxer coding (p. 126, 131).

D = draws, C = 2 types of care (somatic, psychiatry), R = 21 regions of which Skåne is the first, T = 13 years.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course.models.arrays import Array, ModelError

CARE = ("somatic", "psychiatry")
SOMATIC, PSYCHIATRY = range(2)
REGIONS, SKANE = 21, 0
FIRST, REFORM, LAST = 2005, 2012, 2017
YEARS = np.arange(FIRST, LAST + 1)
#: The years that estimates use: those of variable payment, and as many after it.
WINDOW = YEARS >= 2006
AFTER = YEARS[WINDOW] >= REFORM

#: Chance: spread of levels between regions, of the common growth, and of a region's own yearly shock; all in logs.
LEVEL_SD, GROWTH_SD, SHOCK_SD = 0.3, 0.006, 0.012
#: What is left of a region's wobble the year after.
PERSISTENCE = 0.5
#: Common growth a year, and years until the reform is known to 63 per cent (1 − 1/e).
GROWTH, AWARENESS_YEARS = 0.01, 2.0

#: What else happened: size in logs, first and last year.
QUEUE_BILLION = (0.02, 2009, 2015)
MERGER = (-0.015, 2010, LAST)
REORGANISATION = (-0.010, 2013, LAST)
PSYCHIATRY_2009 = (0.010, 2009, LAST)


@dataclass(frozen=True)
class World:
    """What is true in the made-up country: the reform's full effect, that on recording, and what else happens.

    effect: on the log of real output in the long run. coding: on the log of recorded output, beyond the real.
    trend: growth common to all, with its chance. queue_billion: all regions, 2009–2015. merger: Skåne's somatic care
    from 2010. reorganisation: all of Skåne's care from 2013. psychiatry: Skåne's psychiatry from 2009.
    """

    effect: float = -0.08
    coding: float = -0.045
    trend: bool = True
    queue_billion: bool = True
    merger: bool = True
    reorganisation: bool = True
    psychiatry: bool = True


@dataclass(frozen=True)
class Chance:
    """What chance decides, before anything is done to Skåne; logs.

    level: shape (D, C, R, 1). growth: common to all, shape (D, 1, 1, T). wobble: shape (D, C, R, T).
    """

    level: Array
    growth: Array
    wobble: Array


@lru_cache(maxsize=4)  # a moved slider asks for the same draws again
def draw(seed: int, draws: int) -> Chance:
    """Draw lots for so many panels: levels, cumulated growth, and wobbles that begin in their long-run spread.

    seed: for numpy's Generator, at least 0. draws: at least 1. The arrays cannot be written to. Raises ModelError.
    Source: ours (fact file 5.6.11); that the wobble of 2005 has its long-run spread is our reading of it.
    """
    if draws < 1 or seed < 0:
        raise ModelError(f"draws must be at least 1 and seed at least 0, not {draws} and {seed}")
    lots = np.random.default_rng(seed)
    shape = (draws, len(CARE), REGIONS, YEARS.size)
    level = lots.normal(0, LEVEL_SD, (*shape[:3], 1))
    growth = np.cumsum(lots.normal(GROWTH, GROWTH_SD, (draws, 1, 1, YEARS.size)), axis=-1)
    wobble = lots.normal(0, SHOCK_SD, shape)
    wobble[..., 0] /= np.sqrt(1 - PERSISTENCE**2)
    for year in range(1, YEARS.size):
        wobble[..., year] += PERSISTENCE * wobble[..., year - 1]
    for array in (level, growth, wobble):
        array.setflags(write=False)
    return Chance(level=level, growth=growth, wobble=wobble)


def output(chance: Chance, world: World, recorded: bool) -> Array:
    """Log output of every region, shape (D, C, R, T): recorded, or real. Source: ours (fact file 5.6.11)."""
    common = queue_path() if world.queue_billion else np.zeros(YEARS.size)
    log = chance.level + chance.wobble + (chance.growth + common if world.trend else common)
    log[:, :, SKANE] += skane_path(world, recorded)
    return np.asarray(log)


def awareness() -> Array:
    """How far the reform is known each year, shape (T,), 0–1: nothing before 2012. Source: ours, after p. 129–130."""
    return np.where(YEARS < REFORM, 0.0, 1 - np.exp(-(YEARS - REFORM + 1) / AWARENESS_YEARS))


def queue_path() -> Array:
    """What the queue billion adds to every region's log output, shape (T,). Years p. 127; the size is ours."""
    return _path(QUEUE_BILLION)


def skane_path(world: World, recorded: bool) -> Array:
    """What happens in Skåne only, to log output, by care and year, shape (C, T). Source: ours; years p. 123, 127."""
    path = np.zeros((len(CARE), YEARS.size))
    path[SOMATIC] += (world.effect + (world.coding if recorded else 0)) * awareness()
    path[SOMATIC] += _path(MERGER) if world.merger else 0
    path += _path(REORGANISATION) if world.reorganisation else 0
    path[PSYCHIATRY] += _path(PSYCHIATRY_2009) if world.psychiatry else 0
    return path


def _path(event: tuple[float, int, int]) -> Array:
    size, first, last = event
    return np.where((first <= YEARS) & (last >= YEARS), size, 0.0)


def average_awareness() -> float:
    """Awareness on average 2012–2017, as the sum of a geometric series: 0.756."""
    ratio = np.exp(-1 / AWARENESS_YEARS)
    years = LAST - REFORM + 1
    return float(1 - ratio * (1 - ratio**years) / ((1 - ratio) * years))


def left_after(event: tuple[float, int, int]) -> float:
    """What an event adds to the years after the reform beyond what it added before it, in logs.

    size · (part of 2012–2017 that it covers − part of 2006–2011): the merger −0.015 · (1 − 2/6), the reorganisation
    −0.010 · 5/6. Source: ours (fact file 5.6.11).
    """
    size, first, last = event
    before = max(0, min(last, REFORM - 1) - max(first, 2006) + 1) / (REFORM - 2006)
    after = max(0, min(last, LAST) - max(first, REFORM) + 1) / (LAST - REFORM + 1)
    return size * (after - before)


def parts(world: World, recorded: bool) -> dict[str, dict[str, float]]:
    """What each estimator's average is made of, in logs: {estimator: {part: size}}, with nothing that is switched off.

    The part `effect` is the true average effect on real output 2012–2017; the sum of all other parts is the error.
    Estimators: before_after (Skåne alone), two_way (Skåne less the others), triple (somatic less psychiatry too).
    Source: ours (fact file 5.6.11).
    """
    skane = {"effect": world.effect * average_awareness()}
    if recorded:
        skane["coding"] = world.coding * average_awareness()
    if world.merger:
        skane["merger"] = left_after(MERGER)
    both = {"reorganisation": left_after(REORGANISATION)} if world.reorganisation else {}
    common = {"trend": GROWTH * (LAST - REFORM + 1)} if world.trend else {}
    if world.queue_billion:
        common["queue_billion"] = left_after(QUEUE_BILLION)
    psychiatry = {"psychiatry": -left_after(PSYCHIATRY_2009)} if world.psychiatry else {}
    return {"before_after": skane | both | common, "two_way": skane | both, "triple": skane | psychiatry}
