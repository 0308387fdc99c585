"""The chart of what chapter 5 of SOU 2018:38 expected, and what each kind of evidence says about it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from course.charts.theme import BESIDE_LABELS, COLOURS, SHAPES, finish
from course.text import Words

#: What a finding can do to an expectation, in the order of the legend.
_BEARINGS = ("supports", "against", "qualifies", "silent")


def expectations(table: pd.DataFrame, *, words: Words) -> tuple[alt.TopLevelMixin, pd.DataFrame]:
    """Return each finding as a mark where its expectation and its kind of evidence meet, and the findings as text."""
    found = table[table["bearing"].isin(_BEARINGS)]
    found = found.assign(bearing=pd.Categorical(found["bearing"].astype(str), list(_BEARINGS)))
    found = found.sort_values(["hypothesis", "evidence", "bearing"], kind="stable")
    names = {str(bearing): str(name) for bearing, name in zip(found["bearing"], found["bearing_name"], strict=True)}
    places = found.groupby(["hypothesis", "evidence"], observed=True).cumcount()
    rows = pd.DataFrame(
        {
            "expectation": found["hypothesis"].map(lambda one: words(f"expectations-evidence.{one}")).astype(str),
            "evidence": found["evidence_name"].astype(str),
            "place": places,
            "series": found["bearing_name"].astype(str),
        }
    )
    kinds = table.sort_values("evidence").loc[table["evidence"] != "theory", "evidence_name"].astype(str).unique()
    series = [names[bearing] for bearing in _BEARINGS if bearing in names]
    # A word on each line: the second goes down towards the axis, so there is room for it.
    above = alt.Axis(labelAngle=0, orient="top", labelExpr="split(datum.label, ' ')", labelPadding=20)
    marks = (
        alt.Chart(rows)
        .mark_point(size=120, filled=True, opacity=1)
        .encode(
            x=alt.X("evidence:N", sort=list(kinds), title=None, axis=above),
            xOffset=alt.XOffset("place:O"),
            y=alt.Y(
                "expectation:N", sort=sorted(rows["expectation"].unique()), title=None, axis=alt.Axis(labelLimit=260)
            ),
            color=alt.Color(
                "series:N", title=None, sort=series, scale=alt.Scale(domain=series, range=list(COLOURS[:4]))
            ),
            shape=alt.Shape(
                "series:N", title=None, sort=series, scale=alt.Scale(domain=series, range=list(SHAPES[:4]))
            ),
        )
    )
    chart = finish(
        marks.properties(width=BESIDE_LABELS, height=alt.Step(42)),
        title=words("expectations-evidence.title"),
        description=words("expectations-evidence.description"),
        lang=words.lang,
    )
    return chart, _as_text(found, words)


def _as_text(found: pd.DataFrame, words: Words) -> pd.DataFrame:
    columns = ("hypothesis", "statement", "evidence_name", "bearing_name", "strength_name", "page")
    titles = {column: words(f"expectations-evidence.table.{column}") for column in columns}
    named = found.assign(hypothesis=[words(f"expectations-evidence.{one}") for one in found["hypothesis"]])
    return named[list(columns)].astype("string").reset_index(drop=True).rename(columns=titles)


CHARTS = {"expectations-evidence": expectations}
