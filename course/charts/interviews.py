"""Charts of the interviews behind chapter 5 of SOU 2018:38."""

from __future__ import annotations

import altair as alt
import pandas as pd

from course.charts.theme import BESIDE_LABELS, COLOURS, finish
from course.text import Words


def who_said_what(statements: pd.DataFrame, *, words: Words) -> tuple[alt.TopLevelMixin, pd.DataFrame]:
    """Return how many statements stand under each heading of the chapter, by level of those who made them."""
    levels, sections = (
        {kind: words(f"who-said-what.{column}.{kind}") for kind in statements[column].cat.categories}
        for column in ("level", "section")
    )
    counts = statements.groupby(["section", "level"], observed=False).size().rename("statements").reset_index()
    shown = counts.assign(
        section=counts["section"].astype(str).map(sections), level=counts["level"].astype(str).map(levels)
    )
    names = list(levels.values())
    bars = (
        alt.Chart(shown)
        .mark_bar(height=15)
        .encode(
            x=alt.X("statements:Q", title=words("who-said-what.x"), axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y("section:N", sort=list(sections.values()), title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color(
                "level:N", title=None, sort=names, scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
            ),
            order=alt.Order("place:Q"),
        )
        .transform_calculate(place=f"indexof({names!r}, datum.level)")
    )
    chart = finish(
        bars.properties(width=BESIDE_LABELS),
        title=words("who-said-what.title"),
        description=words("who-said-what.description"),
        lang=words.lang,
    )
    table = shown.pivot(index="section", columns="level", values="statements")
    table = table.loc[list(sections.values()), names].rename_axis(index=words("who-said-what.table.section"))
    return chart, table.rename_axis(columns=None).reset_index().astype("string")


CHARTS = {"who-said-what": who_said_what}
