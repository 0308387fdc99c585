"""What the tests of notebooks share: the pages that there are, and tiny notebooks to break."""

from __future__ import annotations

from functools import cache
from typing import Any

from nbformat import v4

from tools.places import ROOT, Place, find_indexes, find_places
from tools.twins import read_notebook, read_twin

CHART = "application/vnd.vegalite.v5+json"


def places(*rooms: str) -> list[Place]:
    """Return the places of these rooms; an empty course is an error, not a pass."""
    found = find_places(ROOT, rooms or ("lessons", "solutions", "exercises"))
    assert found, f"no notebooks found in {rooms or 'any room'} under {ROOT}"
    return found


def all_pages() -> list[Place]:
    """Return every notebook of the course, first pages included."""
    return places() + find_indexes(ROOT)


def stored_pages() -> list[Place]:
    """Return every notebook that is there to look into; test_twins.py names those that are not."""
    found = [place for place in all_pages() if place.notebook.exists()]
    assert found, "no notebook is stored"
    return found


@cache
def notebook(place: Place) -> Any:
    """Return a stored notebook; do not change it."""
    assert place.notebook.exists(), f"{place.notebook} is missing: run python -m tools.build"
    return read_notebook(place.notebook)


@cache
def twin(place: Place) -> Any:
    """Return what a twin says; do not change it."""
    return read_twin(place.twin)


def tags(cell: Any) -> set[str]:
    """Return a cell's tags."""
    return set(cell.metadata.get("tags", []))


def quoted(cell: Any) -> str:
    """Return a cell's id and the start of its text, for messages."""
    return f"{cell.id} {cell.source[:60]!r}"


def page(*cells: Any, **metadata: Any) -> Any:
    """Return a notebook of these cells, numbered as the build does."""
    for number, cell in enumerate(cells, start=1):
        cell.id = f"cell-{number:03}"
    return v4.new_notebook(cells=list(cells), metadata=metadata)


def text(source: str, *names: str) -> Any:
    """Return a markdown cell with these tags."""
    return v4.new_markdown_cell(source, metadata={"tags": list(names)} if names else {})


def code(source: str, *outputs: Any, count: int | None = 1, **metadata: Any) -> Any:
    """Return a code cell that was run."""
    return v4.new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def result(data: dict[str, Any] | str) -> Any:
    """Return a stored result: a text, or data by MIME type."""
    return v4.new_output("execute_result", data={"text/plain": data} if isinstance(data, str) else data)


def chart(values: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a small chart as an output's data."""
    spec = {"title": "T?", "description": "D.", "datasets": {"data-1": values or [{"x": 1}]}, **fields}
    return {CHART: spec, "text/plain": "D."}
