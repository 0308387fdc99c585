"""The learner's workspace in JupyterLab: what it shows, and what counts as having written in a notebook."""

from __future__ import annotations

import json

import pytest

from course.text import LANGUAGES
from course.workspace.manifest import read_version
from tools.tabs import Server, Tab


def test_the_file_list_has_the_course_and_not_its_machinery(tab: Tab, server: Server) -> None:
    """At the top of the list are the three rooms; neither the record nor JupyterLab's settings are in it."""
    tab.open("lessons/en/index.ipynb")
    (server.home / "record.sqlite").touch()
    tab.page.locator(".jp-BreadCrumbs-home").click()
    shown = tab.page.locator(".jp-DirListing-itemText")
    shown.filter(has_text="solutions").wait_for()
    assert {"lessons", "exercises", "solutions"} <= set(shown.all_inner_texts())
    assert not {"record.sqlite", "jupyterlab", ".styra", "course"} & set(shown.all_inner_texts())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_running_and_saving_an_exercise_is_not_writing_in_it(tab: Tab, server: Server, lang: str) -> None:
    """Run to the end, with the empty cell that JupyterLab then adds, and saved: the cells count as untouched."""
    laid = (server.home / "exercises" / lang / "06-payment-rules.ipynb").read_bytes()
    path = f"scratch/saved-{lang}.ipynb"  # a copy: other tests open the exercise itself
    (server.home / path).parent.mkdir(exist_ok=True)
    (server.home / path).write_bytes(laid)
    tab.open(path)
    tab.run_all()
    last = tab.page.locator(".jp-Notebook .jp-Cell").last
    last.click()
    before = tab.page.locator(".jp-Notebook .jp-Cell").count()
    tab.page.keyboard.press("Shift+Enter")
    tab.page.wait_for_function(f"document.querySelectorAll('.jp-Notebook .jp-Cell').length === {before + 1}")
    with tab.page.expect_response(lambda answer: "/api/contents/" in answer.url and answer.request.method == "PUT"):
        tab.menu("File", "Save Notebook")
    saved = (server.home / path).read_bytes()
    assert len(json.loads(saved)["cells"]) == len(json.loads(laid)["cells"]) + 1
    assert saved != laid
    assert read_version(saved).cells == read_version(laid).cells
