"""One look for every chart: colours safe for colour-blind readers, figures written as the language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

#: Okabe and Ito's palette (2008), in an order in which each colour has at least 3:1 contrast to white.
COLOURS = ("#0072b2", "#c04e00", "#00785a", "#a3487d", "#4d4d4d", "#7a5c00")
#: What each colour becomes on a dark ground, at least 4.5:1 to JupyterLab's (#111).
ON_DARK = dict(zip(COLOURS, ("#56b4e9", "#ff9e5e", "#3fc9a0", "#e59ac6", "#b8b8b8", "#d9b84a"), strict=True))
#: Shapes and dashes that go with the colours, so that colour never stands alone.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
#: A broad bar, for the legend of an area or a broad line that has no points of its own.
BAND = "M-1.2,-0.45H1.2V0.45H-1.2Z"
DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4), (12, 4))
#: A quiet grey for reference lines, 3:1 to white and to the dark theme's ground.
GREY = "#767676"

#: Width and height of a chart on a page, in pixels; a live lab takes the width it gets.
WIDTH, HEIGHT = 560, 280
#: Width where whole phrases stand as labels to the left, so that both fit beside JupyterLab's file list.
BESIDE_LABELS = 420

_NUMBERS = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    "sv": {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"], "percent": "\u00a0%"},
}


def finish(chart: alt.TopLevelMixin, *, title: str, description: str, lang: str) -> alt.TopLevelMixin:
    """Give a chart what every chart of the course has: title, description, size, theme and number format."""
    view: dict[str, Any] = {"continuousWidth": WIDTH, "discreteWidth": WIDTH, "continuousHeight": HEIGHT}
    finished: alt.TopLevelMixin = chart.properties(title=title, description=description).configure(
        locale={"number": _NUMBERS[lang]},
        view={**view, "stroke": None},
        title=alt.TitleConfig(anchor="start", fontSize=14, fontWeight=600, offset=12),
        axis=alt.AxisConfig(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridOpacity=0.4, labelFlush=False
        ),
        legend=alt.LegendConfig(
            labelFontSize=12, titleFontSize=12, orient="bottom", direction="vertical", labelLimit=420, symbolSize=120
        ),
        font="system-ui, sans-serif",
    )
    return finished


def series_colour(names: list[str], *, as_lines: bool = False) -> alt.Color:
    """Colour by the field `series`, in the order of names; `as_lines` draws the legend as pieces of line."""
    scale = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    if as_lines:
        legend = alt.Legend(symbolType="stroke", symbolStrokeWidth=3, symbolSize=400)
    else:  # an outline would be dashed where the lines are
        legend = alt.Legend(symbolStrokeWidth=0)
    return alt.Color("series:N", title=None, scale=scale, sort=names, legend=legend)


def series_dash(names: list[str]) -> alt.StrokeDash:
    """Dash by the field `series`, so that lines differ without colour."""
    scale = alt.Scale(domain=names, range=[list(dash) for dash in DASHES[: len(names)]])
    return alt.StrokeDash("series:N", title=None, scale=scale, sort=names)


def series_shape(names: list[str], shapes: Sequence[str] = SHAPES) -> alt.Shape:
    """Shape by the field `series`, so that points differ without colour."""
    scale = alt.Scale(domain=names, range=list(shapes[: len(names)]))
    return alt.Shape("series:N", title=None, scale=scale, sort=names)
