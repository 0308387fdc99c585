"""Lab: inpatient, outpatient or a call, for the unit's money and the region's (model: `course.models.setting`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import GREY, finish, series_colour, series_dash, series_shape
from course.labs.engine import Constant, Lab, Prediction, Slider
from course.models.arrays import Array
from course.models.setting import SettingChoice, choose_setting, switch_share
from course.text import Words

#: The three settings, dearest first. Prices and costs are ours, in thousand kronor per contact.
SETTINGS = ("inpatient", "outpatient", "call")
COSTS = np.array([36.0, 18.0, 2.0])
OUTPATIENT_PRICE = 22.0
_SHARES = np.linspace(0, 1, 21)


@dataclass(frozen=True)
class Result:
    """The choice at the variable share set, and the margin of each setting at other shares.

    variable_share: 1 less the prepaid share. margins: thousand kronor, shape (3, 21).
    switch: variable share above which inpatient pays the unit better than outpatient; above 1 means never.
    """

    variable_share: float
    choice: SettingChoice
    margins: Array
    switch: float


def run(prepaid_share: float, kept_saving: float, inpatient_price: float, call_price: float) -> Result:
    """Work out what the unit would choose at this share and at all others."""
    prices = np.array([inpatient_price, OUTPATIENT_PRICE, call_price])
    variable = 1 - prepaid_share
    margins = np.array([choose_setting(prices, COSTS, share, kept_saving).margin for share in _SHARES]).T
    return Result(
        variable_share=variable,
        choice=choose_setting(prices, COSTS, variable, kept_saving),
        margins=margins,
        switch=switch_share(inpatient_price - OUTPATIENT_PRICE, COSTS[0] - COSTS[1], kept_saving),
    )


def _names(words: Words) -> list[str]:
    return [words(f"setting-choice.{setting}") for setting in SETTINGS]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: a margin line per setting, and where each stands at the share set."""
    names = _names(words)
    lines = pd.DataFrame(
        {
            "kind": "line",
            "series": np.repeat(names, _SHARES.size),
            "share": np.tile(1 - _SHARES, len(names)).round(4),
            "margin": result.margins.ravel().round(3),
        }
    )
    now = pd.DataFrame(
        {
            "kind": "now",
            "series": names,
            "share": round(1 - result.variable_share, 4),
            "margin": result.choice.margin.round(3),
        }
    )
    return pd.concat([lines, now], ignore_index=True)


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """What one contact leaves the unit with, against the part of the money that is paid in advance."""
    names = _names(words)
    base = alt.Chart(rows).encode(
        x=alt.X("share:Q", title=words("setting-choice.chart.x"), axis=alt.Axis(format="%")),
        y=alt.Y("margin:Q", title=words("setting-choice.chart.y"), scale=alt.Scale(domain=[-40, 60])),
        color=series_colour(names),
    )
    lines = base.mark_line(strokeWidth=3, clip=True).encode(strokeDash=series_dash(names))
    now = base.mark_point(filled=True, size=180, opacity=1, clip=True).encode(shape=series_shape(names))
    at = alt.Chart(rows).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x="share:Q")
    only_now = "datum.kind == 'now'"
    return finish(
        alt.layer(
            at.transform_filter(only_now),
            lines.transform_filter("datum.kind == 'line'"),
            now.transform_filter(only_now),
        ),
        title=words("setting-choice.chart.title"),
        description=words("setting-choice.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row per setting: what it brings the unit, what the unit saves by not doing it, margin, the region's cost."""
    choice = result.choice
    columns = {"income": choice.income, "felt_cost": choice.felt_cost, "margin": choice.margin, "cost": COSTS}
    shown = pd.DataFrame(columns).map(lambda value: words.number(value, 1))
    shown.columns = [words(f"setting-choice.table.{name}") for name in columns]
    shown.insert(0, words("setting-choice.table.setting"), _names(words))
    return shown


def summary(result: Result, words: Words) -> str:
    """Say which setting pays the unit best, which costs the region least, and where the choice turns."""
    names = _names(words)
    choice = result.choice
    tied = len(choice.best) > 1
    key = "tie" if tied else "agree" if choice.chosen == choice.cheapest else "differ"
    extra = COSTS[choice.chosen] - COSTS[choice.cheapest]
    first = words(
        f"setting-choice.summary.{key}",
        share=words.percent(1 - result.variable_share),
        chosen=names[choice.chosen].lower(),
        cheapest=names[choice.cheapest].lower(),
        extra=words.number(float(extra), 0),
        tied=", ".join(names[setting].lower() for setting in choice.best),
    )
    turn = "never" if result.switch >= 1 else "turn"
    return f"{first} {words(f'setting-choice.summary.{turn}', switch=words.percent(1 - result.switch))}"


def _chosen(before: Result, after: Result) -> str:
    return SETTINGS[after.choice.chosen]


LAB = Lab(
    id="setting-choice",
    lesson="06-payment-rules",
    controls=(
        Slider("prepaid_share", 0.55, 0.0, 1.0, 0.01, "of_frame", percent=True),
        Slider("kept_saving", 0.3, 0.0, 1.0, 0.05, "of_saving", percent=True),
        Slider("inpatient_price", 40.0, 24.0, 60.0, 1.0, "thousand_kronor"),
        Slider("call_price", 0.0, 0.0, 20.0, 1.0, "thousand_kronor"),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(Prediction("appropriation", SETTINGS, {"prepaid_share": 1.0}, _chosen),),
    constants=(
        Constant("cost_inpatient", float(COSTS[0])),
        Constant("cost_outpatient", float(COSTS[1])),
        Constant("cost_call", float(COSTS[2])),
        Constant("price_outpatient", OUTPATIENT_PRICE),
    ),
)
