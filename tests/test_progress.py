"""The learner's record: kept whoever else writes, and never in the way of a lesson."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from course import progress
from course.progress import file
from course.progress.folder_lock import folder_lock
from course.text import LANGUAGES, Words

LESSON = "06-payment-rules"

WRITER = """
import sys
from course import progress
who, count = sys.argv[1], int(sys.argv[2])
written = sum(progress.save("quiz", "06-payment-rules", who, {"number": n}) for n in range(count))
sys.exit(0 if written == count else 1)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a learner's folder that does not exist yet."""
    folder = tmp_path / "not made yet"
    monkeypatch.setenv("COURSE_HOME", str(folder))
    return folder


def test_an_event_comes_back_as_it_was_saved() -> None:
    """What is saved is read again with its kind, place, value and a time in UTC."""
    value = {"choice": "fler vårdkontakter", "share": 0.55, "tries": [1, 2]}
    assert progress.save("prediction", LESSON, "payment-rules", value)
    (event,) = progress.events()
    assert (event.kind, event.lesson, event.item, event.value) == ("prediction", LESSON, "payment-rules", value)
    assert datetime.fromisoformat(event.time).utcoffset() == timedelta(0)


def test_the_latest_answer_counts() -> None:
    """`latest` gives the newest value of just this kind, lesson and item."""
    for kind, item, tries in (("quiz", "a", 1), ("quiz", "a", 2), ("quiz", "b", 3), ("check", "a", 4)):
        assert progress.save(kind, LESSON, item, {"tries": tries})  # type: ignore[arg-type]
    assert progress.latest("quiz", LESSON, "a") == {"tries": 2}
    assert progress.latest("quiz", LESSON, "c") is None
    assert progress.latest("quiz", "07-another", "a") is None


def test_events_are_chosen_by_kind_and_lesson_oldest_first() -> None:
    """`events` filters by what is given and keeps the order of writing."""
    for kind, lesson in (("check", "07"), ("quiz", "06"), ("check", "06")):
        progress.save(kind, lesson, "x", {})  # type: ignore[arg-type]
    assert [(e.kind, e.lesson) for e in progress.events()] == [("check", "07"), ("quiz", "06"), ("check", "06")]
    assert [e.lesson for e in progress.events(kind="check")] == ["07", "06"]
    assert [e.kind for e in progress.events(lesson="06")] == ["quiz", "check"]
    assert [e.id for e in progress.events("check", "06")] == [3]


def test_reading_makes_no_record(home: Path) -> None:
    """Looking for answers on a new machine finds none and leaves nothing behind."""
    assert progress.events() == []
    assert progress.latest("quiz", LESSON, "a") is None
    assert not home.exists()


def test_numbers_of_numpy_are_kept_as_numbers() -> None:
    """What a check sees in a notebook is often numpy's, and is saved as plain numbers and lists."""
    value = {"one": np.float64(1.5), "many": np.array([1, 2]), "flag": np.bool_(True)}
    assert progress.save("check", LESSON, "task", value)
    assert progress.latest("check", LESSON, "task") == {"one": 1.5, "many": [1, 2], "flag": True}


def test_a_value_that_is_not_data_is_refused_without_an_exception() -> None:
    """A value that refers to itself, or has keys that are no text, gives False and no event."""
    circular: dict[str, object] = {}
    circular["self"] = circular
    assert progress.save("check", LESSON, "task", circular) is False
    assert progress.save("check", LESSON, "task", {("a", "b"): 1}) is False  # type: ignore[dict-item]
    assert progress.events() == []


def test_a_trial_leaves_no_event() -> None:
    """`can_write` tries a whole write and takes it back."""
    assert progress.can_write()
    assert progress.events() == []


@pytest.mark.parametrize("where", ["a file in the way", "/proc/nowhere"])
def test_a_place_that_cannot_be_written_stops_nothing(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no record can be made, saving says False and reading finds nothing."""
    (tmp_path / "a file in the way").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / where / "home"))
    assert progress.save("quiz", LESSON, "a", {"tries": 1}) is False
    assert progress.can_write() is False
    assert progress.events() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a process's files")
def test_a_full_disk_stops_nothing(home: Path) -> None:
    """When no byte more can be written, saving says False, and what was saved before is still read."""
    assert progress.save("quiz", LESSON, "before", {"tries": 1})
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1));"
        "from course import progress;"
        "print(progress.save('quiz', '06', 'after', {'text': 'x' * 100_000}), progress.can_write())"
    )
    done = subprocess.run([sys.executable, "-c", full], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["False", "False"], done.stderr
    assert [event.item for event in progress.events()] == ["before"]


def test_a_read_only_record_stops_nothing(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A record that may be read but not written says False and still shows what it holds."""
    assert progress.save("quiz", LESSON, "before", {"tries": 1})
    really = sqlite3.connect

    def read_only(path: Path, **how: object) -> sqlite3.Connection:
        return really(f"file:{path}?mode=ro", uri=True, **how)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", read_only)
    assert progress.save("quiz", LESSON, "after", {"tries": 2}) is False
    assert [event.item for event in progress.events()] == ["before"]


def _spoil_whole(path: Path) -> None:
    path.write_bytes(b"this was never a database" * 400)


def _spoil_middle(path: Path) -> None:
    """Overwrite every page but the first, as a broken disk might."""
    for item in range(300):
        progress.save("quiz", LESSON, str(item), {"text": "x" * 200})
    with sqlite3.connect(path) as record:
        record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def _spoil_end(path: Path) -> None:
    """Cut the file off within a page; SQLite alone would read the rest as if nothing were missing."""
    path.write_bytes(path.read_bytes()[:-1000])


def _spoil_start(path: Path) -> None:
    """Cut off all but the head; SQLite alone would take it for a new file."""
    path.write_bytes(path.read_bytes()[:90])


def _spoil_version(path: Path) -> None:
    """Change one byte of the head, for which SQLite would call the file read-only for ever."""
    content = path.read_bytes()
    path.write_bytes(content[:18] + b"\x07" + content[19:])


def _spoil_table(path: Path) -> None:
    """Change the name of a column, so that our words mean nothing to the file."""
    path.write_bytes(path.read_bytes().replace(b"    kind TEXT", b"    kynd TEXT"))


SPOILS = [_spoil_whole, _spoil_middle, _spoil_end, _spoil_start, _spoil_version, _spoil_table]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_damaged_record_is_moved_aside_and_never_deleted(spoil: object, home: Path) -> None:
    """A damaged file gets a name that says so, byte for byte as it was, and a new record begins."""
    assert progress.save("quiz", LESSON, "lost", {"tries": 1})
    assert callable(spoil)
    spoil(progress.record_path())
    spoilt = progress.record_path().read_bytes()
    assert progress.save("quiz", LESSON, "new", {"tries": 1})
    assert [event.item for event in progress.events()] == ["new"]
    (aside,) = home.glob("record-damaged-*.sqlite")
    assert aside.read_bytes() == spoilt


def test_eight_processes_write_at_once_and_lose_nothing(home: Path) -> None:
    """Eight notebooks that begin the record together and write 1,000 events each leave 8,000, each in its own order."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(who), "1000"]) for who in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    found = progress.events("quiz", LESSON)
    for who in range(8):
        assert [e.value["number"] for e in found if e.item == str(who)] == list(range(1000))
    assert len(found) == 8000
    with sqlite3.connect(progress.record_path()) as record:
        assert record.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    record.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor a limit on the size of files")
@pytest.mark.parametrize(("way", "least"), [("instructions", 100), ("bytes", 50), ("promises", 25)])
def test_a_killed_writer_corrupts_nothing(way: str, least: int, home: Path) -> None:
    """Killed between any two steps of SQLite, in the middle of a file, or while writing at full speed, a process leaves
    a whole record with every event that `save` said it had kept."""
    command = [sys.executable, str(Path(__file__).parent / "kill_record.py"), way, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= least


def test_eight_processes_meet_a_damaged_record_and_lose_nothing(home: Path) -> None:
    """Eight notebooks that find the same damage at once set one file aside, and what they write is all there."""
    assert progress.save("quiz", LESSON, "before", {})
    _spoil_whole(progress.record_path())
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(who), "50"]) for who in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    assert len(progress.set_aside()) == 1
    assert len(progress.events("quiz", LESSON)) == 400


def test_a_record_that_another_has_mended_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Between finding the damage and having the folder alone another notebook may have begun the new record."""
    assert progress.save("quiz", LESSON, "lost", {})
    _spoil_whole(progress.record_path())
    really = file.folder_lock

    def overtaken(folder: Path, *, shared: bool, patience: float) -> object:
        if not shared:
            monkeypatch.setattr(file, "folder_lock", really)
            assert progress.save("quiz", LESSON, "of another notebook", {})
        return really(folder, shared=shared, patience=patience)

    monkeypatch.setattr(file, "folder_lock", overtaken)
    assert progress.save("quiz", LESSON, "mine", {})
    assert [event.item for event in progress.events()] == ["of another notebook", "mine"]
    assert len(progress.set_aside()) == 1


def test_a_value_that_a_broken_disk_has_changed_hides_no_other(home: Path) -> None:
    """SQLite does not see a changed letter; the event is shown as unreadable, and the others as they were."""
    for item in ("before", "spoilt", "after"):
        assert progress.save("quiz", LESSON, item, {"text": item})
    path = progress.record_path()
    path.write_bytes(path.read_bytes().replace(b'{"text": "spoilt"}', b'{"text": "spoil\xff\xff}'))
    assert [event.value for event in progress.events()] == [
        {"text": "before"},
        {"unreadable": '{"text": "spoil\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}}'},
        {"text": "after"},
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_damaged_record_is_told_of_once(lang: str, home: Path) -> None:
    """One sentence names the file that was kept, in the first notebook that asks; the others, and later ones, are not
    told again, until another record is damaged."""
    words = Words(lang)
    assert progress.news(words) == []
    for _ in range(2):
        assert progress.save("quiz", LESSON, "x", {})
        _spoil_whole(progress.record_path())
        assert progress.save("quiz", LESSON, "x", {})
        name = progress.set_aside()[-1].name
        assert progress.news(words) == [words("record.damaged", name=name, folder=home)]
        assert progress.news(words) == []
        ask = f"from course import progress, text; print(progress.news(text.Words({lang!r})))"
        assert subprocess.check_output([sys.executable, "-c", ask], text=True).strip() == "[]"
    assert len(progress.set_aside()) == 2


def test_of_notebooks_that_ask_at_once_one_tells(home: Path) -> None:
    """Eight processes that ask for the news of a damaged record together get one sentence between them."""
    assert progress.save("quiz", LESSON, "x", {})
    _spoil_whole(progress.record_path())
    ask = "from course import progress, text; print(len(progress.news(text.Words('en'))))"
    asking = [subprocess.Popen([sys.executable, "-c", ask], stdout=subprocess.PIPE, text=True) for _ in range(8)]
    assert sorted(process.communicate()[0].strip() for process in asking) == ["0"] * 7 + ["1"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_nothing_can_be_saved_is_said_once(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, the first question is answered with one sentence and the second with none."""
    blocked = tmp_path / f"file-{lang}"
    blocked.write_text("")
    monkeypatch.setenv("COURSE_HOME", str(blocked))
    assert progress.news(Words(lang)) == [Words(lang)("record.not_written", folder=blocked)]
    assert progress.news(Words(lang)) == []


def test_somebody_without_a_home_folder_learns_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """No home folder: nothing is saved, nothing raises, and the sentence names the place where it would have been."""

    def nobody(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("COURSE_HOME")
    monkeypatch.setattr(Path, "expanduser", nobody)
    assert progress.save("quiz", LESSON, "a", {}) is False
    assert progress.events() == []
    words = Words("en")
    assert progress.news(words) == [words("record.not_written", folder="~/styra-med-tillit")]


def test_a_record_in_a_read_only_folder_is_still_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite cannot make the files that write-ahead needs, what was saved is read without them."""
    assert progress.save("quiz", LESSON, "before", {"tries": 1})
    really = sqlite3.connect

    def in_read_only_folder(place: object, **how: object) -> sqlite3.Connection:
        # On a read-only mount SQLite says that it cannot open the file, as it does of one that is nowhere.
        return really(place if "immutable" in str(place) else "/nowhere/at all", **how)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", in_read_only_folder)
    assert progress.save("quiz", LESSON, "after", {"tries": 2}) is False
    assert [event.item for event in progress.events()] == ["before"]


@pytest.mark.skipif(os.name == "nt", reason="Windows itself refuses to move a file that is open")
def test_nobody_moves_or_deletes_the_record_while_another_uses_it(home: Path) -> None:
    """The lock is shared by those who use the record, and had alone by whoever moves it."""
    home.mkdir()

    def is_free(shared: bool) -> bool:
        try:
            with folder_lock(home, shared=shared, patience=0):
                return True
        except BlockingIOError:
            return False

    with folder_lock(home, shared=True, patience=0):
        assert (is_free(shared=True), is_free(shared=False)) == (True, False)
    with folder_lock(home, shared=False, patience=0):
        assert (is_free(shared=True), is_free(shared=False)) == (False, False)
    assert is_free(shared=False)


def test_the_record_is_where_course_home_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """COURSE_HOME decides; without it, or when it is empty, the folder is in the home folder."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    assert progress.record_path() == tmp_path / "record.sqlite"
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv("COURSE_HOME")
        else:
            monkeypatch.setenv("COURSE_HOME", unset)
        assert progress.record_path() == Path.home() / "styra-med-tillit" / "record.sqlite"


def test_the_learners_folder_is_never_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Who has cloned the course into the home folder under its own name gets a folder beside it, or the one chosen."""
    monkeypatch.delenv("COURSE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert progress.course_home() == tmp_path / "styra-med-tillit"
    monkeypatch.setattr(progress.file, "CHECKOUT", tmp_path / "styra-med-tillit")
    assert progress.course_home() == tmp_path / "styra-med-tillit-workspace"
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "mine"))
    assert progress.course_home() == tmp_path / "mine"
