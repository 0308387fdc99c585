"""The authors' tools on a course of one tiny lesson, built in a temporary folder."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path
from typing import Any

import pytest
from helpers import code, page, result, text
from nbclient.exceptions import CellExecutionError

from tools import build, new_lesson
from tools.catalogues import compile_catalogue
from tools.execution import execute, tidy
from tools.front_matter import FrontMatterError, load_lesson
from tools.header import reading_minutes, with_header
from tools.places import ROOT, Place
from tools.twins import TwinError, read_notebook, read_twin

#: Stands in for `open_lesson`, so that the tools are tested without the course.
HANDLE = """\
def open_lesson(slug, lang):
    class Answer(str):
        right = True

    class Handle:
        def __getattr__(self, name):
            return lambda *arguments: Answer(f"{name} {arguments}")

    return Handle()

"""
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "greeting"\nmsgstr "Åh, hej"\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built course: the template's lesson, whose code does not need the package; Swedish pages without code."""
    root = tmp_path_factory.mktemp("tiny")
    assert new_lesson.main(["07-tiny-lesson"], root) == 0
    for path in root.glob("*/*/*.md"):
        source = path.read_text(encoding="utf-8").replace("from course import open_lesson\n\n", HANDLE)
        if path.parent.name == "sv":
            source = re.sub(r"```\{code-cell\}.*?^```$", "+++", source, flags=re.M | re.S)
        path.write_text(source, encoding="utf-8")
    (root / "course" / "text" / "sv").mkdir(parents=True)
    (root / "course" / "quizzes").mkdir()
    (root / "course" / "quizzes" / "07-tiny-lesson.toml").touch()
    (root / "course" / "text" / "sv" / "07-tiny-lesson.po").write_text(PO, encoding="utf-8")
    assert build.main([], root) == 0
    return root


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file's content and time of writing."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def stale(root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what `--check` names."""
    capsys.readouterr()
    status = build.main(["--check"], root)
    lines = capsys.readouterr().err.splitlines()[:-1]
    assert status == (1 if lines else 0)
    return lines


def test_build_makes_everything(course: Path) -> None:
    """One command makes catalogue, notebooks, exercises and first pages, in both languages."""
    made = {path for path in snapshot(course) if not path.endswith((".po", ".toml"))}
    pages = {f"{room}/{lang}/07-tiny-lesson" for room in ("lessons", "solutions", "exercises") for lang in ("en", "sv")}
    pages |= {"lessons/en/index", "lessons/sv/index"}
    wanted = {f"{name}.{suffix}" for name in pages for suffix in ("md", "ipynb")}
    assert made == wanted | {"course/text/sv/07-tiny-lesson.mo"}


def test_header_comes_from_the_front_matter(course: Path) -> None:
    """Title, question, objectives, minutes, sources with pages and the way to the exercise stand in the first cell."""
    english = read_notebook(course / "lessons" / "en" / "07-tiny-lesson.ipynb").cells[0].source
    swedish = read_notebook(course / "lessons" / "sv" / "07-tiny-lesson.ipynb").cells[0].source
    for source, parts in (
        (
            english,
            ("# Tiny lesson", "*The question that", "- compute something", "| 30 min | 25 min |", "pp. 1–2", "None."),
        ),
        (
            swedish,
            ("# Tiny lesson", "*Vilken fråga", "- räkna ut", "ungefär 1 minuter", "s. 1–2", "exercises/sv/07-tiny"),
        ),
    ):
        assert [part for part in parts if part not in source] == []
    assert english in (course / "lessons" / "en" / "07-tiny-lesson.md").read_text(encoding="utf-8"), "not written back"


def test_exercise_has_no_answer_and_says_exercise(course: Path) -> None:
    """The exercise is made, run and headed as an exercise; the solution keeps its answer."""
    exercise = read_notebook(course / "exercises" / "en" / "07-tiny-lesson.ipynb")
    solution = read_notebook(course / "solutions" / "en" / "07-tiny-lesson.ipynb")
    assert exercise.cells[0].source.startswith("# Exercise: Tiny lesson")
    assert solution.cells[0].source.startswith("# Solutions: Tiny lesson")
    assert exercise.cells[3].source == "something = ...\n# Your code here"
    assert exercise.cells[4].outputs[0].data["text/plain"] == "\"check ('compute-something', Ellipsis)\""
    assert solution.cells[4].outputs[0].data["text/plain"] == "\"check ('compute-something', 2)\""


def test_first_page_lists_the_lesson(course: Path) -> None:
    """The first page has the lesson's title, question, minutes and exercise, and says where to begin."""
    source = "\n".join(cell.source for cell in read_notebook(course / "lessons" / "en" / "index.ipynb").cells)
    row = "| [07 Tiny lesson](07-tiny-lesson.ipynb) | The question that the lesson answers? | 55 min | "
    assert row + "[Exercise](../../exercises/en/07-tiny-lesson.ipynb), 45 min | 30 min |" in source
    assert "Begin with [Tiny lesson](07-tiny-lesson.ipynb)." in source


def test_build_again_touches_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is in step is not written again: no byte and no time changes, and the check is content."""
    before = snapshot(course)
    assert build.main([], course) == 0
    assert snapshot(course) == before
    assert stale(course, capsys) == []


def test_running_again_gives_the_same_bytes(course: Path) -> None:
    """A notebook that is run again is the same file: no id, time or version changes from run to run."""
    before = snapshot(course)
    assert build.main(["--all", "07-tiny-lesson"], course) == 0
    assert snapshot(course) == before


@pytest.mark.parametrize(
    ("path", "old", "new", "named"),
    [
        ("lessons/en/07-tiny-lesson.md", "What the theory says", "What it says", ["lessons/en/07-tiny-lesson.ipynb"]),
        ("lessons/en/07-tiny-lesson.ipynb", "What the theory says", "It says", ["lessons/en/07-tiny-lesson.ipynb"]),
        ("lessons/en/07-tiny-lesson.md", "# Tiny lesson", "# Mine", ["lessons/en/07-tiny-lesson.md"]),
        ("solutions/en/07-tiny-lesson.md", "something = 1 + 1", "something = 3", ["solutions/en/07-tiny-lesson.ipynb"]),
        ("exercises/en/07-tiny-lesson.md", "Your code here", "Code", ["exercises/en/07-tiny-lesson.md"]),
        ("course/text/sv/07-tiny-lesson.po", "Åh, hej", "Hej", ["course/text/sv/07-tiny-lesson.mo"]),
        ("lessons/sv/index.md", "Debatt", "Debatter", ["lessons/sv/index.md"]),
    ],
)
def test_check_names_what_is_stale(
    course: Path, path: str, old: str, new: str, named: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` writes nothing, names the files that are out of step and no others, and fails."""
    file = course / path
    before = file.read_bytes()
    try:
        file.write_bytes(before.replace(old.encode(), new.encode()))
        assert file.read_bytes() != before
        changed = snapshot(course)
        assert [line.split()[0] for line in stale(course, capsys)] == named
        assert snapshot(course) == changed
    finally:
        file.write_bytes(before)


def test_failing_cell_is_shown(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell that raises makes the build fail with its page and error, and the notebook keeps its old form."""
    twin, notebook = course / "lessons" / "en" / "07-tiny-lesson.md", course / "lessons" / "en" / "07-tiny-lesson.ipynb"
    before = twin.read_bytes(), notebook.read_bytes()
    try:
        twin.write_bytes(before[0].replace(b"lesson.quiz()", b"lesson.quiz() / 0"))
        assert build.main(["07-tiny-lesson"], course) == 1
        message = capsys.readouterr().err
        assert "lessons/en/07-tiny-lesson.md: An error occurred" in message
        assert "\nTypeError: unsupported operand" in message, "no colour codes"
        assert notebook.read_bytes() == before[1]
    finally:
        twin.write_bytes(before[0])


def test_lesson_without_quiz_is_not_run(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lesson without a quiz would not open: that is said once, before running, and its notebooks are left alone."""
    quiz = course / "course" / "quizzes" / "07-tiny-lesson.toml"
    quiz.rename(tmp_path / quiz.name)
    before = snapshot(course)
    try:
        assert build.main(["--all"], course) == 1
        message = "course/quizzes/07-tiny-lesson.toml is missing: a lesson opens only if it has a quiz\n"
        assert capsys.readouterr().err == message
        assert snapshot(course) == before
    finally:
        (tmp_path / quiz.name).rename(quiz)


def test_unknown_lesson_is_refused(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no lesson is answered with the names that are."""
    with pytest.raises(SystemExit):
        build.main(["08-other"], course)
    assert "no lesson 08-other; there are 07-tiny-lesson" in capsys.readouterr().err


def test_broken_sources_are_named(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A catalogue or a solution that cannot be used is named; nothing is raised at the author."""
    catalogue = course / "course" / "text" / "sv" / "07-tiny-lesson.po"
    solution = course / "solutions" / "en" / "07-tiny-lesson.md"
    for file, new, message in (
        (catalogue, catalogue.read_bytes() + b'msgid "unclosed\n', "07-tiny-lesson.po: "),
        (
            solution,
            solution.read_bytes().replace(b"### END SOLUTION\n", b""),
            "solutions/en/07-tiny-lesson.md: no end sol",
        ),
    ):
        before = file.read_bytes()
        try:
            file.write_bytes(new)
            assert build.main(["--check"], course) == 1
            assert message in capsys.readouterr().err
        finally:
            file.write_bytes(before)


def test_catalogue_is_the_same_every_time(course: Path) -> None:
    """A compiled catalogue holds the words, and no date or version that would change it."""
    path = course / "course" / "text" / "sv" / "07-tiny-lesson.mo"
    with path.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("greeting") == "Åh, hej"
    assert path.read_bytes() == compile_catalogue(path.with_suffix(".po"))
    assert not re.search(rb"Date|Babel|Generated", path.read_bytes())


def test_execution_has_an_empty_record(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A notebook runs in its own folder with a new COURSE_HOME, and keeps no time, version or live view."""
    monkeypatch.setenv("COURSE_HOME", "/nowhere/else")
    source = (
        "import os\nos.environ['COURSE_HOME'] != '/nowhere/else', os.listdir(os.environ['COURSE_HOME']), os.getcwd()"
    )
    done = execute(page(code(source, count=None)), tmp_path)
    # Read back, since IPython breaks a long tuple into lines.
    assert ast.literal_eval(done.cells[0].outputs[0].data["text/plain"]) == (True, [], str(tmp_path))
    assert "version" not in done.metadata["language_info"]
    assert done.cells[0].metadata == {}
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(page(code("1 / 0", count=None)), tmp_path)


def test_live_views_are_not_stored() -> None:
    """A live view leaves its text; an output that is nothing but a live view goes, and so does saved widget state."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    live = page(code("lab", result({**view, "text/plain": "summary"}), result(view)), widgets={"state": {}})
    assert [output.data for output in tidy(live).cells[0].outputs] == [{"text/plain": "summary"}]
    assert "widgets" not in tidy(live).metadata
    assert "widgets" in live.metadata, "the original is left alone"


def matter(**changes: Any) -> dict[str, Any]:
    """Return the template's front matter with some fields changed; None takes a field away."""
    twin = ROOT / "tools" / "templates" / "lesson.en.md"
    fields = {**read_twin(twin).metadata["course"], "lesson": "07-tiny", "order": 7, "title": "Tiny", **changes}
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": None}, "course lacks title"),
        ({"titel": "x"}, "course has titel, which nobody reads; it may have lesson, kind, lang"),
        ({"lang": "sv"}, "course.lang is 'sv', but here it must be 'en'"),
        ({"kind": "solution"}, "course.kind is 'solution', but here it must be 'lesson'"),
        ({"lesson": "06-other"}, "course.lesson is '06-other', but here it must be '07-tiny'"),
        ({"order": "7"}, "course.order must be a whole number, at least 0, not '7'"),
        ({"objectives": []}, "course.objectives must be a list with something in it, not []"),
        ({"objectives": [{"id": "a"}]}, "course.objectives[0] lacks text"),
        (
            {"sources": [{"citation": "x", "pages": 115}]},
            "course.sources[0].pages must be a text (in quotes if it is a",
        ),
        ({"minutes": 30}, "course.minutes must be a mapping with lesson, lab, exercise, debate, not 30"),
        ({"summary": " "}, "course.summary must be a text"),
    ],
)
def test_front_matter_errors_are_clear(changes: dict[str, Any], message: str) -> None:
    """A wrong head is answered with the file, the field and what it should be."""
    place = Place(ROOT, "lessons", "en", "07-tiny")
    assert load_lesson(matter(), place).minutes.total == 130
    with pytest.raises(FrontMatterError, match=re.escape(f"lessons/en/07-tiny.md: {message}")):
        load_lesson(matter(**changes), place)


def test_header_needs_one_cell() -> None:
    """A page without a header cell, or with two, is refused."""
    place = Place(ROOT, "lessons", "en", "07-tiny")
    for cells in ([text("# A")], [text("# A", "header"), text("B", "header")]):
        with pytest.raises(TwinError, match=r"lessons/en/07-tiny\.md: one markdown cell must be tagged `header`"):
            with_header(page(*cells), "# New", place)


def test_reading_time_is_words_by_two_hundred() -> None:
    """401 words take three minutes; the header and teachers' cells are not read."""
    cells = [text("word " * 401), text("word " * 500, "teacher"), text("word " * 500, "header")]
    assert reading_minutes(page(*cells)) == 3


def test_new_lesson_refuses_bad_and_taken_names(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lesson's name is two figures and words; a number is used once, and a lesson is never overwritten."""
    before = snapshot(course)
    assert new_lesson.main(["Seven"], course) == 1
    assert "'Seven' is no name for a lesson" in capsys.readouterr().err
    assert new_lesson.main(["07-tiny-lesson"], course) == 1
    assert "lessons/en/07-tiny-lesson.md is there already" in capsys.readouterr().err
    assert new_lesson.main(["07-other"], course) == 1
    assert "07 is taken by 07-tiny-lesson" in capsys.readouterr().err
    assert snapshot(course) == before
