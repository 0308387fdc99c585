"""Charts of what chapter 5 of SOU 2018:38 tells about Region Skåne."""

from __future__ import annotations

import altair as alt
import pandas as pd

from course.charts.theme import COLOURS, finish
from course.text import Words

#: The years that the timeline shows; the last is the end of the study.
FIRST, LAST = 2000, 2017
_TYPES = ("payment_rule", "reorganisation", "state_incentive", "bonus")


def timeline(regimes: pd.DataFrame, events: pd.DataFrame, *, words: Words) -> tuple[alt.TopLevelMixin, pd.DataFrame]:
    """Return the payment rules as bars, and what else happened in the same years."""
    rules = regimes.drop_duplicates("regime")
    rules = pd.DataFrame(
        {"what": rules["regime_name"], "type": "payment_rule", "first": rules["first_year"], "last": rules["last_year"]}
    )
    others = events[events["type"].isin(_TYPES[1:])]
    others = pd.DataFrame(
        {
            "what": others["event_id"].map(lambda event: words(f"skane-timeline.event.{event}")),
            "type": others["type"].astype(str),
            "first": others["year_start"],
            "last": others["year_end"].fillna(others["year_start"]),
        }
    )
    rows = pd.concat([rules, others], ignore_index=True)
    shown = rows.assign(
        type=rows["type"].map(lambda kind: words(f"skane-timeline.type.{kind}")),
        start=rows["first"].fillna(FIRST).astype(int),
        end=rows["last"].fillna(LAST).astype(int) + 1,
    )
    kinds = [words(f"skane-timeline.type.{kind}") for kind in _TYPES]
    years = alt.Axis(format="d", values=list(range(FIRST, LAST + 2, 3)))
    scale = alt.Scale(domain=[FIRST, LAST + 1])
    bars = (
        alt.Chart(shown[["what", "type", "start", "end"]])
        .mark_bar(height=14)
        .encode(
            x=alt.X("start:Q", title=words("skane-timeline.x"), axis=years, scale=scale),
            x2="end:Q",
            y=alt.Y("what:N", sort=list(shown["what"]), title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color("type:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds, range=list(COLOURS[:4]))),
        )
    )
    chart = finish(
        bars, title=words("skane-timeline.title"), description=words("skane-timeline.description"), lang=words.lang
    )
    return chart, _as_text(shown, rows, words)


def _as_text(shown: pd.DataFrame, rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the timeline's rows as a reader wants them; an open end stays empty."""
    columns = {"what": shown["what"], "type": shown["type"], "first": rows["first"], "last": rows["last"]}
    table = pd.DataFrame({name: values.astype("string").fillna("–") for name, values in columns.items()})
    return table.rename(columns={name: words(f"skane-timeline.table.{name}") for name in columns})


CHARTS = {"skane-timeline": timeline}
