"""Lab: next year's frame by history or by indexation, and what each does to spending (`course.models.budget`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import COLOURS, GREY, finish, series_dash, series_shape
from course.labs.engine import Constant, Lab, Prediction, Slider
from course.models.budget import Frames, frames_over_years
from course.text import Words

#: The first frame and the first year's need, in money. Ours.
BASE = 100.0
YEARS = 9


@dataclass(frozen=True)
class Result:
    """The same years under the two rules."""

    historical: Frames
    indexed: Frames


def run(growth: float, need_growth: float, guarding: float) -> Result:
    """Run both rules on the same need."""
    need = BASE * (1 + need_growth) ** np.arange(YEARS)
    return Result(
        historical=frames_over_years(need, BASE, growth, "historical", guarding),
        indexed=frames_over_years(need, BASE, growth, "indexed", guarding),
    )


def _names(words: Words) -> list[str]:
    return [words(f"next-years-frame.{name}") for name in ("need", "historical", "indexed")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: need, and spending under each rule, by year."""
    values = (result.historical.need, result.historical.spent, result.indexed.spent)
    return pd.DataFrame(
        {
            "series": np.repeat(_names(words), YEARS),
            "year": np.tile(np.arange(1, YEARS + 1), len(values)),
            "money": np.concatenate(values).round(3),
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Need and spending by year: one line for need, one for each rule."""
    names = _names(words)
    colour = alt.Scale(domain=names, range=[GREY, *COLOURS[:2]])
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=words("next-years-frame.chart.x"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("money:Q", title=words("next-years-frame.chart.y"), scale=alt.Scale(domain=[60, 150])),
        color=alt.Color("series:N", title=None, scale=colour, sort=names, legend=alt.Legend(symbolStrokeWidth=0)),
    )
    # Need is a broad band that the other two lie on, so that a line upon it can still be seen.
    need = base.mark_line(strokeWidth=12, strokeOpacity=0.45, clip=True).transform_filter(alt.datum.series == names[0])
    spent = base.transform_filter(alt.datum.series != names[0])
    lines = spent.mark_line(strokeWidth=3, clip=True).encode(strokeDash=series_dash(names))
    points = spent.mark_point(filled=True, size=90, opacity=1, clip=True).encode(shape=series_shape(names))
    return finish(
        alt.layer(need, lines, points),
        title=words("next-years-frame.chart.title"),
        description=words("next-years-frame.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row a year: need, and frame and spending under each rule."""
    history, index = result.historical, result.indexed
    columns = {
        "need": history.need,
        "historical_frame": history.frame,
        "historical_spent": history.spent,
        "indexed_frame": index.frame,
        "indexed_spent": index.spent,
    }
    shown = pd.DataFrame(columns).map(lambda value: words.number(value, 1))
    shown.columns = [words(f"next-years-frame.table.{name}") for name in columns]
    shown.insert(0, words("next-years-frame.table.year"), [str(year) for year in range(1, YEARS + 1)])
    return shown


def summary(result: Result, words: Words) -> str:
    """Say what each rule used up, overspent, handed back and left unmet over the years; nothing that is zero."""

    def told(years: Frames) -> str:
        sums = {what: float(getattr(years, what).sum()) for what in ("used_up", "overspent", "returned", "unmet")}
        parts = [
            words(f"next-years-frame.part.{what}", amount=words.number(amount))
            for what, amount in sums.items()
            if amount >= 0.5
        ]
        return ", ".join(parts) or words("next-years-frame.part.nothing")

    return words(
        "next-years-frame.summary", years=YEARS, historical=told(result.historical), indexed=told(result.indexed)
    )


def _spending(before: Result, after: Result) -> str:
    change = after.historical.spent[-1] - after.historical.spent[0]
    return "same" if abs(change) < 0.5 else "rises" if change > 0 else "falls"


LAB = Lab(
    id="next-years-frame",
    lesson="06-payment-rules",
    controls=(
        Slider("growth", 0.02, 0.0, 0.04, 0.005, "a_year", decimals=1, percent=True),
        Slider("need_growth", -0.02, -0.04, 0.05, 0.005, "a_year", decimals=1, percent=True),
        Slider("guarding", 0.5, 0.0, 1.0, 0.05, "of_gap", percent=True),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(Prediction("leaner", ("falls", "same", "rises"), {"need_growth": -0.04, "guarding": 1.0}, _spending),),
    constants=(Constant("base", BASE), Constant("years", float(YEARS))),
)
