"""A chart as it stands in a notebook: picture, description, and the same figures as a table."""

from __future__ import annotations

import html
import re
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import HTML, display

from course.text import Words


def folded(title: str, body: str) -> str:
    """Return a folded part as HTML; the title is escaped, the body is HTML."""
    return f"<details class='smt-static'><summary>{html.escape(title)}</summary>{body}</details>"


#: A cell that holds a figure; columns of nothing else are set to the right.
_FIGURE = re.compile(r"[\d\s.,+−%–]+")


def html_table(table: pd.DataFrame) -> str:
    """Return a small table as HTML: figures to the right, words to the left (JupyterLab sets all to the right)."""
    rows = table.astype(str).to_numpy().tolist()
    columns = [[cells[place] for cells in rows] for place in range(len(table.columns))]
    sides = ["right" if cells and all(map(_FIGURE.fullmatch, cells)) else "left" for cells in columns]

    def row(tag: str, texts: list[str]) -> str:
        cells = zip(sides, texts, strict=True)
        return "".join(f"<{tag} style='text-align: {side}'>{html.escape(text)}</{tag}>" for side, text in cells)

    body = "".join(f"<tr>{row('td', texts)}</tr>" for texts in rows)
    return f"<table><thead><tr>{row('th', [str(c) for c in table.columns])}</tr></thead><tbody>{body}</tbody></table>"


class Figure:
    """A chart with its table. Shows both; prints as its description."""

    def __init__(self, chart: alt.TopLevelMixin, table: pd.DataFrame, words: Words) -> None:
        """Keep the chart, whose title and description must be set, and its table."""
        self.chart, self.table, self.words = chart, table, words

    @property
    def spec(self) -> dict[str, Any]:
        """The chart as Vega-Lite."""
        return dict(self.chart.to_dict())

    def __repr__(self) -> str:
        """Return the description: what there is to see."""
        return str(self.spec["description"])

    def _ipython_display_(self) -> None:
        display({"application/vnd.vegalite.v5+json": self.spec, "text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]
        display(HTML(folded(self.words("figure.table"), html_table(self.table))))  # type: ignore[no-untyped-call]
