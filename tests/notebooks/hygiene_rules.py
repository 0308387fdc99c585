"""What a stored notebook must not hold: one rule per trap of this stack. A rule yields what offends, with its cell."""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from helpers import CHART, quoted

Rule = Callable[[Any, Path], Iterator[str]]

_CHART_TYPES = re.compile(r"application/vnd\.vega")
_PICTURES = {"image/png", "image/jpeg", "image/svg+xml", "image/gif"}
_RANDOM = re.compile(r"0x[0-9a-f]{6,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STYLER = re.compile(r"""(?:id=\\?["']|#)T_[0-9a-f]{5}\b""")
_LOCAL = re.compile(r"(?<![\w.:/])/(?:home|root|Users|tmp|work|private|opt|usr|var)/\w|\b[A-Za-z]:\\\\?\w")
_CAPTURED = {"interact", "interactive", "interactive_output", "interact_manual", "Output"}
_NBVAL = re.compile(r"#\s*(?:NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)")
_LOOSE_TAGS = re.compile(r"nbval-|raises-exception")
_LINK = re.compile(r"\]\(\s*<?([^)>\s]+)")

#: More significant figures than this differ between machines.
FIGURES = 10


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def bundles(notebook: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if "data" in output:
                yield cell, output.data


def is_exempt(cell: Any) -> bool:
    """Say whether a cell is taken out of nbval's comparison, by tag or by comment."""
    return bool(_NBVAL.search(cell.source) or any(map(_LOOSE_TAGS.match, cell.metadata.get("tags", []))))


def run_in_order(notebook: Any, folder: Path) -> Iterator[str]:
    """Every code cell was run, 1 to n from the top: nbval is silently lax about the others (trap 13)."""
    for number, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count != number:
            yield f"{quoted(cell)}: execution count {cell.execution_count}, not {number}"


def values_are_stored(notebook: Any, folder: Path) -> Iterator[str]:
    """A cell that ends in an expression has a stored output to compare with (trap 13)."""
    for cell in code_cells(notebook):
        body = ast.parse(cell.source).body
        if body and isinstance(body[-1], ast.Expr) and not cell.outputs:
            yield f"{quoted(cell)}: ends in an expression, no output is stored"


def no_random_chart_html(notebook: Any, folder: Path) -> Iterator[str]:
    """No chart as HTML, whose div has a random id and loads its JavaScript from the net (traps 1, 3, 6)."""
    yield from _in_bundles(notebook, re.compile(r"altair-viz-|cdn\.jsdelivr|vegaEmbed"))


def only_vegalite_5(notebook: Any, folder: Path) -> Iterator[str]:
    """Charts are Vega-Lite 5, the newest that JupyterLab draws offline and nbformat takes (traps 2, 3, 5)."""
    for cell, data in bundles(notebook):
        for kind in data:
            if _CHART_TYPES.match(kind) and kind != CHART:
                yield f"{quoted(cell)}: {kind}"


def charts_stand_alone(notebook: Any, folder: Path) -> Iterator[str]:
    """No HTML or picture beside a chart in the same output: JupyterLab would show that instead (trap 4)."""
    for cell, data in bundles(notebook):
        if CHART in data and (beside := sorted(set(data) - {CHART, "text/plain"})):
            yield f"{quoted(cell)}: {', '.join(beside)} beside the chart"


def no_pictures(notebook: Any, folder: Path) -> Iterator[str]:
    """No picture stands for a chart: nbval does not compare pictures (trap 7)."""
    for cell, data in bundles(notebook):
        if kinds := sorted(_PICTURES & set(data)):
            yield f"{quoted(cell)}: {', '.join(kinds)}"


def no_captured_output(notebook: Any, folder: Path) -> Iterator[str]:
    """No interact and no Output widget: nbval cannot compare what they capture, and they are slow (traps 8, 9)."""
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in _CAPTURED:
                yield f"{quoted(cell)}: {name}"


def no_semicolon(notebook: Any, folder: Path) -> Iterator[str]:
    """No line ends with a semicolon to hide a value: nbval gets it all the same (trap 10)."""
    for cell in code_cells(notebook):
        for line in cell.source.splitlines():
            if line.split("#")[0].rstrip().endswith(";"):
                yield f"{quoted(cell)}: {line!r}"


def tables_are_plain(notebook: Any, folder: Path) -> Iterator[str]:
    """No Styler with its random id (traps 11, 12)."""
    yield from _in_bundles(notebook, _STYLER)


def chart_data_is_rounded(notebook: Any, folder: Path) -> Iterator[str]:
    """Figures stored in charts have at most ten significant digits, so that another machine agrees (trap 14)."""
    for cell, data in bundles(notebook):
        for number in _floats(data.get(CHART, {})):
            if len(re.sub(r"e.*|\D", "", repr(number)).strip("0")) > FIGURES:
                yield f"{quoted(cell)}: {number!r} in a chart"


def no_errors_or_warnings(notebook: Any, folder: Path) -> Iterator[str]:
    """No stored error and nothing on stderr, which is a warning that a learner would meet."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{quoted(cell)}: {output.get('ename') or output.get('text', '')[:80]!r}"


def no_random_names(notebook: Any, folder: Path) -> Iterator[str]:
    """No memory address and no random id in stored outputs."""
    yield from _in_outputs(notebook, _RANDOM)


def no_local_paths(notebook: Any, folder: Path) -> Iterator[str]:
    """No absolute path of somebody's machine, in text, code or output."""
    for cell in notebook.cells:
        if match := _LOCAL.search(cell.source):
            yield f"{quoted(cell)}: {cell.source[match.start() : match.start() + 40]!r}"
    yield from _in_outputs(notebook, _LOCAL)


def no_widget_state(notebook: Any, folder: Path) -> Iterator[str]:
    """No saved widget state and no live view: they name models that are gone, and bloat the file."""
    if "widgets" in notebook.metadata:
        yield "metadata.widgets"
    for cell, data in bundles(notebook):
        if kinds := [kind for kind in data if "jupyter.widget" in kind]:
            yield f"{quoted(cell)}: {kinds[0]}"


def headings_in_order(notebook: Any, folder: Path) -> Iterator[str]:
    """One H1, first, and no level is skipped on the way down."""
    levels = [(len(marks), cell) for cell, marks in _headings(notebook)]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        yield f"headings have levels {[level for level, _ in levels]}: one H1 must come first"
    for (before, _), (level, cell) in itertools.pairwise(levels):
        if level > before + 1:
            yield f"{quoted(cell)}: level {level} after level {before}"


def _anchors(notebook: Any) -> set[str]:
    """Return the page's anchors: JupyterLab makes a heading's by putting hyphens for spaces."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return {text.replace(" ", "-") for source in texts for text in re.findall(r"^#+ (.+)$", source, re.M)}


def links_lead_somewhere(notebook: Any, folder: Path) -> Iterator[str]:
    """A link to a file of the course leads to one that is there; one within the page, to a heading of it."""
    anchors = _anchors(notebook)
    for cell in notebook.cells:
        for target in _LINK.findall(cell.source) if cell.cell_type == "markdown" else []:
            path, _, anchor = target.partition("#")
            if anchor and not path and anchor not in anchors:
                yield f"{quoted(cell)}: no heading {anchor}"
            if path and not re.match(r"[a-z]+:", path) and not (folder / path).exists():
                yield f"{quoted(cell)}: {target}"


def charts_are_described(notebook: Any, folder: Path) -> Iterator[str]:
    """Every chart has a title and a description for those who cannot see it."""
    for cell, data in bundles(notebook):
        for name in ("title", "description") if CHART in data else ():
            if not data[CHART].get(name):
                yield f"{quoted(cell)}: a chart without {name}"


def exemptions_have_reasons(notebook: Any, folder: Path) -> Iterator[str]:
    """A cell whose output nbval does not compare says why, in its metadata `course.exempt`."""
    for cell in code_cells(notebook):
        if is_exempt(cell) and not cell.metadata.get("course", {}).get("exempt"):
            yield f"{quoted(cell)}: exempt without a reason"


#: Every rule, in the order of the traps.
RULES: tuple[Rule, ...] = (
    run_in_order,
    values_are_stored,
    no_random_chart_html,
    only_vegalite_5,
    charts_stand_alone,
    no_pictures,
    no_captured_output,
    no_semicolon,
    tables_are_plain,
    chart_data_is_rounded,
    no_errors_or_warnings,
    no_random_names,
    no_local_paths,
    no_widget_state,
    headings_in_order,
    links_lead_somewhere,
    charts_are_described,
    exemptions_have_reasons,
)


def _in_bundles(notebook: Any, pattern: re.Pattern[str]) -> Iterator[str]:
    for cell, data in bundles(notebook):
        if match := pattern.search(json.dumps(data)):
            yield f"{quoted(cell)}: {match[0]!r} in an output"


def _in_outputs(notebook: Any, pattern: re.Pattern[str]) -> Iterator[str]:
    for cell in code_cells(notebook):
        if match := pattern.search(json.dumps(cell.outputs, ensure_ascii=False)):
            yield f"{quoted(cell)}: {match[0]!r} in an output"


def _floats(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _floats(item)
    elif isinstance(value, list):
        for item in value:
            yield from _floats(item)


def _headings(notebook: Any) -> Iterator[tuple[Any, str]]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            source = re.sub(r"^(```|~~~).*?^\1", "", cell.source, flags=re.M | re.S)
            for marks in re.findall(r"^(#{1,6})\s", source, flags=re.M):
                yield cell, marks
