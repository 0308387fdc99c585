"""`course progress`: what it shows, takes along and deletes; each failure is one sentence and never a traceback."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import progress
from course.cli import main
from course.labs import find_lab, lab_ids
from course.progress import KINDS
from course.quizzes import find_quiz, quiz_slugs
from course.standing import standings
from course.text import LANGUAGES, Words

SLUG = quiz_slugs()[0]
LAB = next(lab for lab in map(find_lab, lab_ids()) if lab.lesson == SLUG)
every_language = pytest.mark.parametrize("lang", LANGUAGES)
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a learner's folder that does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("COURSE_HOME", str(folder))
    return folder


def one_of_each_kind() -> None:
    """Save an event of every kind, with letters that files often spoil."""
    for kind in KINDS:
        assert progress.save(kind, SLUG, "å", {"text": 'räksmörgås, "citat"; =1+1\n', "kind": kind})  # type: ignore[arg-type]


def sentence(output: Output) -> str:
    """Return what was said about a failure: one line, and nothing on the other channel."""
    out, err = output.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


@every_language
def test_a_new_learner_sees_every_lesson_and_leaves_nothing(lang: str, capsys: Output, home: Path) -> None:
    """Without a record: each lesson with none done, what there is to do, and no file or folder made by looking."""
    assert main(["progress", "--lang", lang]) == 0
    out = capsys.readouterr().out
    words = Words(lang)
    for found in standings(lang):
        assert f"{found.slug[:2]} {found.title}" in out.splitlines()
        assert f"  {words('progress.done')}: {found.count(words)}  {'.' * 20}" in out.splitlines()
    assert words("predictions.none") in out
    assert not home.exists()


@every_language
def test_a_bar_follows_what_is_done_and_the_words_say_the_same(lang: str, capsys: Output) -> None:
    """What is done fills the bar in proportion; time and predictions stand beside what the model says."""
    words = Words(lang, SLUG)
    for question in find_quiz(SLUG):
        progress.save("quiz", SLUG, question.id, {"option": 0, "right": True})
    prediction = LAB.predictions[0]
    progress.save("prediction", SLUG, LAB.id, {"answers": {prediction.id: prediction.options[0]}})
    progress.save("time", SLUG, "page", {"seconds": 100})
    assert main(["progress", "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    (found,) = standings(lang, SLUG)
    full = round(20 * (len(find_quiz(SLUG)) + 1) / len(found.parts))
    assert f"  {words('progress.done')}: {found.count(words)}  {'#' * full}{'.' * (20 - full)}" in lines
    assert f"  {words('progress.time')}: {words('progress.minutes', minutes=2)}" in lines
    name = f"{LAB.id}.predict.{prediction.id}"
    assert f"    {words('predictions.answer')}: {words(f'{name}.{prediction.options[0]}')}" in lines
    assert f"    {words('predictions.model')}: {words(f'{name}.{LAB.verdict(prediction)}')}" in lines
    assert max(map(len, lines)) <= 100


@every_language
def test_an_export_is_complete_and_explains_itself(lang: str, capsys: Output, tmp_path: Path) -> None:
    """JSON: every event as the record has it, and a sentence on each field and kind."""
    one_of_each_kind()
    file = tmp_path / "mine.json"
    assert main(["progress", "--lang", lang, "--export", str(file)]) == 0
    words = Words(lang)
    assert capsys.readouterr().out.strip() == words("progress.exported", number=len(KINDS), file=file)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["events"] == [vars(event) for event in progress.events()]
    assert (content["format"], content["version"], content["set_aside"]) == ("styra-med-tillit record", 1, [])
    assert set(content["about"]["events"]) == set(content["events"][0])
    assert set(content["about"]["kinds"]) == set(KINDS) == {event["kind"] for event in content["events"]}


@every_language
def test_an_export_as_csv_is_as_complete(lang: str, tmp_path: Path) -> None:
    """A row for each event, with the value as JSON, in a form that spreadsheets read with their letters right."""
    one_of_each_kind()
    file = tmp_path / "mine.CSV"
    assert main(["progress", "--lang", lang, "--export", str(file)]) == 0
    separator = ";" if lang == "sv" else ","
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid" + separator.encode())
    with file.open(encoding="utf-8-sig", newline="") as opened:
        read = csv.DictReader(opened, delimiter=separator)
        rows = [{**row, "id": int(row["id"]), "value": json.loads(row["value"])} for row in read]
    assert rows == [vars(event) for event in progress.events()]


@every_language
@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_an_export_writes_over_nothing(lang: str, make: object, capsys: Output, tmp_path: Path) -> None:
    """A file, a folder or a link that is there already is left as it is, and that is said."""
    one_of_each_kind()
    file = tmp_path / "taken.json"
    assert callable(make)
    make(file)
    assert main(["progress", "--lang", lang, "--export", str(file)]) == 1
    assert sentence(capsys) == Words(lang)("progress.export_exists", file=file)
    assert file.is_symlink() or file.is_dir() or file.read_bytes() == b""
    assert not (tmp_path / "nowhere").exists()


@every_language
@pytest.mark.parametrize("name", ["no such folder/mine.json", "nul\0byte.json", "x" * 300])
def test_an_export_that_cannot_be_written_is_one_sentence(lang: str, name: str, capsys: Output, tmp_path: Path) -> None:
    """No folder, a name that no file can have, a name that is too long."""
    one_of_each_kind()
    assert main(["progress", "--lang", lang, "--export", str(tmp_path / name)]) == 1
    assert sentence(capsys) == Words(lang)("progress.export_failed", file=tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a process's files")
def test_an_export_that_finds_the_disk_full_leaves_no_half(tmp_path: Path) -> None:
    """When not all of it can be written, none of it is left."""
    one_of_each_kind()
    file = tmp_path / "mine.json"
    # The record has its files already; what is written anew may not be longer than a hundred bytes.
    full = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from course import progress; from course.cli import main; found = progress.read();"
        "from course.progress import keeping; keeping.read = lambda: found; progress.read = lambda: found;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        f"sys.exit(main(['progress', '--lang', 'en', '--export', {str(file)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", full], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (1, Words("en")("progress.export_failed", file=file))
    assert not file.exists()


@every_language
def test_there_is_nothing_to_export_or_delete_before_a_beginning(lang: str, capsys: Output, home: Path) -> None:
    """Without a record an export says so and makes no file; there is nothing to delete, and nobody is asked."""
    empty = Words(lang)("progress.empty", folder=home)
    assert main(["progress", "--lang", lang, "--export", str(home.parent / "mine.json")]) == 1
    assert sentence(capsys) == empty
    assert main(["progress", "--lang", lang, "--delete"]) == 0
    assert capsys.readouterr().out.strip() == empty
    assert list(home.parent.iterdir()) == []


def fill(home: Path) -> set[str]:
    """Lay a record, one set aside with all its files, and files that are none of the record's; return the latter."""
    one_of_each_kind()
    for name in ("record-damaged-20260101T000000000000Z.sqlite", "record.sqlite-wal", "record.sqlite-shm"):
        (home / name).touch()
    (home / "record-damaged-20260101T000000000000Z.sqlite-wal").touch()
    kept = {"my notes.ipynb", "record of a talk.md", "record-damaged.txt"}
    for name in kept:
        (home / name).touch()
    return kept


@every_language
@pytest.mark.parametrize("typed", [None, "", "yes", "no", "delet"])
def test_deletion_asks_and_takes_only_the_word(
    lang: str, typed: str | None, capsys: Output, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything but the word, the end of input too, deletes nothing."""
    fill(home)
    before = sorted(home.iterdir())

    def answer(question: str) -> str:
        assert question == Words(lang)("progress.delete_ask", folder=home, word=Words(lang)("progress.delete_word"))
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", answer)
    assert main(["progress", "--lang", lang, "--delete"]) == 0
    assert capsys.readouterr().out.strip() == Words(lang)("progress.delete_no")
    assert sorted(home.iterdir()) == before


@every_language
@pytest.mark.parametrize("asked", [True, False])
def test_deletion_takes_the_record_and_nothing_else(
    lang: str, asked: bool, capsys: Output, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record, its companions and what was set aside are gone and named; the learner's other files are there."""
    kept = fill(home)
    gone = {file.name for file in home.iterdir()} - kept
    monkeypatch.setattr("builtins.input", lambda _: f" {Words(lang)('progress.delete_word').upper()} ")
    assert main(["progress", "--lang", lang, "--delete", *([] if asked else ["--yes"])]) == 0
    names, rest = capsys.readouterr().out.split(": ")[1].split(". ", 1)
    assert set(names.split(", ")) == gone
    assert rest
    assert {file.name for file in home.iterdir()} == kept
    assert progress.events() == []
    assert progress.save("quiz", SLUG, "new", {})


@every_language
def test_what_cannot_be_deleted_is_one_sentence(
    lang: str, capsys: Output, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """A file that the system keeps (on Windows, one that a notebook has open)."""
    fill(home)

    def refuse(path: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert main(["progress", "--lang", lang, "--delete", "--yes"]) == 1
    assert sentence(capsys) == Words(lang)("progress.delete_failed")


@every_language
def test_a_damaged_record_is_told_of_once(lang: str, capsys: Output, home: Path) -> None:
    """The command says what became of it, shows the lessons all the same, and does not say it again."""
    one_of_each_kind()
    progress.record_path().write_bytes(b"no record" * 1000)
    assert main(["progress", "--lang", lang]) == 0
    shown = capsys.readouterr()
    (aside,) = progress.set_aside()
    assert shown.err.strip() == Words(lang)("record.damaged", name=aside.name, folder=home)
    assert Words(lang)("progress.left") in shown.out
    assert main(["progress", "--lang", lang]) == 0
    assert capsys.readouterr().err == ""


@every_language
@pytest.mark.parametrize("options", [[], ["--export", "mine.json"]])
def test_a_record_that_cannot_be_read_is_one_sentence(
    lang: str, options: list[str], capsys: Output, home: Path
) -> None:
    """A folder where the file should be: said, and not taken for an empty record."""
    progress.record_path().mkdir(parents=True)
    assert main(["progress", "--lang", lang, *options]) == 1
    assert sentence(capsys) == Words(lang)("progress.unreadable", folder=home)


def test_taking_along_and_deleting_need_no_pandas(tmp_path: Path) -> None:
    """Only showing the lessons loads what the labs are made of."""
    one_of_each_kind()
    code = (
        "import sys; from course.cli import main;"
        f"main(['progress', '--export', {str(tmp_path / 'mine.json')!r}]); main(['progress', '--delete', '--yes']);"
        "print([name for name in ('pandas', 'altair', 'numpy', 'ipywidgets') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()[-1] == "[]"
    assert (tmp_path / "mine.json").exists()
