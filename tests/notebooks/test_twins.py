"""Every notebook has a text twin that says the same, and the build would change nothing."""

from __future__ import annotations

import copy
from typing import Any

import jupytext.config
import pytest
from helpers import all_pages, code, places, result, text

from tools import twins
from tools.build import outputs
from tools.places import LANGUAGES, ROOT


@pytest.fixture
def small() -> Any:
    """A notebook as its twin says, without outputs."""
    cells = [text("# Åäö", "header"), code("x = 1", count=None), code("x", count=None, jupyter={"source_hidden": True})]
    return twins.plain_notebook(cells, {"lesson": "07-tiny", "summary": "One.\n"})


def executed(notebook: Any) -> Any:
    """Return a copy that looks as if it was run."""
    copied = copy.deepcopy(notebook)
    for number, cell in enumerate((cell for cell in copied.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = number
    copied.cells[-1].outputs = [result("1")]
    return copied


def test_notebook_survives_its_twin(small: Any, tmp_path: Any) -> None:
    """Text, tags, hidden code and front matter come back from a twin as they went in, and the twin keeps its form."""
    path = tmp_path / "07-tiny.md"
    path.write_text(twins.write_twin(executed(small)), encoding="utf-8")
    again = twins.read_twin(path)
    assert again == small
    assert twins.write_twin(again) == path.read_text(encoding="utf-8")
    assert "jupytext_version" not in path.read_text(encoding="utf-8"), "it would change at every upgrade"
    assert [cell.id for cell in again.cells] == ["cell-001", "cell-002", "cell-003"]


def test_disagreement_names_what_differs(small: Any) -> None:
    """A changed cell, tag, front matter, a lacking cell and a cell that was not run are each named."""
    assert twins.disagreement(executed(small), small) is None
    cases = {
        "cell-002 differs from the twin": lambda n: n.cells[1].update(source="x = 2"),
        "cell-001 differs from the twin": lambda n: n.cells[0].metadata.update(tags=[]),
        "2 cells, the twin has 3": lambda n: n.cells.pop(),
        "metadata course differs from the twin": lambda n: n.metadata["course"].update(summary="Two."),
        "cell-003 has execution count 7, not 2": lambda n: n.cells[2].update(execution_count=7),
        "cell-003 ended in an error": lambda n: n.cells[2].outputs[0].update(output_type="error"),
    }
    for message, damage in cases.items():
        stored = executed(small)
        damage(stored)
        assert twins.disagreement(stored, small) == message


def test_unreadable_twin_is_named(tmp_path: Any) -> None:
    """A twin whose YAML is broken is answered with its path."""
    path = tmp_path / "07-broken.md"
    path.write_text("---\ncourse: [\n---\n\ntext\n", encoding="utf-8")
    with pytest.raises(twins.TwinError, match=r"07-broken\.md: not a MyST notebook"):
        twins.read_twin(path)


def test_every_page_is_a_pair_in_both_languages() -> None:
    """A notebook has its twin beside it, and each language has the same pages."""
    lone = [f"{place}" for place in all_pages() if not (place.twin.exists() and place.notebook.exists())]
    assert not lone, f"twin or notebook missing: {lone}"
    pages = {lang: {(place.room, place.name) for place in places() if place.lang == lang} for lang in LANGUAGES}
    assert pages["en"] == pages["sv"], f"only in one language: {pages['en'] ^ pages['sv']}"


def test_course_is_built() -> None:
    """The build would write nothing: catalogues, twins, headers, notebooks, exercises and first pages are in step."""
    found = list(outputs(ROOT))
    assert len([output for output in found if output.path.suffix == ".mo"]) >= 2, "no catalogues found"
    assert len([output for output in found if output.path.suffix == ".ipynb"]) >= 8, "no notebooks found"
    stale = [f"{output.path.relative_to(ROOT).as_posix()} {output.stale}" for output in found if output.stale]
    assert not stale, "run python -m tools.build\n" + "\n".join(stale)


def test_jupytext_in_jupyter_writes_what_the_build_writes() -> None:
    """jupytext.toml pairs notebooks with MyST and keeps the same metadata as the build does."""
    config = jupytext.config.load_jupytext_config(str(ROOT / "lessons" / "en" / "index.ipynb"))
    assert config.formats == [f"ipynb,{twins.FORMAT}"]
    for name in ("notebook_metadata_filter", "cell_metadata_filter"):
        assert getattr(config, name) == getattr(twins.WRITING, name)


def test_languages_are_the_courses() -> None:
    """The tools know the course's languages; they do not import it, since it may be what an author mends."""
    from course.text import LANGUAGES as COURSE_LANGUAGES

    assert COURSE_LANGUAGES == LANGUAGES
