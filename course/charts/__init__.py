"""Charts: tables in, an Altair chart and the table of what it shows out. They know no widget, file or model.

A chart is `CHARTS["its-name"]` in one of this package's modules: a function of the tables and the words.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from course.text import Words

#: Modules of this package that hold no charts, besides those whose names begin with `_`.
_NOT_CHARTS = {"theme"}


def chart_names() -> dict[str, Any]:
    """Return every chart's drawing function by name."""
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))
    modules = [import_module(f"course.charts.{file.stem}") for file in files if file.stem not in _NOT_CHARTS]
    return {name: function for module in modules for name, function in module.CHARTS.items()}


def draw(name: str, *tables: pd.DataFrame, words: Words) -> tuple[alt.TopLevelMixin, pd.DataFrame]:
    """Return a chart and its table. Raises KeyError, with the names there are, for another name."""
    known = chart_names()
    if name not in known:
        raise KeyError(", ".join(known))
    chart, table = known[name](*tables, words=words)
    return chart, table
