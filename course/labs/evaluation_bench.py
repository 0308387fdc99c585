"""Lab: three ways of evaluating a reform, tried on 400 made-up countries in which the truth is known.

Models: `course.models.panel` (what happens) and `course.models.estimators` (what is estimated).
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import COLOURS, finish
from course.labs._changes import signed
from course.labs.engine import Choice, Constant, Lab, Origin, Prediction, Slider, Switch
from course.models import panel
from course.models.arrays import Array
from course.models.estimators import before_after, triple_difference, two_way
from course.models.panel import AFTER, PSYCHIATRY, SKANE, SOMATIC, WINDOW, World, average_awareness
from course.text import Words

DRAWS = 400
ESTIMATORS = ("before_after", "two_way", "triple")
#: All methods are said to be far off when even the nearest is so far from the truth, on average; ours.
FAR = 0.03
#: Which draws the bars hold: the middle 90 per cent.
_MIDDLE = (0.05, 0.95)


@dataclass(frozen=True)
class Result:
    """What the estimators say, and what is true. Arrays have shape (3,), in the order of `ESTIMATORS`; logs.

    truth: average effect on real output 2012–2017. mean, low, high: of the estimates over the draws.
    """

    world: World
    recorded: bool
    truth: float
    mean: Array
    low: Array
    high: Array

    @property
    def error(self) -> Array:
        """Mean less truth, shape (3,)."""
        return self.mean - self.truth

    @property
    def nearest(self) -> int:
        """Index of the estimator whose mean is nearest to the truth."""
        return int(np.argmin(np.abs(self.error)))


def run(
    effect: float,
    coding: float,
    outcome: str,
    trend: bool,
    queue_billion: bool,
    merger: bool,
    reorganisation: bool,
    psychiatry: bool,
    seed: float,
) -> Result:
    """Draw 400 countries, let the reform happen in each, and estimate its effect in three ways."""
    world = World(effect, coding, trend, queue_billion, merger, reorganisation, psychiatry)
    recorded = outcome == "recorded"
    log = panel.output(panel.draw(round(seed), DRAWS), world, recorded)[..., WINDOW]
    somatic = log[:, SOMATIC]
    estimates = np.stack(
        [
            before_after(somatic, AFTER)[:, SKANE],
            two_way(somatic, AFTER)[:, SKANE],
            triple_difference(somatic, log[:, PSYCHIATRY], AFTER)[:, SKANE],
        ]
    )
    low, high = np.quantile(estimates, _MIDDLE, axis=1)
    truth = effect * average_awareness()
    return Result(world=world, recorded=recorded, truth=truth, mean=estimates.mean(axis=1), low=low, high=high)


def _names(words: Words) -> list[str]:
    return [words(f"evaluation-bench.{name}") for name in ESTIMATORS]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: one for each estimator, and one for the truth."""
    figures = np.stack([result.low, result.mean, result.high])
    truth = words("evaluation-bench.truth", size=signed(result.truth, words))
    return pd.DataFrame(
        {
            "kind": [*["estimate"] * len(ESTIMATORS), "truth"],
            "estimator": [*_names(words), _names(words)[0]],
            "side": [*np.where(result.error < 0, "below", "above"), ""],
            "text": [*(signed(float(mean), words) for mean in result.mean), truth],
            **{
                name: [*values.round(4), round(result.truth, 4)]
                for name, values in zip(("low", "mean", "high"), figures, strict=True)
            },
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """Each estimator's mean and the middle of its draws, with the true effect as a line through all."""
    estimator, truth = COLOURS[0], COLOURS[1]
    scale = alt.Scale(domain=[-0.3, 0.18])
    axis = alt.Axis(format="%", values=[-0.3, -0.2, -0.1, 0, 0.1])
    title = words.lines("evaluation-bench.chart.x")
    across = alt.X("mean:Q", title=title, scale=scale, axis=axis)
    lines = alt.Axis(domain=False, ticks=False, labelLimit=220, labelExpr=r"split(datum.label, '\n')")
    names = alt.Y("estimator:N", title=None, sort=_names(words), axis=lines)
    estimates = alt.Chart(rows).transform_filter("datum.kind == 'estimate'").encode(y=names)
    true = alt.Chart(rows).transform_filter("datum.kind == 'truth'").encode(x=across)
    return finish(
        alt.layer(
            true.mark_rule(color=truth, strokeWidth=3),
            estimates.mark_bar(height=14, color=estimator, opacity=0.35, clip=True).encode(
                x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q"
            ),
            estimates.mark_point(color=estimator, filled=True, size=160, opacity=1, clip=True).encode(x=across),
            *(
                estimates.transform_filter(f"datum.side == '{side}'")
                .mark_text(color=estimator, align=align, dx=dx, fontSize=13, fontWeight=600)
                .encode(x=alt.X(f"{end}:Q", title=title, scale=scale, axis=axis), text="text:N")
                for side, end, align, dx in (("below", "low", "right", -6), ("above", "high", "left", 6))
            ),
            true.mark_text(color=truth, dy=-8, fontSize=13, fontWeight=600).encode(y=alt.value(0), text="text:N"),
        ),
        title=words("evaluation-bench.chart.title"),
        description=words("evaluation-bench.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row an estimator: mean, middle 90 per cent, error, and what the error is made of."""
    columns = {"mean": result.mean, "low": result.low, "high": result.high, "error": result.error}
    shown = pd.DataFrame(columns).map(lambda value: words.percent(value, 1))
    shown.columns = [words(f"evaluation-bench.table.{name}") for name in columns]
    shown.insert(0, words("evaluation-bench.table.estimator"), [name.replace("\n", " ") for name in _names(words)])
    shown[words("evaluation-bench.table.parts")] = [_made_of(result, name, words) for name in ESTIMATORS]
    return shown


def _errors(result: Result, estimator: str) -> dict[str, float]:
    """Return the parts of an estimator's average that are not the effect, where they are not zero."""
    parts = panel.parts(result.world, result.recorded)[estimator]
    return {name: size for name, size in parts.items() if name != "effect" and size}


def _made_of(result: Result, estimator: str, words: Words) -> str:
    """Return the parts of an estimator's error in words, largest first; without any, that only chance is left."""
    ordered = sorted(_errors(result, estimator).items(), key=lambda item: -abs(item[1]))
    told = [words(f"evaluation-bench.part.{name}", size=signed(size, words)) for name, size in ordered]
    return ", ".join(told) or words("evaluation-bench.part.none")


def _ending(result: Result) -> str:
    """Return which last sentence is true: all far off, near by luck, or just near."""
    if np.abs(result.error).min() >= FAR:
        parts = [_errors(result, name) for name in ESTIMATORS]
        return "far_coding" if all(max(each, key=lambda part: abs(each[part])) == "coding" for each in parts) else "far"
    sizes = list(_errors(result, ESTIMATORS[result.nearest]).values())
    luck = abs(sum(sizes)) < max(map(abs, sizes), default=0) / 2  # the largest error is mostly hidden by others
    return "luck" if luck else "nearest"


def summary(result: Result, words: Words) -> str:
    """Say what is true, what each estimator says on average, which is nearest, and whether by luck or far off."""
    told = words(
        "evaluation-bench.summary",
        truth=signed(result.truth, words),
        **{each: signed(float(mean), words) for each, mean in zip(ESTIMATORS, result.mean, strict=True)},
    )
    nearest = words(f"evaluation-bench.called.{ESTIMATORS[result.nearest]}")
    ending = words(f"evaluation-bench.summary.{_ending(result)}", nearest=nearest, limit=words.number(100 * FAR))
    return f"{told} {ending}"


def _comparison_says(before: Result, after: Result) -> str:
    """Judge what the comparison with other regions says on average; less than half a per cent is nothing."""
    mean = after.mean[ESTIMATORS.index("two_way")]
    return "nothing" if abs(mean) < 0.005 else "rise" if mean > 0 else "fall"


def _naive_comes(before: Result, after: Result) -> str:
    """Judge whether before and after in Skåne alone comes nearer to the truth; half a per cent is the same."""
    change = abs(after.error[0]) - abs(before.error[0])
    return "same" if abs(change) < 0.005 else "farther" if change > 0 else "nearer"


_SOURCE = Origin("source", "SOU 2018:38, p. 127")

LAB = Lab(
    id="evaluation-bench",
    lesson="08-did-it-work",
    controls=(
        Slider("effect", -0.08, -0.15, 0.05, 0.01, "of_output", percent=True),
        Slider("coding", -0.045, -0.10, 0.0, 0.005, "of_output", decimals=1, percent=True),
        Choice("outcome", "recorded", ("recorded", "real")),
        Switch("trend", True),
        Switch("queue_billion", True, _SOURCE),
        Switch("merger", True, _SOURCE),
        Switch("reorganisation", True, _SOURCE),
        Switch("psychiatry", True, _SOURCE),
        Slider("seed", 1, 1, 99, 1, "of_99"),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction("no_effect", ("fall", "nothing", "rise"), {"effect": 0.0}, _comparison_says),
        Prediction(
            "quiet_country", ("nearer", "same", "farther"), {"trend": False, "queue_billion": False}, _naive_comes
        ),
    ),
    constants=(
        Constant("draws", float(DRAWS)),
        Constant("regions", float(panel.REGIONS)),
        *(
            Constant(name, 100 * size)
            for name, size in (
                ("growth", panel.GROWTH),
                ("growth_sd", panel.GROWTH_SD),
                ("queue_size", panel.QUEUE_BILLION[0]),
                ("merger_size", panel.MERGER[0]),
                ("reorganisation_size", panel.REORGANISATION[0]),
                ("psychiatry_size", panel.PSYCHIATRY_2009[0]),
                ("shock_sd", panel.SHOCK_SD),
            )
        ),
        Constant("persistence", panel.PERSISTENCE),
        Constant("awareness_years", panel.AWARENESS_YEARS),
    ),
)
