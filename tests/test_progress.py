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


@pytest.mark.parametrize("spoil", [_spoil_whole, _spoil_middle])
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


def test_four_processes_write_at_once_and_lose_nothing(home: Path) -> None:
    """Four notebooks that begin the record together and write 200 events each leave 800, each in its own order."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(who), "200"]) for who in range(4)]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    found = progress.events("quiz", LESSON)
    for who in range(4):
        assert [e.value["number"] for e in found if e.item == str(who)] == list(range(200))
    assert len(found) == 800
    with sqlite3.connect(progress.record_path()) as record:
        assert record.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    record.close()


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
