"""Lab: how four hospitals are paid for a year under rules that the learner sets (model: `course.models.payment`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import GREY, finish, series_colour, series_dash
from course.labs.engine import DIRECTIONS, Constant, Lab, Origin, Prediction, Slider, Switch, direction
from course.models.arrays import Array
from course.models.payment import Payment, variable_payment
from course.text import Words

#: Four hospitals, of which the learner runs B. Sizes are ours; one mix point is worth one unit of money.
HOSPITALS = ("A", "B", "C", "D")
ASSIGNED = np.array([500.0, 300.0, 200.0, 100.0])
YOURS = HOSPITALS.index("B")

#: Where on the volume axis the payment of hospital B is worked out, as parts of its assignment.
_VOLUMES = np.linspace(0.6, 1.4, 81)


@dataclass(frozen=True)
class Result:
    """A year: what was produced and paid, and what hospital B would have been paid at other volumes.

    produced: mix points, shape (4,). curve: payment to B at each of `_VOLUMES`, as parts of its frame, shape (81,).
    """

    produced: Array
    payment: Payment
    curve: Array

    @property
    def yours(self) -> float:
        """Payment to hospital B, as a part of its frame."""
        return float(self.payment.total[YOURS] / ASSIGNED[YOURS])


def run(
    prepaid_share: float, ceiling: bool, reallocation: bool, volume_yours: float, volume_a: float, volume_others: float
) -> Result:
    """Pay the four hospitals for a year; volumes are parts of each hospital's assignment."""
    produced = np.array([volume_a, volume_yours, volume_others, volume_others]) * ASSIGNED
    along = np.tile(produced, (_VOLUMES.size, 1))
    along[:, YOURS] = _VOLUMES * ASSIGNED[YOURS]

    def pay(volumes: Array) -> Payment:
        return variable_payment(volumes, ASSIGNED, ASSIGNED, prepaid_share, ceiling=ceiling, reallocation=reallocation)

    payment = pay(produced)
    curve = pay(along).total[:, YOURS] / ASSIGNED[YOURS]
    return Result(produced=produced, payment=payment, curve=curve)


def _series(words: Words) -> list[str]:
    return [words("payment-rules.series.variable"), words("payment-rules.series.appropriation")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: B's payment curve under the rules set, an appropriation beside it, and where B stands."""
    variable, appropriation = _series(words)
    curves = pd.DataFrame(
        {
            "kind": "curve",
            "series": np.repeat([variable, appropriation], _VOLUMES.size),
            "volume": np.tile(_VOLUMES, 2).round(4),
            "payment": np.concatenate([result.curve.round(4), np.ones_like(_VOLUMES)]),
        }
    )
    volume = result.produced[YOURS] / ASSIGNED[YOURS]
    now = pd.DataFrame(
        {"kind": "now", "series": variable, "volume": [round(volume, 4)], "payment": [round(result.yours, 4)]}
    )
    return pd.concat([curves, now], ignore_index=True)


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Payment to B against what it produces, both as parts of the assignment."""
    names = _series(words)
    percent = alt.Axis(format="%", values=[0.6, 0.8, 1.0, 1.2, 1.4])
    scale = alt.Scale(domain=[0.58, 1.42])  # a little room, so that a point at the end is whole
    base = alt.Chart(rows).encode(
        x=alt.X("volume:Q", title=words("payment-rules.chart.x"), scale=scale, axis=percent),
        y=alt.Y("payment:Q", title=words("payment-rules.chart.y"), scale=scale, axis=percent),
        color=series_colour(names, as_lines=True),
    )
    curves = base.mark_line(clip=True, strokeWidth=3).encode(strokeDash=series_dash(names))
    now = base.mark_point(filled=True, size=220, opacity=1, clip=True)
    assignment = alt.Chart(rows).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=alt.datum(1, scale=scale))
    return finish(
        alt.layer(
            assignment,
            curves.transform_filter("datum.kind == 'curve'"),
            now.transform_filter("datum.kind == 'now'"),
        ),
        title=words("payment-rules.chart.title"),
        description=words("payment-rules.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row per hospital and one for the region: assigned, produced, paid volume, payment, unpaid volume."""
    paid = result.payment
    columns = {
        "assigned": ASSIGNED,
        "produced": result.produced,
        "paid_volume": paid.own + paid.taken_over,
        "unpaid": paid.unpaid,
        "payment": paid.total,
    }
    rows = [words("payment-rules.hospital", name=name) for name in HOSPITALS]
    rows[YOURS] = words("payment-rules.hospital.yours", name=HOSPITALS[YOURS])
    figures = pd.DataFrame(columns)
    figures.loc[len(figures)] = figures.sum()
    shown = figures.map(lambda value: words.number(value, 1))
    if paid.rate == 0:  # an appropriation pays for no volume, so none is paid or unpaid
        shown[["paid_volume", "unpaid"]] = "–"
    shown.columns = [words(f"payment-rules.table.{name}") for name in columns]
    shown.insert(0, words("payment-rules.table.hospital"), [*rows, words("payment-rules.region")])
    return shown


def summary(result: Result, words: Words) -> str:
    """Say what B produces and is paid, and what the region pays."""
    change = result.yours - 1
    if result.payment.rate == 0:
        key = "prepaid"
    else:
        key = "unchanged" if abs(change) < 0.0005 else "more" if change > 0 else "less"
    unpaid = float(result.payment.unpaid[YOURS])
    extra = words("payment-rules.summary.unpaid", unpaid=words.amount(unpaid)) if unpaid >= 0.05 else ""
    return words(
        f"payment-rules.summary.{key}",
        volume=words.percent(float(result.produced[YOURS] / ASSIGNED[YOURS])),
        change=words.percent(abs(change), 1),
        worth=words.percent(result.payment.rate),
        extra=f" {extra}" if extra else "",
        total=words.amount(float(result.payment.total.sum())),
        frame=words.amount(float(ASSIGNED.sum())),
    )


def _how_much_is_paid(before: Result, after: Result) -> str:
    """Judge whether the rise in B's volume is paid in full, in part or not at all."""
    volume = (after.produced[YOURS] - before.produced[YOURS]) / ASSIGNED[YOURS]
    ratio = (after.yours - before.yours) / volume
    return "none" if ratio < 0.01 else "full" if ratio > 0.99 else "part"


LAB = Lab(
    id="payment-rules",
    lesson="06-payment-rules",
    controls=(
        Slider("volume_yours", 1.0, 0.6, 1.4, 0.01, "of_assignment", percent=True),
        Slider("volume_a", 1.0, 0.6, 1.4, 0.01, "of_assignment", percent=True),
        Slider("volume_others", 1.0, 0.6, 1.4, 0.01, "of_assignment", percent=True),
        Slider("prepaid_share", 0.55, 0.0, 1.0, 0.01, "of_frame", percent=True),
        Switch("ceiling", True, Origin("source", "SOU 2018:38, p. 124")),
        Switch("reallocation", True, Origin("source", "SOU 2018:38, p. 124")),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("alone", ("none", "part", "full"), {"volume_yours": 1.1, "volume_a": 0.92}, _how_much_is_paid),
        Prediction(
            "everyone",
            DIRECTIONS,
            {"volume_yours": 1.1, "volume_a": 1.1, "volume_others": 1.1},
            direction(lambda result: result.yours, 0.0005),
        ),
    ),
    constants=tuple(
        Constant(f"assigned_{name.lower()}", float(size)) for name, size in zip(HOSPITALS, ASSIGNED, strict=True)
    ),
)
