"""Lab: trust after each sign that a reform gives (model: `course.models.signals`)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import altair as alt
import pandas as pd

from course.charts.theme import COLOURS, GREY, finish
from course.labs._changes import way
from course.labs.engine import DIRECTIONS, Lab, Prediction, Slider
from course.models.arrays import Array
from course.models.signals import trust_path
from course.text import Words

#: What is believed before, and the signs in the order in which they are weighed.
STEPS = ("prior", "payment_rule", "follow_up", "motive")
#: The case asked about: both speak against trust (pp. 133–134). At the start neither says anything, so that the chart
#: does not show the answer. Weights ours.
DOUBTS = {"follow_up": 0.6, "motive": 0.7}


@dataclass(frozen=True)
class Result:
    """Belief that the principal trusts, before and after each sign: path, shape (4,). ratios: weight of each sign."""

    path: Array
    ratios: tuple[float, float, float]

    @property
    def trust(self) -> float:
        """Belief when all signs are in."""
        return float(self.path[-1])

    @property
    def change(self) -> float:
        """Change from before to the end."""
        return float(self.path[-1] - self.path[0])

    @property
    def weight(self) -> float:
        """All signs together: the product of their weights."""
        return math.prod(self.ratios)


def run(prior: float, payment_rule: float, follow_up: float, motive: float) -> Result:
    """Weigh the three signs one after the other."""
    ratios = (payment_rule, follow_up, motive)
    return Result(path=trust_path(prior, ratios), ratios=ratios)


def _steps(words: Words) -> list[str]:
    return [words(f"signal-game.step.{step}") for step in STEPS]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: trust at each step, and where it began."""
    return pd.DataFrame(
        {"step": _steps(words), "trust": result.path.round(4), "began": [round(float(result.path[0]), 4)] * len(STEPS)}
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Trust step by step, above or below the broken line where it began."""
    x = alt.X("step:N", sort=_steps(words), title=None, axis=alt.Axis(labelAngle=0, labelLimit=140))
    scale = alt.Scale(domain=[0, 1])
    y = alt.Y("trust:Q", title=words("signal-game.chart.y"), scale=scale, axis=alt.Axis(format="%"))
    base = alt.Chart(rows).encode(x=x, y=y)
    began = alt.Chart(rows).mark_line(color=GREY, strokeDash=[4, 4]).encode(x=x, y=alt.Y("began:Q", scale=scale))
    line = base.mark_line(color=COLOURS[0], strokeWidth=3)
    points = base.mark_point(color=COLOURS[0], filled=True, size=160, opacity=1)
    figures = [  # away from the broken line
        base.mark_text(color=COLOURS[0], dy=dy, fontSize=14, fontWeight=600)
        .encode(text=alt.Text("trust:Q", format=".0%"))
        .transform_filter(side)
        for dy, side in ((-18, "datum.trust >= datum.began"), (20, "datum.trust < datum.began"))
    ]
    return finish(
        alt.layer(began, line, points, *figures),
        title=words("signal-game.chart.title"),
        description=words("signal-game.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row per step: its weight, and trust after it."""
    weights = ["–", *(words.number(ratio, 2) for ratio in result.ratios)]
    shown = {"step": _steps(words), "weight": weights, "trust": [words.percent(float(at), 1) for at in result.path]}
    return pd.DataFrame({words(f"signal-game.table.{name}"): column for name, column in shown.items()})


def summary(result: Result, words: Words) -> str:
    """Say where trust began, what each sign did to it, and whether it ended higher or lower."""
    values = dict(zip(STEPS, (words.percent(float(at)) for at in result.path), strict=True))
    return words(f"signal-game.summary.{way(result.change)}", weight=words.number(result.weight, 2), **values)


def _ends(before: Result, after: Result) -> str:
    return way(after.change)


def _moved_more(before: Result, after: Result) -> str:
    """Compare with those who began where the lab does and got the very same signs."""
    middle = run(float(before.path[0]), *after.ratios)
    difference = abs(after.change) - abs(middle.change)
    return "same" if abs(difference) < 0.0005 else "more" if difference > 0 else "less"


LAB = Lab(
    id="signal-game",
    lesson="07-incentives-and-motivation",
    controls=(
        Slider("prior", 0.5, 0.05, 0.95, 0.05, "sure", percent=True),
        Slider("payment_rule", 2.0, 0.5, 3.0, 0.1, "sign_weight", decimals=1),
        Slider("follow_up", 1.0, 0.3, 2.0, 0.1, "sign_weight", decimals=1),
        Slider("motive", 1.0, 0.3, 2.0, 0.1, "sign_weight", decimals=1),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("all_signs", DIRECTIONS, DOUBTS, _ends),
        Prediction("trusting", ("less", "same", "more"), {"prior": 0.9, **DOUBTS}, _moved_more),
    ),
)
