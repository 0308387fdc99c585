"""Lab: real and recorded output around the return, and what the record alone allows (model: `course.models.coding`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import pandas as pd

from course.charts.theme import BAND, COLOURS, GREY, SHAPES, finish, series_shape
from course.labs._changes import told, way
from course.labs.engine import DIRECTIONS, Constant, Lab, Prediction, Slider
from course.models.coding import Bounds, Registration, real_change_bounds, register, upcoding
from course.text import Words

#: How fast more upcoding, or more care, gets dearer. Ours.
CODING_COST = 2.0


@dataclass(frozen=True)
class Result:
    """Real output before the return is 1; everything is in parts of it.

    real, recorded: before and after. error: how far the record is from the truth, before and after.
    bounds: of the real change, for someone who sees the record and knows the most that can be wrong with it.
    """

    real: tuple[float, float]
    recorded: tuple[float, float]
    error: tuple[Registration, Registration]
    bounds: Bounds

    @property
    def real_change(self) -> float:
        """Real change, as a part of real output before."""
        return self.real[1] / self.real[0] - 1

    @property
    def recorded_change(self) -> float:
        """Recorded change, as a part of recorded output before."""
        return self.recorded[1] / self.recorded[0] - 1


def run(variable_share: float, money_weight: float, audit: float, carelessness: float, real_change: float) -> Result:
    """Register the same care under variable payment and after it, and ask what the record tells."""
    pay = money_weight * variable_share
    error = (
        register(pay, audit, carelessness, CODING_COST),
        register(0.0, audit, carelessness, CODING_COST),
    )
    real = (1.0, 1.0 + real_change)
    recorded = (error[0].recorded(real[0]), error[1].recorded(real[1]))
    most = upcoding(pay, 0.0, CODING_COST)  # the reader of the record does not know what audits held back
    return Result(
        real=real,
        recorded=recorded,
        error=error,
        bounds=real_change_bounds(recorded[0], recorded[1], most, carelessness),
    )


def _series(words: Words) -> list[str]:
    return [words(f"what-gets-recorded.{name}") for name in ("real", "recorded", "allowed")]


def _times(words: Words) -> list[str]:
    return [words("what-gets-recorded.before"), words("what-gets-recorded.after")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: real and recorded before and after, and the least and greatest that the record allows."""
    real, recorded, allowed = _series(words)
    least = (1.0, 1 + result.bounds.low)
    most = (1.0, 1 + result.bounds.high)
    values = {real: (result.real, result.real), recorded: (result.recorded, result.recorded), allowed: (least, most)}
    rows = [
        (series, when, 100 * low, 100 * high)
        for series, (lows, highs) in values.items()
        for when, low, high in zip(_times(words), lows, highs, strict=True)
    ]
    return pd.DataFrame(rows, columns=["series", "when", "low", "high"]).round({"low": 2, "high": 2})


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Two lines from before to after, on the fan of real changes that the record allows."""
    names, times = _series(words), _times(words)
    scale = alt.Scale(domain=names, range=[*COLOURS[:2], GREY])
    base = alt.Chart(rows).encode(
        x=alt.X(
            "when:N",
            sort=times,
            title=None,
            scale=alt.Scale(padding=0.35),
            axis=alt.Axis(labelAngle=0, labelFontSize=13),
        ),
        y=alt.Y("low:Q", title=words("what-gets-recorded.chart.y"), scale=alt.Scale(domain=[55, 125], zero=False)),
        color=alt.Color("series:N", title=None, sort=names, scale=scale, legend=alt.Legend(symbolOpacity=1)),
    )
    fan = base.mark_area(opacity=0.3).encode(y2="high:Q").transform_filter(alt.datum.series == names[2])
    drawn = base.transform_filter(alt.datum.series != names[2])
    points = drawn.mark_point(filled=True, size=150, opacity=1).encode(shape=series_shape(names, [*SHAPES[:2], BAND]))
    return finish(
        alt.layer(fan, drawn.mark_line(strokeWidth=3), points),
        title=words("what-gets-recorded.chart.title"),
        description=words("what-gets-recorded.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row each: real, recorded, upcoding, unregistered, and the bounds of the real change."""
    pairs = {
        "real": result.real,
        "recorded": result.recorded,
        "upcoding": (result.error[0].upcoding, result.error[1].upcoding),
        "missing": (result.error[0].missing, result.error[1].missing),
    }
    changes = {"real": result.real_change, "recorded": result.recorded_change}
    rows = [
        (
            words(f"what-gets-recorded.{name}"),
            *(words.number(100 * value, 1) for value in pair),
            words.percent(changes[name], 1) if name in changes else "–",
        )
        for name, pair in pairs.items()
    ]
    rows.append((words("what-gets-recorded.allowed"), "–", "–", _allowed(result.bounds, words)))
    columns = [words(f"what-gets-recorded.{name}") for name in ("table.what", "before", "after", "table.change")]
    return pd.DataFrame(rows, columns=columns)


def _allowed(bounds: Bounds, words: Words) -> str:
    low, high = words.percent(bounds.low, 1), words.percent(bounds.high, 1)
    return low if low == high else words("what-gets-recorded.range", low=low, high=high)


def summary(result: Result, words: Words) -> str:
    """Say what the record shows, what really happened, and which real changes the record alone allows."""
    return words(
        "what-gets-recorded.summary",
        recorded=told(result.recorded_change, words),
        real=told(result.real_change, words),
        allowed=_allowed(result.bounds, words),
        verdict=words(f"what-gets-recorded.verdict.{_verdict(result.bounds)}"),
    )


def _verdict(bounds: Bounds) -> str:
    """What the record alone tells of the real change: its direction, or that there need be none."""
    return "fell" if way(bounds.high) == "falls" else "rose" if way(bounds.low) == "rises" else "open"


def _record(before: Result, after: Result) -> str:
    return way(after.recorded_change)


def _fall(before: Result, after: Result) -> str:
    difference = after.recorded_change - before.recorded_change
    return "same" if abs(difference) < 0.0005 else "smaller" if difference > 0 else "larger"


LAB = Lab(
    id="what-gets-recorded",
    lesson="07-incentives-and-motivation",
    controls=(
        Slider("real_change", -0.05, -0.15, 0.10, 0.01, "of_real_before", percent=True),
        Slider("variable_share", 0.45, 0.0, 0.6, 0.01, "of_frame", percent=True),
        Slider("money_weight", 0.25, 0.0, 0.5, 0.01, "motive_scale", decimals=2),
        Slider("audit", 0.0, 0.0, 0.2, 0.01, "per_upcoded", decimals=2),
        Slider("carelessness", 0.04, 0.0, 0.10, 0.01, "of_real_before", percent=True),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("real_rise", DIRECTIONS, {"real_change": 0.05}, _record),
        Prediction("audited", ("larger", "same", "smaller"), {"audit": 0.1}, _fall),
    ),
    constants=(Constant("coding_cost", CODING_COST),),
)
