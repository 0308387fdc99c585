"""Lab: one made-up country, year by year: does Skåne part from the others, and do others part as much by chance?

Models: `course.models.panel` (what happens) and `course.models.estimators` (event study, placebo).
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import COLOURS, GREY, finish
from course.labs._changes import signed
from course.labs.engine import DIRECTIONS, Choice, Constant, Lab, Origin, Prediction, Slider, Switch, direction
from course.models import panel
from course.models.arrays import Array
from course.models.estimators import event_study, placebo
from course.models.panel import AFTER, REFORM, REGIONS, SKANE, SOMATIC, WINDOW, World, average_awareness
from course.text import Words

YEARS = panel.YEARS[WINDOW]
#: Index of the last year before the reform, and of the year when the hospitals of Lund and Malmö merge.
BASE, MERGED = (int(np.searchsorted(YEARS, year)) for year in (REFORM - 1, panel.MERGER[1]))


@dataclass(frozen=True)
class Result:
    """Every region's gap to the others relative to 2011; Skåne is the first. Logs.

    gaps: shape (21, 12), years 2006–2017. average: mean of 2012–2017, shape (21,).
    step: mean of 2010–2011 less mean of 2006–2009, shape (21,). rank, p: of Skåne's average among all.
    truth: average effect on real output 2012–2017.
    """

    gaps: Array
    average: Array
    step: Array
    rank: int
    p: float
    truth: float


def run(effect: float, outcome: str, merger: bool, reorganisation: bool, seed: float) -> Result:
    """Draw one country, let the reform happen, and follow each region against all others."""
    world = World(effect=effect, merger=merger, reorganisation=reorganisation)
    log = panel.output(panel.draw(round(seed), 1), world, outcome == "recorded")[0, SOMATIC][:, WINDOW]
    gaps = event_study(log, BASE)
    average = gaps[:, AFTER].mean(axis=1)
    place = placebo(average, SKANE)
    return Result(
        gaps=gaps,
        average=average,
        step=gaps[:, MERGED : BASE + 1].mean(axis=1) - gaps[:, :MERGED].mean(axis=1),
        rank=int(place.rank),
        p=float(place.p),
        truth=effect * average_awareness(),
    )


def _kinds(words: Words) -> list[str]:
    return [words("event-study.skane"), words("event-study.others")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: one for each region and year."""
    skane, others = _kinds(words)
    return pd.DataFrame(
        {
            "region": np.repeat([f"{number}" for number in range(REGIONS)], YEARS.size),
            "kind": np.repeat([skane, *[others] * (REGIONS - 1)], YEARS.size),
            "year": np.tile(YEARS, REGIONS),
            "gap": result.gaps.ravel().round(4),
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Every region's gap to the others by year: Skåne in colour, the twenty others in grey behind it."""
    kinds = _kinds(words)
    years = alt.Axis(format="d", values=list(YEARS), labelSeparation=8)
    span = alt.Scale(domain=[YEARS[0] - 0.2, YEARS[-1] + 0.2])  # a little room, so that the end points are whole
    percent = alt.Axis(format="%", values=[-0.25, -0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1])
    across = alt.X("year:Q", title=None, axis=years, scale=span)
    colour = alt.Color(
        "kind:N",
        title=None,
        sort=kinds,
        scale=alt.Scale(domain=kinds, range=[COLOURS[0], GREY]),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=3, symbolSize=400, symbolOpacity=1),
    )
    base = alt.Chart(rows).encode(
        x=across,
        y=alt.Y("gap:Q", title=words("event-study.chart.y"), scale=alt.Scale(domain=[-0.26, 0.12]), axis=percent),
        color=colour,
    )
    skane = base.transform_filter(alt.datum.kind == kinds[0])
    others = base.transform_filter(alt.datum.kind == kinds[1])
    last_before = alt.Chart(rows).transform_filter(f"datum.region == '0' && datum.year == {REFORM - 1}")
    return finish(
        alt.layer(
            last_before.mark_rule(color=COLOURS[4], strokeDash=[4, 4]).encode(x=across),
            others.mark_line(strokeWidth=0.8, opacity=1, clip=True).encode(detail="region:N"),
            skane.mark_line(strokeWidth=3, clip=True),
            skane.mark_point(filled=True, size=70, opacity=1, clip=True),
        ),
        title=words("event-study.chart.title"),
        description=words("event-study.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row a year, one for the mean 2012–2017, one for the move before: Skåne, least and greatest of the others."""
    gaps = np.column_stack([result.gaps, result.average, result.step])
    others = np.delete(gaps, SKANE, axis=0)
    columns = {"skane": gaps[SKANE], "least": others.min(axis=0), "greatest": others.max(axis=0)}
    shown = pd.DataFrame(columns).map(lambda value: words.percent(value, 1))
    shown.columns = [words(f"event-study.table.{name}") for name in columns]
    last = [words(f"event-study.table.{name}") for name in ("average", "step")]
    shown.insert(0, words("event-study.table.year"), [*map(str, YEARS), *last])
    return shown


def summary(result: Result, words: Words) -> str:
    """Say how rare Skåne's distance is among the regions, how far it is, and what is true."""
    return words(
        "event-study.summary",
        regions=REGIONS,
        rank=result.rank,
        p=words.number(result.p, 3),
        average=signed(float(result.average[SKANE]), words),
        truth=signed(result.truth, words),
    )


def _place(before: Result, after: Result) -> str:
    return "first" if after.rank == 1 else "among_five" if after.rank <= 5 else "further_down"


_SOURCE = Origin("source", "SOU 2018:38, p. 127")

LAB = Lab(
    id="event-study",
    lesson="08-did-it-work",
    controls=(
        Slider("effect", -0.08, -0.15, 0.05, 0.01, "of_output", percent=True),
        Choice("outcome", "recorded", ("recorded", "real")),
        Switch("merger", True, _SOURCE),
        Switch("reorganisation", True, _SOURCE),
        Slider("seed", 1, 1, 99, 1, "of_99"),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("stronger", DIRECTIONS, {"effect": -0.15}, direction(lambda result: result.p, 1e-9)),
        Prediction("no_effect", ("first", "among_five", "further_down"), {"effect": 0.0}, _place),
    ),
    constants=(
        Constant("regions", float(REGIONS)),
        Constant("coding", 100 * World().coding),
        Constant("merger_size", 100 * panel.MERGER[0]),
        Constant("reorganisation_size", 100 * panel.REORGANISATION[0]),
        Constant("shock_sd", 100 * panel.SHOCK_SD),
        Constant("persistence", panel.PERSISTENCE),
        Constant("awareness_years", panel.AWARENESS_YEARS),
    ),
)
