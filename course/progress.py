"""The learner's own record: what was predicted, answered and checked, in one SQLite file on their own machine.

The file is `record.sqlite` in the folder that COURSE_HOME names, otherwise in `styra-med-tillit` in the home folder.
Several notebooks write at the same time, so it is in write-ahead mode and each event is one short transaction.
Nothing here raises: a record that cannot be written must never stop a lesson.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

T = TypeVar("T")

Kind = Literal["prediction", "quiz", "check", "dilemma"]

#: The kinds of events there are; a new kind is added here.
KINDS: tuple[str, ...] = get_args(Kind)

#: How long a writer waits for the others, in seconds: far longer than eight notebooks keep it.
_PATIENCE = 20.0

#: SQLite's codes for a file that is damaged or is no database at all.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    kind TEXT NOT NULL,
    lesson TEXT NOT NULL,
    item TEXT NOT NULL,
    value TEXT NOT NULL
)
"""

#: What a full disk, a read-only folder, a damaged file or a value that is not data makes Python raise.
_FAILURES = (sqlite3.Error, OSError, TypeError, ValueError, RecursionError)


@dataclass(frozen=True)
class Event:
    """One thing that the learner did: when (UTC, ISO 8601), of which kind, in which lesson and item, and what."""

    id: int
    time: str
    kind: str
    lesson: str
    item: str
    value: dict[str, Any]


def course_home() -> Path:
    """Return the learner's own folder: COURSE_HOME, or `styra-med-tillit` in the home folder."""
    chosen = os.environ.get("COURSE_HOME")
    return Path(chosen).expanduser() if chosen else Path.home() / "styra-med-tillit"


def record_path() -> Path:
    """Return where the learner's record is, whether it exists yet or not."""
    return course_home() / "record.sqlite"


def save(kind: Kind, lesson: str, item: str, value: Mapping[str, Any]) -> bool:
    """Add one event to the record and say whether it was written."""
    try:
        row = (datetime.now(UTC).isoformat(), kind, lesson, item, json.dumps(dict(value), default=_plain))
        _use(lambda record: _insert(record, row, keep=True))
    except _FAILURES:
        return False
    return True


def latest(kind: Kind, lesson: str, item: str) -> dict[str, Any] | None:
    """Return the value of the newest event of this kind for this item, None when there is none."""
    found = [event for event in events(kind, lesson) if event.item == item]
    return found[-1].value if found else None


def events(kind: Kind | None = None, lesson: str | None = None) -> list[Event]:
    """Return the events of a kind and a lesson (None: of any), oldest first."""
    query = (
        "SELECT id, time, kind, lesson, item, value FROM event"
        " WHERE kind = coalesce(?, kind) AND lesson = coalesce(?, lesson) ORDER BY id"
    )
    if not record_path().exists():
        return []
    try:
        rows = _use(lambda record: record.execute(query, (kind, lesson)).fetchall())
        return [_event(*row) for row in rows]
    except _FAILURES:
        return []


def _event(number: int, time: str, kind: str, lesson: str, item: str, value: str) -> Event:
    """Read one row of the table."""
    return Event(number, time, kind, lesson, item, json.loads(value))


def can_write() -> bool:
    """Say whether an event could be written now, without leaving one."""
    try:
        _use(lambda record: _insert(record, ("", "", "", "", "{}"), keep=False))
    except _FAILURES:
        return False
    return True


def _use(work: Callable[[sqlite3.Connection], T]) -> T:
    """Do some work on the record; one that turns out to be damaged is moved aside and a new one begun."""
    path = record_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _work_on(path, work)
    except sqlite3.Error as error:
        # Looked at again, because another notebook may have begun the new record in the meantime.
        if not (_means_damaged(error) and _is_damaged(path)):
            raise
        _move_aside(path)
        return _work_on(path, work)


def _work_on(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Open the file, do the work and close it."""
    with closing(_connect(path)) as record:
        return work(record)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file in write-ahead mode with its table in place; transactions are ours to begin."""
    record = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # A file system that cannot do write-ahead (some network drives) keeps its own mode: slower, still right.
        with suppress(sqlite3.OperationalError):
            record.execute("PRAGMA journal_mode=WAL")
        record.execute("PRAGMA synchronous=NORMAL")
        record.execute(_SCHEMA)
    except sqlite3.Error:
        record.close()
        raise
    return record


def _insert(record: sqlite3.Connection, row: tuple[str, ...], *, keep: bool) -> None:
    """Add one row as one transaction, and take it back when it was only a trial."""
    record.execute("BEGIN IMMEDIATE")
    try:
        record.execute("INSERT INTO event (time, kind, lesson, item, value) VALUES (?, ?, ?, ?, ?)", row)
        record.execute("COMMIT" if keep else "ROLLBACK")
    except sqlite3.Error:
        # SQLite has already rolled back by itself after some errors, a full disk among them.
        with suppress(sqlite3.OperationalError):
            record.execute("ROLLBACK")
        raise


def _means_damaged(error: sqlite3.Error) -> bool:
    """Say whether SQLite calls the file damaged; busy, full or read-only is not damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _is_damaged(path: Path) -> bool:
    """Say whether the file cannot be read from the first event to the last."""
    try:
        _work_on(path, lambda record: record.execute("SELECT * FROM event").fetchall())
    except sqlite3.Error as error:
        return _means_damaged(error)
    return False


def _move_aside(path: Path) -> None:
    """Give a damaged record, and the files that belong to it, a name that tells what it is and when it was found."""
    when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(path.with_name(f"record-damaged-{when}.sqlite{ending}"))


def _plain(value: Any) -> Any:
    """Turn numpy's numbers and arrays into Python's for JSON, and anything unknown into its text."""
    for method in ("tolist", "item"):
        if hasattr(value, method):
            return getattr(value, method)()
    return str(value)
