"""The learner's workspace: laid, brought up to date, and never a word of the learner's lost, wherever it is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote

import pytest

from course import cli, doctor
from course.commands import open as opening
from course.text import LANGUAGES, Words
from course.workspace import ROOMS, Changes, WorkspaceError, can_write, update, writing
from course.workspace.manifest import manifest_path, read_version

if os.name != "nt":
    import resource

ROOT = Path(__file__).parent.parent

LESSON = "lessons/en/01-one.ipynb"
EXERCISE = "exercises/en/01-one.ipynb"
BESIDE = "exercises/en/(new) 01-one.ipynb"
BESIDE_2 = "exercises/en/(new 2) 01-one.ipynb"

Snapshot = dict[str, bytes]


def notebook(*sources: str, output: str = "") -> bytes:
    """Make a notebook as the course stores it: a text cell, and code cells with an output."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source.splitlines(True),
         "execution_count": None, "outputs": [{"output_type": "stream", "name": "stdout", "text": [output]}]}
        for number, source in enumerate(sources)
    ]  # fmt: skip
    cells[0] = {"cell_type": "markdown", "id": "c0", "metadata": {}, "source": cells[0]["source"]}
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def issue(root: Path, version: int, *, without: str = "", output: str = "") -> Path:
    """Make a small course: in each language a first page, and a lesson with exercise and solution."""
    shutil.rmtree(root, ignore_errors=True)
    for lang in LANGUAGES:
        names = [f"lessons/{lang}/index.ipynb", *(f"{room}/{lang}/01-one.ipynb" for room in ROOMS)]
        for name in names:
            if name != without:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(notebook(f"# {name}", f"version = {version}\nanswer = ...", output=output))
    return root


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a small course in its first version."""
    return issue(tmp_path / "course", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace that does not exist yet."""
    return tmp_path / "Min mapp åäö"


def edit(path: Path, text: str = "answer = 42") -> bytes:
    """Write in a notebook as a learner does, and return what lies there then."""
    page = json.loads(path.read_bytes())
    page["cells"][-1]["source"] = text
    path.write_text(json.dumps(page), encoding="utf-8")
    return path.read_bytes()


def taken(folder: Path) -> Snapshot:
    """Return every file of a workspace but the lock."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def shown(folder: Path) -> Snapshot:
    """Return every file of a workspace that its owner sees."""
    return {name: content for name, content in taken(folder).items() if "/." not in f"/{name}"}


def visible(folder: Path) -> set[str]:
    """Return the names of these files."""
    return set(shown(folder))


# What is laid


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chosen_language_is_laid_and_the_other_has_a_signpost(lang: str, course: Path, folder: Path) -> None:
    """Lessons, exercises and solutions of one language, whole; of the other a page that says how to get it."""
    (other,) = set(LANGUAGES) - {lang}
    changes = update(course, folder, lang)
    mine = {path.relative_to(course).as_posix() for path in course.glob(f"*/{lang}/*.ipynb")}
    signpost = f"lessons/{other}/index.ipynb"
    assert len(mine) == 1 + len(ROOMS)
    assert visible(folder) == mine | {signpost} == set(changes.new)
    assert all((folder / name).read_bytes() == (course / name).read_bytes() for name in mine)
    (cell,) = json.loads((folder / signpost).read_bytes())["cells"]
    assert f"--lang {other}" in cell["source"]
    assert f"(../{lang}/index.ipynb)" in cell["source"]


def test_a_language_chosen_later_joins_and_both_are_kept_up_to_date(course: Path, folder: Path) -> None:
    """The signpost gives way to the real page, and from then on neither language is taken away or forgotten."""
    update(course, folder, "en")
    update(course, folder, "sv")
    assert visible(folder) == {path.relative_to(course).as_posix() for path in course.glob("*/*/*.ipynb")}
    issue(course, 2)
    assert len(update(course, folder, "en").refreshed) == 2 * (1 + len(ROOMS))
    assert all((folder / name).read_bytes() == (course / name).read_bytes() for name in visible(folder))


LINK = re.compile(r"\]\(([^)\s]+)\)|(?:href|src)=\\?[\"']([^\"'\\]+)")


def links(path: Path) -> set[str]:
    """Return the files that a notebook's texts and stored outputs point at, relative to it."""
    page = json.loads(path.read_bytes())
    texts = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "markdown"]
    texts += [json.dumps(cell.get("outputs", [])) for cell in page["cells"]]
    found = {first or second for text in texts for first, second in LINK.findall(text)}
    return {unquote(link.split("#")[0]) for link in found if not re.match(r"[a-z]+:|#", link)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_link_of_the_real_course_is_dead_when_it_has_been_laid(lang: str, tmp_path: Path) -> None:
    """Each link from a laid notebook leads to a file in the workspace, whichever language was chosen."""
    update(ROOT, tmp_path, lang)
    found = [(path, link) for path in tmp_path.rglob("*.ipynb") for link in links(path)]
    dead = [f"{path.relative_to(tmp_path)}: {link}" for path, link in found if not (path.parent / link).is_file()]
    assert len(found) >= 8, "a first page alone has three"
    assert not dead


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_work_on_every_system(lang: str, tmp_path: Path) -> None:
    """No name, also of a new version, has a sign that Windows forbids, and no two differ only in capitals."""
    update(ROOT, tmp_path, lang)
    names = [*visible(tmp_path), Words(lang)("workspace.beside", name="lessons/en/x", number=" 2")]
    assert not [name for name in names if re.search(r'[<>:"\\|?*]|[. ]$', name)]
    assert len({name.casefold() for name in names}) == len(names) > 3


# What an update does


def test_a_second_start_reads_and_writes_no_notebook(course: Path, folder: Path) -> None:
    """When nothing has changed, the learner's files are not so much as opened."""
    update(course, folder, "en")
    opened: list[str] = []
    watching = True

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("open", "os.rename", "os.remove"):
            opened.append(str(arguments[0]))

    sys.addaudithook(note)
    changes = update(course, folder, "en")
    watching = False
    assert changes == Changes()
    assert any(str(course) in name for name in opened), "nothing was noted"
    assert not [name for name in opened if str(folder) in name and ".styra" not in name]


def test_an_untouched_notebook_is_refreshed(course: Path, folder: Path) -> None:
    """What the learner never wrote in follows the course."""
    update(course, folder, "en")
    issue(course, 2)
    changes = update(course, folder, "en")
    assert LESSON in changes.refreshed
    assert (folder / LESSON).read_bytes() == (course / LESSON).read_bytes()
    assert not changes.kept
    assert visible(folder) == {*changes.refreshed, "lessons/sv/index.ipynb"}


def _run(page: dict[str, Any]) -> None:
    page["cells"][1] |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "42"}]}


def _save(page: dict[str, Any]) -> None:
    page["metadata"] = {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}}
    page["nbformat_minor"] = 6
    for number, cell in enumerate(page["cells"]):
        cell |= {"id": f"new{number}", "metadata": {"trusted": True}, "source": "".join(cell["source"])}


def _run_the_last_cell(page: dict[str, Any]) -> None:
    page["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": "", "outputs": []})


@pytest.mark.parametrize("act", [_run, _save, _run_the_last_cell])
def test_running_and_saving_is_not_writing(act: Callable[[dict[str, Any]], None], course: Path, folder: Path) -> None:
    """Outputs, numbers, ids, metadata and the empty cell after the last may change: the notebook is still untouched."""
    update(course, folder, "en")
    page = json.loads((folder / EXERCISE).read_bytes())
    act(page)
    (folder / EXERCISE).write_text(json.dumps(page), encoding="utf-8", newline="\r\n")
    issue(course, 2)
    assert EXERCISE in update(course, folder, "en").refreshed
    assert (folder / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()


def _write(page: dict[str, Any]) -> None:
    page["cells"][1]["source"] = "version = 1\nanswer = 3"


def _add(page: dict[str, Any]) -> None:
    page["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": "# mine", "outputs": []})


def _remove(page: dict[str, Any]) -> None:
    del page["cells"][0]


def _move(page: dict[str, Any]) -> None:
    page["cells"].reverse()


def _turn(page: dict[str, Any]) -> None:
    page["cells"][0]["cell_type"] = "raw"


def _attach(page: dict[str, Any]) -> None:
    page["cells"][0]["attachments"] = {"photo.png": {"image/png": "aGVq"}}


def _attach_to_an_empty_cell(page: dict[str, Any]) -> None:
    attached = {"photo.png": {"image/png": "aGVq"}}
    page["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": "", "attachments": attached})


EDITS = [_write, _add, _remove, _move, _turn, _attach, _attach_to_an_empty_cell]


@pytest.mark.parametrize("act", EDITS)
def test_what_was_written_in_is_kept_and_the_new_version_laid_beside(
    act: Callable[[dict[str, Any]], None], course: Path, folder: Path
) -> None:
    """Anything that the learner has put in, taken away or moved counts; their file stays as it is, byte for byte."""
    update(course, folder, "en")
    page = json.loads((folder / EXERCISE).read_bytes())
    act(page)
    (folder / EXERCISE).write_text(json.dumps(page), encoding="utf-8")
    written = (folder / EXERCISE).read_bytes()
    issue(course, 2)
    changes = update(course, folder, "en")
    assert changes.kept == {EXERCISE: Path(BESIDE).name}
    assert (folder / EXERCISE).read_bytes() == written
    assert (folder / BESIDE).read_bytes() == (course / EXERCISE).read_bytes()


#: What may lie where a notebook was.
NO_NOTEBOOKS = {
    "empty": b"",
    "text": b"my notes",
    "half": notebook("# half", "x = 1")[:-40],
    "not utf-8": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
    "cells that are none": b'{"cells": 3}',
    "cells of another shape": b'{"cells": [{"cell_type": "code"}]}',
    "a source that is none": b'{"cells": [{"cell_type": "code", "source": 3}]}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", NO_NOTEBOOKS)
def test_a_file_that_is_no_notebook_any_more_is_kept(name: str, course: Path, folder: Path) -> None:
    """Whatever the learner or a broken disk has put there, it is not replaced, and nothing falls over."""
    update(course, folder, "en")
    (folder / EXERCISE).write_bytes(NO_NOTEBOOKS[name])
    issue(course, 2)
    assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE).name}
    assert (folder / EXERCISE).read_bytes() == NO_NOTEBOOKS[name]
    assert (folder / BESIDE).read_bytes() == (course / EXERCISE).read_bytes()


@pytest.mark.parametrize("kind", ["folder", "link", "link to nowhere", "pipe"])
def test_what_is_no_plain_file_in_the_place_of_a_notebook_is_kept(
    kind: str, course: Path, folder: Path, tmp_path: Path
) -> None:
    """Who moves a notebook elsewhere and links to it, or has a folder there, keeps both, and what is linked to."""
    update(course, folder, "en")
    place, elsewhere = folder / EXERCISE, tmp_path / "elsewhere.ipynb"
    if kind == "link":
        shutil.copy(place, elsewhere)
    place.unlink()
    make = {"folder": place.mkdir, "pipe": lambda: os.mkfifo(place)}.get(kind, lambda: place.symlink_to(elsewhere))
    try:
        make()
    except (OSError, AttributeError):
        pytest.skip("Windows: this user may not make links, and there are no such pipes")
    before = elsewhere.read_bytes() if elsewhere.exists() else None
    issue(course, 2)
    assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE).name}
    assert {"folder": place.is_dir, "pipe": place.is_fifo}.get(kind, place.is_symlink)()
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == before
    assert (folder / BESIDE).read_bytes() == (course / EXERCISE).read_bytes()


def test_the_new_version_beside_is_refreshed_until_it_is_written_in(course: Path, folder: Path) -> None:
    """One new version lies beside a kept notebook, the newest; when the learner works in it, the next gets a number."""
    update(course, folder, "en")
    mine = edit(folder / EXERCISE)
    for version in (2, 3):
        issue(course, version)
        assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE).name}
        assert (folder / BESIDE).read_bytes() == (course / EXERCISE).read_bytes()
    mine_too = edit(folder / BESIDE)
    for version in (4, 5):
        issue(course, version)
        assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE_2).name}
        assert (folder / BESIDE_2).read_bytes() == (course / EXERCISE).read_bytes()
    assert ((folder / EXERCISE).read_bytes(), (folder / BESIDE).read_bytes()) == (mine, mine_too)
    # Of the names that are free or ours, the one that holds an earlier version comes first.
    (folder / BESIDE).unlink()
    issue(course, 6)
    update(course, folder, "en")
    assert (folder / BESIDE_2).read_bytes() == (course / EXERCISE).read_bytes()
    assert not (folder / BESIDE).exists()


def test_the_new_version_is_named_in_the_notebooks_language(course: Path, folder: Path) -> None:
    """A Swedish notebook's new version has a Swedish name."""
    update(course, folder, "sv")
    edit(folder / "lessons/sv/01-one.ipynb")
    issue(course, 2)
    update(course, folder, "sv")
    assert (folder / "lessons/sv/(ny) 01-one.ipynb").exists()


@pytest.mark.parametrize("rid", [Path.unlink, lambda path: path.rename(path.with_name("mine.ipynb"))])
def test_a_version_is_offered_once(rid: Callable[[Path], Any], course: Path, folder: Path) -> None:
    """A new version that the learner has removed or renamed does not come back; the next one does come."""
    update(course, folder, "en")
    edit(folder / EXERCISE)
    issue(course, 2)
    update(course, folder, "en")
    rid(folder / BESIDE)
    before = taken(folder)
    for _ in range(2):
        assert update(course, folder, "en") == Changes()
        assert taken(folder) == before
    issue(course, 3)
    assert update(course, folder, "en").kept
    assert (folder / BESIDE).read_bytes() == (course / EXERCISE).read_bytes()


def test_who_takes_the_new_version_is_up_to_date_again(course: Path, folder: Path) -> None:
    """The new version moved over the kept notebook is untouched: from then on it follows the course."""
    update(course, folder, "en")
    edit(folder / EXERCISE)
    issue(course, 2)
    update(course, folder, "en")
    (folder / BESIDE).replace(folder / EXERCISE)
    issue(course, 3)
    assert EXERCISE in update(course, folder, "en").refreshed


def test_the_learners_own_file_in_the_way_is_not_taken_for_a_new_version(course: Path, folder: Path) -> None:
    """A name that the learner already uses is left alone, and the new version gets the next."""
    update(course, folder, "en")
    edit(folder / EXERCISE)
    (folder / BESIDE).write_bytes(b"mine")
    issue(course, 2)
    assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE_2).name}
    assert (folder / BESIDE).read_bytes() == b"mine"


def test_a_deleted_notebook_comes_back(course: Path, folder: Path) -> None:
    """Who wants a fresh start deletes the file."""
    update(course, folder, "en")
    (folder / EXERCISE).unlink()
    assert update(course, folder, "en").new == [EXERCISE]
    assert (folder / EXERCISE).read_bytes() == (course / EXERCISE).read_bytes()


def test_newer_outputs_reach_only_who_has_not_saved(course: Path, folder: Path) -> None:
    """With the same cells, new stored outputs replace the old stored ones, never those of the learner's own run."""
    update(course, folder, "en")
    page = json.loads((folder / EXERCISE).read_bytes())
    _run(page)
    (folder / EXERCISE).write_text(json.dumps(page), encoding="utf-8")
    mine = (folder / EXERCISE).read_bytes()
    issue(course, 1, output="drawn anew")
    changes = update(course, folder, "en")
    assert LESSON in changes.refreshed
    assert (folder / LESSON).read_bytes() == (course / LESSON).read_bytes()
    assert (folder / EXERCISE).read_bytes() == mine
    assert not changes.kept


def test_everything_else_in_the_folder_is_left_alone(course: Path, folder: Path) -> None:
    """The record, decision logs, the learner's own files and lessons that the course has dropped stay as they are."""
    update(course, folder, "en")
    own = ("record.sqlite", "decision-logs/a.json", "jupyterlab/x", "lessons/en/mine.md", "exercises/en/tries.ipynb")
    for name in own:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"mine")
    old = (folder / EXERCISE).read_bytes()
    issue(course, 2, without=EXERCISE)
    update(course, folder, "en")
    assert all((folder / name).read_bytes() == b"mine" for name in own)
    assert (folder / EXERCISE).read_bytes() == old


def test_an_older_course_takes_back_only_what_is_its_own(course: Path, folder: Path) -> None:
    """Untouched notebooks follow the course that is started, also backwards; kept ones get no old version beside."""
    update(course, folder, "en")
    mine = edit(folder / EXERCISE)
    issue(course, 2)
    update(course, folder, "en")
    newest = (folder / BESIDE).read_bytes()
    issue(course, 1)
    changes = update(course, folder, "en")
    assert LESSON in changes.refreshed
    assert not changes.kept
    assert (folder / LESSON).read_bytes() == (course / LESSON).read_bytes()
    assert ((folder / EXERCISE).read_bytes(), (folder / BESIDE).read_bytes()) == (mine, newest)


# The manifest

ENTRY = {"whole": "", "known": [], "offered": []}

BAD_MANIFESTS = {
    "empty": b"",
    "half": b'{"notebooks": {"lessons/en/01-one.ipynb": {"who',
    "a list": b"[]",
    "no notebooks": b"{}",
    "a list of notebooks": b'{"notebooks": []}',
    "other shape": json.dumps({"notebooks": {EXERCISE: [1]}}).encode(),
    "numbers": json.dumps({"notebooks": {EXERCISE: {"whole": 1, "known": 2, "offered": 3}}}).encode(),
    "a path out": json.dumps({"notebooks": {"../../outside.ipynb": ENTRY, "/etc/passwd": ENTRY}}).encode(),
    "not utf-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", [None, *BAD_MANIFESTS])
def test_without_a_manifest_all_that_differs_is_kept(name: str | None, course: Path, folder: Path) -> None:
    """Missing, damaged or hostile: no word is lost, what is the same is ours again, nothing outside is touched."""
    update(course, folder, "en")
    mine = edit(folder / EXERCISE)
    manifest_path(folder).unlink()
    if name:
        manifest_path(folder).write_bytes(BAD_MANIFESTS[name])
    outside = set(folder.parent.iterdir())
    assert update(course, folder, "en").kept == {EXERCISE: Path(BESIDE).name}
    assert (folder / EXERCISE).read_bytes() == mine
    assert set(folder.parent.iterdir()) == outside
    issue(course, 2)
    changes = update(course, folder, "en")
    assert LESSON in changes.refreshed
    assert changes.kept == {EXERCISE: Path(BESIDE).name}


# Killed, at the same time, at the last moment

FILE_EVENTS = ("open", "os.", "shutil.", "sqlite3.")
KILLED = 77


def killed(act: Callable[[], Any], number: int, halfway: bool) -> bool:
    """Do something in a child that is killed at its n-th file operation; say whether it came that far.

    halfway: only opening a file to write it counts, and death comes when some of the data is there.
    """
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, KILLED, -signal.SIGXFSZ)
        return status != 0
    steps, force = count(1), os.fsync

    def die(event: str, arguments: tuple[Any, ...]) -> None:
        if halfway:
            if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR) and next(steps) == number:
                resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        elif event.startswith(FILE_EVENTS) and next(steps) == number:
            os._exit(KILLED)

    def force_or_die(file: int) -> None:
        die("os.fsync", ())
        force(file)

    try:
        os.fsync = force_or_die
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.addaudithook(die)
        act()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _first(course: Path, folder: Path) -> None:
    """Nothing has been laid yet."""


def _worked_in(course: Path, folder: Path) -> None:
    """An earlier version is there, one notebook written in, one deleted, one run."""
    issue(course, 0)
    update(course, folder, "en")
    edit(folder / EXERCISE)
    (folder / "solutions/en/01-one.ipynb").unlink()
    issue(course, 1)


def _offered_before(course: Path, folder: Path) -> None:
    """A new version lies beside a kept notebook, untouched, and beside another one written in."""
    issue(course, 0)
    update(course, folder, "en")
    edit(folder / EXERCISE)
    edit(folder / LESSON)
    issue(course, 1)
    update(course, folder, "en")
    edit(folder / "lessons/en/(new) 01-one.ipynb")
    issue(course, 2)


def _up_to_date(course: Path, folder: Path) -> None:
    """There is nothing to do but to see whether the folder can be written."""
    update(course, folder, "en")


def _other_language(course: Path, folder: Path) -> None:
    """The other language is there, so that the signpost gives way."""
    update(course, folder, "sv")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # the child runs this thread only, and ends itself
@pytest.mark.parametrize("halfway", [False, True], ids=["at once", "halfway"])
@pytest.mark.parametrize("prepare", [_first, _worked_in, _offered_before, _other_language, _up_to_date])
def test_killed_at_any_file_operation_every_file_is_whole(
    prepare: Callable[[Path, Path], None],
    halfway: bool,
    course: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each file is old or new, and the next start ends exactly where one that was never killed does.

    So does a start after the course has moved on: what the killed one left is known as ours.
    """
    # A killed process loses nothing that it has written; to wait for the disk a thousand times would prove no more.
    monkeypatch.setattr(os, "fsync", lambda file: None)
    folder.mkdir()
    prepare(course, folder)
    newer = issue(tmp_path / "newer", 9)
    start, whole = tmp_path / "start", tmp_path / "whole"
    shutil.copytree(folder, start)
    shutil.copytree(folder, whole)
    before = taken(start)
    update(course, whole, "en")
    after = taken(whole)
    update(newer, whole, "en")
    for number in count(1):
        shutil.rmtree(folder)
        shutil.copytree(start, folder)
        if not killed(lambda: update(course, folder, "en"), number, halfway):
            break
        check_whole(taken(folder), before, after)
        later = shutil.copytree(folder, tmp_path / "later")
        update(course, folder, "en")
        assert taken(folder) == after, f"killed at {number}, started again"
        update(newer, later, "en")
        assert shown(later) == shown(whole), f"killed at {number}, then updated"
        shutil.rmtree(later)
    assert taken(folder) == after, "the last child was not killed"
    written = [name for name in after if after[name] != before.get(name)]
    assert bool(written) == (prepare is not _up_to_date)
    # Each written file is met opened, forced to the disk and renamed; one that only tries the disk is not in `after`.
    assert number > (len(written) if halfway else 3 * max(len(written), 3))


def check_whole(found: Snapshot, before: Snapshot, after: Snapshot) -> None:
    """Fail when a file is neither as before nor as after, or is gone, or was never meant to be."""
    files = {name: content for name, content in found.items() if not name.endswith(".part")}
    assert before.keys() <= files.keys() <= before.keys() | after.keys()
    manifest = ".styra/manifest.json"
    assert "notebooks" in json.loads(files.pop(manifest, b'{"notebooks": {}}'))
    assert not [name for name, content in files.items() if content not in (before.get(name), after.get(name))]


def test_two_starts_at_once_end_as_one(course: Path, folder: Path, tmp_path: Path) -> None:
    """Eight processes that lay and update the same workspace leave it as one would, and none of them fails."""
    script = "import sys; from pathlib import Path; from course.workspace import update\n"
    script += "[update(Path(sys.argv[1 + n % 2]), Path(sys.argv[3]), 'en') for n in range(20)]"
    newer = issue(tmp_path / "newer", 2)
    update(course, folder, "en")
    edit(folder / EXERCISE)
    command = [sys.executable, "-c", script, str(course), str(newer), str(folder)]
    starts = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(8)]
    assert [start.communicate()[1] for start in starts] == [""] * 8
    update(newer, folder, "en")
    alone = tmp_path / "alone"
    update(course, alone, "en")
    edit(alone / EXERCISE)
    update(newer, alone, "en")
    assert shown(folder) == shown(alone)
    assert not list(folder.rglob("*.part"))


def test_a_start_that_cannot_be_alone_removes_no_other_ones_files(
    course: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another start holds the lock for too long, ours goes on, and lets its unfinished files be."""
    update(course, folder, "en")
    theirs = folder / "lessons" / "en" / ".styra-1.part"
    theirs.write_bytes(b"half")
    monkeypatch.setattr(writing, "_PATIENCE", 0.0)
    with writing.alone(folder) as first:
        assert first
        issue(course, 2)
        assert LESSON in update(course, folder, "en").refreshed
    assert theirs.exists()
    update(course, folder, "en")
    assert not theirs.exists()


def test_a_place_that_cannot_lock_is_used_without(course: Path, folder: Path) -> None:
    """Where no lock can be made (here a folder has its name), the notebooks are laid all the same."""
    (folder / ".styra" / "lock").mkdir(parents=True)
    assert LESSON in update(course, folder, "en").new


def test_what_is_written_at_the_last_moment_is_kept(
    course: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook that the learner saves while its new version is being written is not replaced."""
    update(course, folder, "en")
    issue(course, 2)
    force, files = os.fsync, count(1)

    def save_first(file: int) -> None:
        if next(files) == 2:  # the manifest is the first, the lesson the second
            edit(folder / LESSON)
        force(file)

    monkeypatch.setattr(os, "fsync", save_first)
    changes = update(course, folder, "en")
    monkeypatch.undo()
    mine = (folder / LESSON).read_bytes()
    assert b"answer = 42" in mine
    assert LESSON not in {*changes.refreshed, *changes.kept}
    assert EXERCISE in changes.refreshed
    assert update(course, folder, "en").kept == {LESSON: "(new) 01-one.ipynb"}
    assert (folder / LESSON).read_bytes() == mine


# Where it cannot be done


def _give_up(reason: str) -> NoReturn:
    """Skip on a machine that cannot do it; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI this must run: {reason}")
    pytest.skip(reason)


OPEN = [sys.executable, "-m", "course.cli", "open", "--no-browser"]


def refused(command: list[str], lang: str, reason: str) -> Path:
    """Run `course open`; it must end with status 1 and just the sentence. Return the path that the sentence names."""
    done = subprocess.run([*command, "--lang", lang], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    pattern = re.escape(Words(lang)(f"workspace.{reason}", path="PATH")).replace("PATH", "(.+)")
    said = re.fullmatch(pattern, done.stderr.strip())
    assert said, done.stderr
    assert (done.returncode, done.stdout) == (1, "")
    return Path(said.group(1))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("state", ["nothing laid", "an update to lay", "up to date"])
@pytest.mark.parametrize("how", ["full", "write"])
def test_a_full_or_read_only_disk_gets_one_sentence(how: str, state: str, lang: str, tmp_path: Path) -> None:
    """On a real file system that is full or read-only: exit status 1, one sentence that names the place."""
    disk = tmp_path / "disk"
    disk.mkdir()
    namespace = ["unshare", "-rm"] if os.geteuid() else ["unshare", "-m"]
    if not shutil.which("unshare") or subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        _give_up("no right to mount (Linux, unshare)")
    lay = "import sys; from pathlib import Path; from course.workspace import update as u; u(*map(Path, sys.argv[2:]), "
    lay = f"'{sys.executable}' -c \"{lay} sys.argv[1])\" {lang}"
    laid = {"an update to lay": issue(tmp_path / "old", 1), "up to date": ROOT}
    script = f"mount -t tmpfs -o size=20m none '{disk}' && "
    script += f"{lay} '{laid[state]}' '{disk}/home' && " if state in laid else ""
    script += f"dd if=/dev/zero of='{disk}/rest' bs=4k 2>&-" if how == "full" else f"mount -o remount,ro '{disk}'"
    command = [*namespace, "sh", "-c", script + '; exec "$@"', "sh", *OPEN, "--workspace", str(disk / "home")]
    assert refused(command, lang, how).is_relative_to(disk)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("where", ["file", "file/home", "/proc/nowhere"])
def test_a_place_that_is_no_folder_gets_one_sentence(where: str, lang: str, tmp_path: Path) -> None:
    """A file in the way, or a place where nobody may make folders, is named."""
    (tmp_path / "file").write_text("mine")
    named = refused([*OPEN, "--workspace", str(tmp_path / where)], lang, "write")
    assert named.is_relative_to(tmp_path / where)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("inside", [".", "lessons", "lessons/../new"])
def test_the_course_is_never_laid_upon_itself(inside: str, course: Path) -> None:
    """The checkout, or a folder in it, is refused as a workspace and nothing is written there."""
    before = taken(course)
    with pytest.raises(WorkspaceError) as refusal:
        update(course, course / inside, "en")
    assert refusal.value.reason == "course"
    assert taken(course) == before


def test_a_course_without_lessons_is_told(course: Path, folder: Path) -> None:
    """Where the course's own notebooks are missing, that is said, and no workspace is begun."""
    shutil.rmtree(course / "lessons" / "sv")
    with pytest.raises(WorkspaceError) as refusal:
        update(course, folder, "en")
    assert refusal.value.reason == "no_lessons"
    assert not folder.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_has_its_words(lang: str, tmp_path: Path) -> None:
    """Each reason is one sentence in each language and names the path."""
    reasons = writing.Reason.__args__  # type: ignore[attr-defined]
    assert len(reasons) >= 4
    for reason in reasons:
        said = Words(lang)(f"workspace.{reason}", path=tmp_path)
        assert str(tmp_path) in said
        assert "\n" not in said


# The command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_line_says_what_was_done(lang: str) -> None:
    """How many notebooks are new or refreshed, and each kept one by name with its new version; otherwise nothing."""
    line = opening.told(Changes(["a", "b"], ["c"], {EXERCISE: Path(BESIDE).name, LESSON: "another.ipynb"}), Words(lang))
    assert "\n" not in line
    for part in (" 2.", " 1.", EXERCISE, Path(BESIDE).name, LESSON, "another.ipynb"):
        assert part in line
    assert opening.told(Changes(), Words(lang)) == ""


@pytest.mark.parametrize("how", ["option", "environment", "home"])
def test_the_workspace_holds_all_that_is_the_learners(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chosen by --workspace, COURSE_HOME or neither: notebooks, server and record are in one folder, named in full."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("COURSE_HOME", "mine" if how == "environment" else "")
    served: list[Path] = []
    monkeypatch.setattr(opening, "serve", lambda folder, *_: served.append(folder) or 0)
    expected = tmp_path / "home" / "styra-med-tillit" if how == "home" else tmp_path / "mine"
    assert cli.main(["open", "--lang", "en", *(["--workspace", "mine"] if how == "option" else [])]) == 0
    assert served == [expected]
    assert os.environ["COURSE_HOME"] == str(expected)
    assert (expected / "lessons" / "en" / "index.ipynb").is_file()
    folder_line, news = capsys.readouterr().out.splitlines()
    assert folder_line.endswith(str(expected))
    assert news.startswith("New: ")


@pytest.mark.parametrize("command", ["doctor", "progress"])
def test_other_commands_look_at_the_chosen_workspace_too(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who starts the course with --workspace finds their record there with the same option."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "other"))
    assert cli.main([command, "--lang", "en", "--workspace", str(tmp_path / "mine")]) == 0
    assert str(tmp_path / "other") not in capsys.readouterr().out
    assert os.environ["COURSE_HOME"] == str(tmp_path / "mine")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_somebody_without_a_home_folder_is_told_in_one_sentence(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With neither a home folder nor a chosen one, the course does not open and says where it could not write."""
    monkeypatch.delenv("COURSE_HOME")

    def homeless(self: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert cli.main(["open", "--lang", lang]) == 1
    assert capsys.readouterr().err.strip() == Words(lang)("workspace.write", path="~/styra-med-tillit")


def test_the_doctor_looks_at_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is named, whether it can be written or not, and a trial leaves no file in it."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    assert doctor.check_workspace() == doctor.Finding("workspace", True, {"path": str(tmp_path / "home")})
    assert not taken(tmp_path)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    assert doctor.check_workspace() == doctor.Finding("workspace", False, {"path": str(tmp_path / "file")})
    assert not can_write(tmp_path / "file" / "home")


def test_a_fingerprint_is_of_the_cells_in_their_order() -> None:
    """Different cells never look the same: a text cut in two cells, or moved from one to the next."""
    different = [("# a", "b", "c"), ("# a", "bc"), ("# a", "b\nc"), ("# ab", "c"), ("# a", "c", "b")]
    assert len({read_version(notebook(*sources)).cells for sources in different}) == len(different)
