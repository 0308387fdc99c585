"""Lab: what is left of a signal level by level and year by year (model: `course.models.chain`)."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from course.charts.theme import BAND, COLOURS, GREY, SHAPES, finish, series_shape
from course.labs.engine import Lab, Prediction, Slider
from course.models.arrays import Array
from course.models.chain import awareness, pass_down
from course.text import Words

#: From the one who decides to those who meet the patients.
LEVELS = ("committee", "office", "administration", "area", "bedside")
#: The signal is sent in January 2012; awareness is counted to the end of each year.
SENT = 2012
YEARS = tuple(range(SENT, 2018))
#: The answers to choose from when every link passes on 80 per cent, as parts of the signal.
EVEN_LINKS = {"eighty": 0.8, "sixty": 0.6, "forty": 0.4}


@dataclass(frozen=True)
class Result:
    """What each level receives, as parts of the signal that was sent.

    passes: part that is passed on to each level below the top, shape (4,). left: what is left at each level when
    everybody knows, shape (5,). known: part that knows at the end of each year, shape (6,).
    """

    passes: Array
    left: Array
    known: Array

    @property
    def received(self) -> Array:
        """What each level has received by the end of each year, shape (5, 6): left × known."""
        return np.outer(self.left, self.known)

    @property
    def bedside(self) -> float:
        """What those who meet the patients have received by the end of the last year."""
        return float(self.received[-1, -1])

    @property
    def product(self) -> float:
        """What would be left at the bedside if no level added anything of its own."""
        return float(self.passes.prod())


def run(
    pass_1: float, pass_2: float, pass_3: float, pass_4: float, awareness_years: float, noise: float, seed: float
) -> Result:
    """Send a signal of 1 down the chain."""
    passes = np.array([pass_1, pass_2, pass_3, pass_4])
    return Result(
        passes=passes,
        left=pass_down(passes, noise, int(seed)),
        known=awareness([year - SENT + 1 for year in YEARS], awareness_years),
    )


def _levels(words: Words) -> list[str]:
    return [words(f"steering-chain.level.{level}") for level in LEVELS]


def frame(result: Result, words: Words) -> pd.DataFrame:
    """Rows of the chart: what each level has received by the end of each year."""
    return pd.DataFrame(
        {
            "series": np.repeat(_levels(words), len(YEARS)),
            "year": np.tile(YEARS, len(LEVELS)),
            "received": result.received.ravel().round(4),
        }
    )


def chart(rows: pd.DataFrame, words: Words) -> alt.TopLevelMixin:
    """One line per level, on a grey band for the decision itself."""
    names = _levels(words)
    colour = alt.Scale(domain=names, range=[GREY, *COLOURS[:4]])
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=words("steering-chain.chart.x"), axis=alt.Axis(labelAngle=0)),
        # The scale is fixed, and widens only when noise carries a level beyond it.
        y=alt.Y(
            "received:Q",
            title=words("steering-chain.chart.y"),
            scale=alt.Scale(domain=alt.DomainUnionWith(unionWith=[0, 1]), nice=False),
            axis=alt.Axis(format="%"),
        ),
        color=alt.Color(
            "series:N", title=None, sort=names, scale=colour, legend=alt.Legend(columns=3, symbolOpacity=1)
        ),
    )
    # The top is a broad band, so that a level that loses nothing can still be seen upon it.
    band = base.mark_line(strokeWidth=12, opacity=0.45).transform_filter(alt.datum.series == names[0])
    levels = base.transform_filter(alt.datum.series != names[0])
    points = levels.mark_point(filled=True, size=90, opacity=1).encode(shape=series_shape(names, [BAND, *SHAPES]))
    return finish(
        alt.layer(band, levels.mark_line(strokeWidth=3), points),
        title=words("steering-chain.chart.title"),
        description=words("steering-chain.chart.description"),
        lang=words.lang,
    )


def table(result: Result, words: Words) -> pd.DataFrame:
    """One row per level: the part passed on to it, what is left there, and what it has received by each year."""
    rows = [
        (
            name,
            words.percent(float(result.passes[level - 1])) if level else "–",
            words.percent(float(result.left[level]), 1),
            *(words.percent(float(part), 1) for part in result.received[level]),
        )
        for level, name in enumerate(_levels(words))
    ]
    columns = [words(f"steering-chain.table.{name}") for name in ("level", "passed", "left")]
    return pd.DataFrame(rows, columns=[*columns, *(str(year) for year in YEARS)])


def summary(result: Result, words: Words) -> str:
    """Say what is left at the bedside, what has come there by the first and last year, and whether noise played in."""
    received = result.received[-1]
    first = words(
        "steering-chain.summary",
        left=words.percent(float(result.left[-1]), 1),
        early=words.percent(float(received[0]), 1),
        first=YEARS[0],
        last=YEARS[-1],
        late=words.percent(float(received[-1]), 1),
        known=words.percent(float(result.known[-1])),
    )
    if np.allclose(result.left[1:], result.passes.cumprod()):
        return first
    key = "turned" if result.left[-1] < -0.0005 else "noisy"
    return f"{first} {words(f'steering-chain.summary.{key}', product=words.percent(result.product, 1))}"


def _even_links(before: Result, after: Result) -> str:
    """Return the option whose figure is nearest to what reaches the bedside."""
    return min(EVEN_LINKS, key=lambda option: abs(EVEN_LINKS[option] - after.bedside))


def _gains(before: Result, after: Result) -> str:
    gain = after.bedside - before.bedside
    return "none" if gain < 0.0005 else "little" if gain < 0.03 else "much"


LAB = Lab(
    id="steering-chain",
    lesson="07-incentives-and-motivation",
    controls=(
        Slider("pass_1", 0.8, 0.0, 1.0, 0.05, "passed_on", percent=True),
        Slider("pass_2", 0.6, 0.0, 1.0, 0.05, "passed_on", percent=True),
        Slider("pass_3", 0.5, 0.0, 1.0, 0.05, "passed_on", percent=True),
        Slider("pass_4", 0.3, 0.0, 1.0, 0.05, "passed_on", percent=True),
        Slider("awareness_years", 2.0, 0.5, 6.0, 0.5, "years", decimals=1),
        Slider("noise", 0.0, 0.0, 0.3, 0.05, "of_signal", percent=True),
        Slider("seed", 1, 1, 50, 1, "draw"),
    ),
    run=run,
    frame=frame,
    chart=chart,
    table=table,
    summary=summary,
    predictions=(
        Prediction(
            "even_links",
            tuple(EVEN_LINKS),
            {"pass_1": 0.8, "pass_2": 0.8, "pass_3": 0.8, "pass_4": 0.8, "awareness_years": 0.5},
            _even_links,
        ),
        Prediction("first_link", ("none", "little", "much"), {"pass_1": 1.0}, _gains),
    ),
)
