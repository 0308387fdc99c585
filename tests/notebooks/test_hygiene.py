"""Stored notebooks keep to the rules of this stack; each rule is first seen to catch its own small offender."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hygiene_rules as rules
import pytest
from helpers import chart, code, notebook, page, result, stored_pages, text
from nbformat import v4

from tools.places import Place

#: More exempt code cells than this share, over the whole course, and nbval no longer guards it [ours].
EXEMPT_SHARE = 0.02

GOOD = page(
    text("# One\n\n```\n# no heading\n```\n\n## Two, with [a link](#One) and [the net](https://www.riksdagen.se)"),
    code("x = 1  # a comment; fine", count=1),
    code("x", result("1"), count=2),
    code("draw()", result(chart([{"x": 0.1234567891, "y": 1e-9, "z": 123456789.5}])), count=3),
    code("table", result({"text/html": "<table>SOU</table>", "text/plain": "SOU"}), count=4),
)

STDERR = v4.new_output("stream", name="stderr", text="FutureWarning")
VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}

#: One or more offenders for every rule.
BROKEN: dict[str, list[Any]] = {
    "run_in_order": [page(code("x", result("1"), count=None)), page(code("x = 1"), code("y = 1", count=3))],
    "values_are_stored": [page(code("x = 1\nx"))],
    "no_random_chart_html": [page(code("c", result({"text/html": "<div id='altair-viz-4af1'>"})))],
    "only_vegalite_5": [
        page(code("c", result({"application/vnd.vegalite.v6+json": {}}))),
        page(code("c", result({"application/vnd.vegalite.v6.json": "{}"}))),
    ],
    "charts_stand_alone": [page(code("c", result({**chart(), "text/html": "<p>"})))],
    "no_pictures": [page(code("c", result({"image/png": "aGVq"})))],
    "no_captured_output": [page(code("import ipywidgets as w\nw.interact(f)")), page(code("with Output():\n    x"))],
    "no_semicolon": [page(code("x;", result("1"))), page(code("plot();  # hidden"))],
    "tables_are_plain": [page(code("t", result({"text/html": '<table id="T_3fa1b">'})))],
    "chart_data_is_rounded": [
        page(code("c", result(chart([{"x": 0.1 + 0.2}])))),
        page(code("c", result(chart([{"x": 1 / 3}])))),
    ],
    "no_errors_or_warnings": [page(code("x", STDERR)), page(code("x", v4.new_output("error", ename="NameError")))],
    "no_random_names": [
        page(code("f", result("<function f at 0x7f12aa34bc10>"))),
        page(code("f", result("id 123e4567-e89b-12d3-a456-426614174000"))),
    ],
    "no_local_paths": [
        page(text("See /home/anna/course.")),
        page(code("p", result("'/root/work/x.csv'"))),
        page(code("p", result("C:\\Users\\anna"))),
    ],
    "no_widget_state": [page(text("# A"), widgets={}), page(code("lab", result(VIEW)))],
    "headings_in_order": [page(text("## A")), page(text("# A\n\n# B")), page(text("# A"), text("### B"))],
    "links_lead_somewhere": [
        page(text("[gone](gone.ipynb)")),
        page(text("[gone](../en/gone.md#part)")),
        page(text("# A\n\n[b](#B)")),
    ],
    "charts_are_described": [
        page(code("c", result(chart(title="")))),
        page(code("c", result(chart(description=None)))),
    ],
    "exemptions_have_reasons": [
        page(code("# NBVAL_IGNORE_OUTPUT\nnow()")),
        page(code("now()", tags=["nbval-ignore-output"])),
        page(code("now()", tags=["raises-exception"], course={})),
    ],
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_catches_its_offenders_and_nothing_else(rule: rules.Rule, tmp_path: Path) -> None:
    """A rule names what offends in each small broken notebook, and has nothing to say about a sound one."""
    assert BROKEN[rule.__name__], "a rule without an offender cannot be seen to work"
    for number, offender in enumerate(BROKEN[rule.__name__]):
        assert list(rule(offender, tmp_path)), f"{rule.__name__} missed its offender {number}"
    assert list(rule(GOOD, tmp_path)) == []


def test_every_offender_belongs_to_a_rule() -> None:
    """No offender is left behind when a rule is renamed or removed."""
    assert set(BROKEN) == {rule.__name__ for rule in rules.RULES}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_course_keeps_the_rule(rule: rules.Rule) -> None:
    """Every stored notebook of the course keeps every rule."""
    found = [f"{place}: {what}" for place in stored_pages() for what in rule(notebook(place), place.notebook.parent)]
    assert not found, f"{rule.__doc__}\n" + "\n".join(found)


def exempt_share(notebooks: list[Any]) -> float:
    """Return the share of code cells whose output nbval does not compare."""
    cells = [cell for item in notebooks for cell in rules.code_cells(item)]
    return sum(map(rules.is_exempt, cells)) / len(cells)


def test_exemptions_are_few() -> None:
    """Less than two cells in a hundred escape nbval's comparison, over the whole course."""
    half = page(code("x", result("1")), code("y", tags=["nbval-ignore-output"]))
    assert exempt_share([half, page(text("# no code"))]) == 0.5
    assert exempt_share([notebook(place) for place in stored_pages()]) < EXEMPT_SHARE


def test_pages_are_discovered() -> None:
    """Both languages have a first page and at least one lesson, solution and exercise."""
    found: set[Place] = set(stored_pages())
    kinds = {(place.room, place.lang) for place in found if place.name != "index"}
    assert kinds == {(room, lang) for room in ("lessons", "solutions", "exercises") for lang in ("en", "sv")}
