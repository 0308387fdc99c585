"""The lessons and exercises as they are, opened by the course's own command, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.text import LANGUAGES
from tools.tabs import Server, Tab

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    path.relative_to(ROOT).as_posix()
    for room in ("lessons", "exercises")
    for lang in LANGUAGES
    for path in sorted((ROOT / room / lang).glob("[0-9][0-9]-*.ipynb"))
]
LESSONS = [page for page in PAGES if page.startswith("lessons/")]
FIGURE = ".jp-RenderedVegaCommon5"


def test_there_are_pages() -> None:
    """Each language has a lesson and an exercise to open."""
    for room in ("lessons", "exercises"):
        for lang in LANGUAGES:
            assert any(page.startswith(f"{room}/{lang}/") for page in PAGES), f"no notebook in {room}/{lang}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_from_top_to_bottom(tab: Tab, server: Server, page: str) -> None:
    """Run All ends without an error in a cell or in the browser's console, and asks no other machine for anything."""
    server.forget()
    tab.open(page)
    tab.run_all()
    if page in LESSONS:
        live = tab.page.locator(".smt").count()
        assert live, f"{page}: no view on the page"
        tab.labs(tab.page.locator(".smt-lab").count())
        hidden = tab.page.locator(f".smt-live {FIGURE}")
        assert hidden.count(), f"{page}: no lab has a static figure below it"
        assert not any(figure.is_visible() for figure in hidden.all()), f"{page}: a static figure repeats a live lab"
    assert len(tab.requests) > 20, "requests were not noted"
    assert not tab.strangers(), f"{page} asks {tab.strangers()}"
    assert not tab.errors, f"{page}: {tab.errors[0][:300]}"


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_reads_without_being_run(tab: Tab, page: str) -> None:
    """A fresh copy, untrusted and not run, shows each lab's sentence, picture and card, and nothing red."""
    tab.open(page)
    figures = tab.page.locator(f"{FIGURE} svg.marks, {FIGURE} canvas.marks, {FIGURE} svg")
    figures.first.wait_for()
    shown = [box for box in tab.page.locator(FIGURE).all() if box.is_visible()]
    cards = tab.page.locator("details.smt-static")
    # A card for each lab, and below every chart of the course its figures as a table.
    assert len(shown) > 1, f"{page}: {len(shown)} figures are visible before the first run"
    assert cards.count() > len(shown)
    assert tab.page.locator(".smt").count() == 0
    assert not tab.red(), tab.red()
    assert not tab.page.get_by_text("Error displaying widget").count()
    assert not tab.errors, tab.errors[0][:300]
