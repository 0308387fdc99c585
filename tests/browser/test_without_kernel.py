"""A kernel that does not answer, or is slow: what was drawn stands, the learner is told, and the lab recovers."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from course import progress
from course.labs import find_lab
from tools.tabs import Server, Tab, chart, moved

LAB = find_lab("payment-rules")
LAB_WORDS = LAB.words("en")
SLIDER = LAB_WORDS("payment-rules.volume_yours.label")
SILENT = LAB_WORDS("view.no_kernel")

#: A lab whose model takes half a second, and at the slider's lower end longer than the page waits.
SLOW = """
import dataclasses, time
from course.labs import find_lab
from course.widgets.lab import LabView

quick = find_lab("payment-rules")

def slow(**params):
    time.sleep(0 if params["volume_yours"] == 1 else 3.5 if params["volume_yours"] == 0.6 else 0.5)
    return quick.run(**params)

LabView(dataclasses.replace(quick, run=slow), "en")
"""


def sentence(**moved_to: float) -> str:
    """Return what the lab says with a control moved."""
    return LAB.summary(LAB.run(**{**LAB.defaults(), **moved_to}), LAB_WORDS)


def executed(server: Server, name: str) -> str:
    """Store a run notebook with its live view, as JupyterLab saves one, whose prediction is answered."""
    path = server.write(name, f"from course import open_lesson\nopen_lesson({LAB.lesson!r}, 'en').lab({LAB.id!r})")
    notebook = nbformat.read(server.home / path, 4)
    NotebookClient(notebook, kernel_name="python3").execute(env={**os.environ, "COURSE_HOME": str(server.home)})
    assert notebook.metadata.widgets, "nbclient stored no live view"
    nbformat.write(notebook, server.home / path)
    return path


def test_a_saved_lab_comes_back_before_it_is_run(tab: Tab, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trusted, in a kernel that knows nothing of it: the chart of the starting values; each move says that nobody
    answers; running the cell mends it."""
    server.forget()
    monkeypatch.setenv("COURSE_HOME", str(server.home))
    assert progress.save("prediction", LAB.lesson, LAB.id, {"answers": None})
    path = executed(server, "restored")
    # What `jupyter trust` does, in the folder of this server.
    NotebookNotary(data_dir=str(server.home / "jupyter")).sign(nbformat.read(server.home / path, 4))
    tab.open(path)
    lab = tab.page.locator(".smt-lab")
    expect(lab.locator(".smt-chart svg")).to_be_visible(timeout=20_000)
    expect(lab.locator(".smt-summary")).to_have_text(sentence())
    expect(tab.page.locator(".jp-RenderedVegaCommon5").first).to_be_visible()
    before = chart(lab)
    slider = lab.get_by_label(SLIDER, exact=True)
    for value in ("1.01", "1.02"):  # twice: a lab that waits for ever would say it only once
        lab.locator(".smt-note[role=alert]").last.evaluate("(note) => (note.textContent = '')")
        slider.press("ArrowRight")
        expect(slider).to_have_value(value)
        expect(lab.get_by_text(SILENT)).to_be_visible(timeout=6_000)
    assert chart(lab) == before
    tab.run_all()
    lab = tab.labs(1)
    moved(lab, lambda: lab.get_by_label(SLIDER, exact=True).press("End"))
    expect(lab.locator(".smt-summary")).to_have_text(sentence(volume_yours=1.4))
    expect(lab.get_by_text(SILENT)).to_have_count(0)


def test_an_untrusted_copy_reads_as_text(tab: Tab, server: Server) -> None:
    """The same file from somebody else: the sentence and the picture, no live view, nothing red."""
    tab.open(executed(server, "untrusted"))
    expect(tab.page.get_by_text(sentence()).first).to_be_visible()
    expect(tab.page.locator(".jp-RenderedVegaCommon5").first).to_be_visible()
    expect(tab.page.locator(".smt")).to_have_count(0)
    assert not tab.red()


def test_a_slow_model_gets_only_the_newest_values(tab: Tab, server: Server) -> None:
    """Six quick moves are fewer runs, and the last one wins; an answer after the wait is still shown."""
    server.forget()
    tab.open(server.write("slow", "import altair\n_ = altair.renderers.enable('mimetype')", SLOW))
    tab.run_all()
    lab = tab.labs(1)
    lab.get_by_role("button", name=LAB_WORDS("predict.skip")).click()
    lab.evaluate(
        "(lab) => { window.drawn = 0; lab.parentElement.addEventListener('smt-drawn', () => window.drawn++); }"
    )
    slider = lab.get_by_label(SLIDER, exact=True)
    slider.focus()
    for _ in range(6):
        tab.page.keyboard.press("ArrowRight")
    expect(lab.locator(".smt-summary")).to_have_text(sentence(volume_yours=1.06))
    assert tab.page.evaluate("window.drawn") < 6

    slider.press("Home")
    expect(lab.get_by_text(SILENT)).to_be_visible(timeout=6_000)
    expect(lab.locator(".smt-summary")).to_have_text(sentence(volume_yours=0.6), timeout=10_000)
    expect(lab.get_by_text(SILENT)).to_have_count(0)
    moved(lab, lambda: slider.press("ArrowRight"))
    expect(lab.locator(".smt-summary")).to_have_text(sentence(volume_yours=0.61))
    assert not tab.errors


def test_the_chart_follows_jupyterlabs_theme(tab: Tab, server: Server) -> None:
    """JupyterLab's own dark theme, chosen while a lab is live, turns the chart's words light; and back."""
    server.forget()
    tab.open(
        server.write("theme", f"from course import open_lesson\nopen_lesson({LAB.lesson!r}, 'en').lab({LAB.id!r})")
    )
    tab.run_all()
    lab = tab.labs(1)
    words = lab.locator(".smt-chart svg text").first
    light = words.get_attribute("fill")
    for theme, same in (("JupyterLab Dark", False), ("JupyterLab Light", True)):
        tab.menu("Settings", "Theme", theme)
        dark = "false" if theme == "JupyterLab Dark" else "true"
        tab.page.locator(f"body[data-jp-theme-light='{dark}']").wait_for(state="attached")
        expect(words).to_have_attribute("fill", light) if same else expect(words).not_to_have_attribute("fill", light)
    assert not tab.errors
