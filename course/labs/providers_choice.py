"""Lab: what a clinic does under variable payment and after the return (model: `course.models.multitask`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import COLOURS, GREY, finish, series_colour, series_shape
from course.labs._changes import told, way
from course.labs.engine import DIRECTIONS, Constant, Lab, Prediction, Slider, Switch
from course.models.multitask import Effort, best_effort, motivation_after, motivation_paid, required_rise
from course.text import Words

#: Inner motivation for either task before any payment, and what a full signal of trust adds to it. Ours.
MOTIVE = 1.3
SIGNAL_EFFECT = 0.05
#: How fast more of a task, and more coding, gets dearer. Ours.
EFFORT_COST = 1.0
CODING_COST = 2.0

#: What is drawn, in the order of the chart: properties of Effort.
MEASURES = ("recorded", "volume", "quality")


@dataclass(frozen=True)
class Result:
    """The clinic's choice under variable payment (before) and after the return to an appropriation.

    pay: what one more recorded unit was worth before. needed: rise in motivation that keeps real volume.
    """

    before: Effort
    after: Effort
    motivation_before: float
    motivation_after: float
    pay: float
    needed: float

    def change(self, measure: str) -> float:
        """Change from before to after of one of MEASURES, as a part of what it was before."""
        before = getattr(self.before, measure)
        return float((getattr(self.after, measure) - before) / before)

    @property
    def rise(self) -> float:
        """Rise in inner motivation from before to after."""
        return self.motivation_after - self.motivation_before


def run(
    variable_share: float,
    money_weight: float,
    crowding_out: float,
    competition: float,
    signal: float,
    pressure: float,
    remembers: bool,
) -> Result:
    """Let the clinic choose twice: paid by volume, and with an appropriation and whatever came with it."""
    pay = money_weight * variable_share
    paid = motivation_paid(MOTIVE, crowding_out, variable_share)
    later = motivation_after(MOTIVE, crowding_out, variable_share, signal, SIGNAL_EFFECT, remembers=remembers)
    costs = {"effort_cost": EFFORT_COST, "coding_cost": CODING_COST}
    return Result(
        before=best_effort(paid, paid, pay, competition, **costs),
        after=best_effort(later + pressure, later, 0.0, competition, **costs),
        motivation_before=paid,
        motivation_after=later,
        pay=pay,
        needed=required_rise(pay, competition, pressure),
    )


def _measures(words: Words) -> list[str]:
    return [words(f"providers-choice.{measure}") for measure in MEASURES]


def _times(words: Words) -> list[str]:
    return [words("providers-choice.before"), words("providers-choice.after")]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: each measure before and after, its change, and where the label of the change stands."""
    before = np.array([getattr(result.before, measure) for measure in MEASURES])
    after = np.array([getattr(result.after, measure) for measure in MEASURES])
    return pd.DataFrame(
        {
            "measure": np.tile(_measures(words), 2),
            "series": np.repeat(_times(words), len(MEASURES)),
            "effort": np.concatenate([before, after]).round(4),
            "edge": np.tile(np.maximum(before, after), 2).round(4),
            "change": np.tile([result.change(measure) for measure in MEASURES], 2).round(6),
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """A row per measure: where it stood before, where it stands after, and the change in figures."""
    names, measures = _times(words), _measures(words)
    y = alt.Y("measure:N", sort=measures, title=None, axis=alt.Axis(labelLimit=220, labelFontSize=13))
    scale = alt.Scale(domain=[0.3, 2.0], zero=False)
    x = alt.X("effort:Q", title=words("providers-choice.chart.x"), scale=scale)
    base = alt.Chart(rows)
    link = base.mark_line(color=GREY, strokeWidth=3).encode(x=x, y=y, detail="measure:N")
    points = [  # the later point is smaller, so that both are seen where they meet
        base.mark_point(filled=True, size=size, opacity=1)
        .encode(x=x, y=y, color=series_colour(names), shape=series_shape(names))
        .transform_filter(alt.datum.series == name)
        for name, size in zip(names, (320, 110), strict=True)
    ]
    figures = base.mark_text(align="left", dx=14, fontSize=14, color=COLOURS[4]).encode(
        x=alt.X("edge:Q", scale=scale), y=y, text=alt.Text("change:Q", format="+.1%")
    )
    return finish(
        alt.layer(link, *points, figures.transform_filter(alt.datum.series == names[1])),
        title=words("providers-choice.chart.title"),
        description=words("providers-choice.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row each: recorded, real, coding, uncounted and inner motivation, before and after; last the needed rise."""
    pairs = {
        measure: (getattr(result.before, measure), getattr(result.after, measure))
        for measure in ("recorded", "volume", "coding", "quality")
    }
    pairs["motivation"] = (result.motivation_before, result.motivation_after)
    rows = [
        (
            words(f"providers-choice.{name}"),
            words.number(before, 3),
            words.number(after, 3),
            words.percent(after / before - 1, 1) if before > 0 else "–",
        )
        for name, (before, after) in pairs.items()
    ]
    needed = words.percent(result.needed / result.motivation_before, 1)
    rows.append((words("providers-choice.table.needed"), "–", words.number(result.needed, 3), needed))
    columns = [words(f"providers-choice.{name}") for name in ("table.what", "before", "after", "table.change")]
    return pd.DataFrame(rows, columns=columns)


def summary(result: Result, words: Words) -> str:
    """Say what the return did to recorded, real and uncounted work, and what real volume would have needed."""
    changes = {measure: told(result.change(measure), words) for measure in MEASURES}
    key = "no_need" if result.needed < 0.0005 else "need"
    needed, rise = result.needed / result.motivation_before, result.rise / result.motivation_before
    need = words(f"providers-choice.summary.{key}", needed=words.percent(needed, 1), rise=told(rise, words))
    return f"{words('providers-choice.summary', **changes)} {need}"


def _real_volume(before: Result, after: Result) -> str:
    return way(after.change("volume"))


def _uncounted(before: Result, after: Result) -> str:
    return way(after.change("quality"))


LAB = Lab(
    id="providers-choice",
    lesson="07-incentives-and-motivation",
    controls=(
        Slider("variable_share", 0.45, 0.0, 0.6, 0.01, "of_frame", percent=True),
        Slider("money_weight", 0.25, 0.0, 0.5, 0.01, "motive_scale", decimals=2),
        Slider("crowding_out", 0.10, 0.0, 0.4, 0.01, "motive_scale", decimals=2),
        Slider("competition", 0.3, 0.0, 0.6, 0.05, "none_to_full", decimals=2),
        Slider("signal", 0.0, -1.0, 1.0, 0.1, "distrust_to_trust", decimals=1),
        Slider("pressure", 0.0, 0.0, 0.3, 0.01, "motive_scale", decimals=2),
        Switch("remembers", True),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("clear_signal", DIRECTIONS, {"signal": 1.0}, _real_volume),
        Prediction("pressed", DIRECTIONS, {"pressure": 0.2}, _uncounted),
    ),
    constants=(
        Constant("motive", MOTIVE),
        Constant("signal_effect", SIGNAL_EFFECT),
        Constant("effort_cost", EFFORT_COST),
        Constant("coding_cost", CODING_COST),
    ),
)
