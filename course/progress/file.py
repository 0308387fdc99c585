"""The record's file: opened for one piece of work at a time, and moved aside when it is damaged.

It is `record.sqlite` in the folder that COURSE_HOME names, otherwise in `styra-med-tillit` in the home folder.
Several notebooks write at the same time, so it is in write-ahead mode and each event is one short transaction.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from course.progress.folder_lock import folder_lock

T = TypeVar("T")

#: Where the learner's folder is when COURSE_HOME does not say.
DEFAULT_HOME = "~/styra-med-tillit"

#: The folder that the package lies in: the checkout, where there is one. Never the learner's own folder.
CHECKOUT = Path(__file__).resolve().parents[2]

#: How long a writer waits for the others, in seconds: far longer than eight notebooks keep it.
_PATIENCE = 20.0

#: SQLite's codes for a file that is damaged, is no database at all, or whose table is not ours (an error in our words).
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}

#: SQLite's codes where a write-ahead file cannot be opened, not even to read, because its folder is read-only.
_LOCKED_AWAY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

#: Bytes of a page of the file.
_PAGE = 4096

#: The record's files, by what follows its name: the last two exist only while it is open, or after a crash.
ENDINGS = ("", "-wal", "-shm")

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

INSERT = "INSERT INTO event (time, kind, lesson, item, value) SELECT ?, ?, ?, ?, ?"

#: What the work on a file raises; the second when SQLite's message quotes a damaged text.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class _CutOffError(sqlite3.DatabaseError):
    """The file ends within a page; SQLite would take what is missing for zeros, and say nothing."""

    sqlite_errorcode = sqlite3.SQLITE_NOTADB


def course_home() -> Path:
    """Return the learner's own folder: COURSE_HOME, or `styra-med-tillit` in the home folder.

    Who has put the course itself there gets a folder beside it. Raises FileNotFoundError for somebody who has no home
    folder.
    """
    chosen = os.environ.get("COURSE_HOME")
    try:
        folder = Path(chosen or DEFAULT_HOME).expanduser()
    except RuntimeError as error:
        raise FileNotFoundError(str(error)) from error
    is_taken = not chosen and os.path.realpath(folder) == str(CHECKOUT)
    return folder.with_name(f"{folder.name}-workspace") if is_taken else folder


def record_path() -> Path:
    """Return where the learner's record is, whether it exists yet or not."""
    return course_home() / "record.sqlite"


def shown_home() -> str:
    """Return the learner's folder for a sentence, also where it cannot be found."""
    try:
        return str(course_home())
    except FileNotFoundError:
        return DEFAULT_HOME


def set_aside() -> list[Path]:
    """Return the damaged records that were set aside, oldest first."""
    try:
        return sorted(course_home().glob("record-damaged-*.sqlite"))
    except OSError:  # no home folder, or one that cannot be looked into
        return []


def use(work: Callable[[sqlite3.Connection], T], *, reading: bool = False) -> T:
    """Do some work on the record; one that turns out to be damaged is moved aside and a new one begun."""
    path = record_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _work_on(path, work)
    except _ERRORS as error:
        if reading and _code(error) in _LOCKED_AWAY:
            return _look_at(path, work)
        if not _is_damage(error, path):
            raise
    _replace_damaged(path)
    return _work_on(path, work)


def _work_on(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Open the file, do the work and close it. While anybody does, nobody moves or deletes it."""
    with folder_lock(path.parent, shared=True, patience=_PATIENCE), closing(_connect(path)) as record:
        return work(record)


def _look_at(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Read a file where nothing can be written: nobody else writes there either, so no write-ahead file is needed."""
    address = f"{path.absolute().as_uri()}?immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as record:
        record.text_factory = _text
        return work(record)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file in write-ahead mode with its table in place; transactions are ours to begin."""
    if _is_cut_off(path):
        raise _CutOffError("the file is cut off")
    record = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    record.text_factory = _text
    try:
        record.execute(f"PRAGMA page_size={_PAGE}")
        # A file system that cannot do write-ahead (some network drives) keeps its own mode: slower, still right.
        with suppress(sqlite3.OperationalError):
            record.execute("PRAGMA journal_mode=WAL")
        record.execute("PRAGMA synchronous=NORMAL")
        record.execute(_SCHEMA)
    except _ERRORS:
        record.close()
        raise
    return record


def insert(record: sqlite3.Connection, command: str, row: tuple[str, ...], *, keep: bool) -> int:
    """Add one row as one transaction, take it back when it was only a trial, and return how many were added."""
    record.execute("BEGIN IMMEDIATE")
    try:
        added = record.execute(command, row).rowcount
        record.execute("COMMIT" if keep else "ROLLBACK")
    except sqlite3.Error:
        # SQLite has already rolled back by itself after some errors, a full disk among them.
        with suppress(sqlite3.OperationalError):
            record.execute("ROLLBACK")
        raise
    return added


def _code(error: Exception) -> int:
    """Return SQLite's code without its details."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_cut_off(path: Path) -> bool:
    """Say whether the file ends within a page, and not because somebody was killed: then SQLite can mend it."""
    if not path.exists() or path.stat().st_size % _PAGE == 0:
        return False
    return not any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal"))


def _header_is_bad(path: Path) -> bool:
    """Say whether the file's head has a version for which SQLite calls it read-only (fileformat2.html, 1.3)."""
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except OSError:
        return False
    return not set(head[18:]) <= {1, 2}


def _is_damage(error: Exception, path: Path) -> bool:
    """Say whether this error means a damaged file; busy, full or read-only does not."""
    return isinstance(error, UnicodeDecodeError) or _code(error) in _DAMAGED or _header_is_bad(path)


def _is_damaged(path: Path) -> bool:
    """Say whether the file cannot be read from the first event to the last."""
    try:
        with closing(_connect(path)) as record:
            record.execute("SELECT * FROM event").fetchall()
            insert(record, INSERT, ("", "", "", "", "{}"), keep=False)
    except _ERRORS as error:
        return _is_damage(error, path)
    return False


def _replace_damaged(path: Path) -> None:
    """Move a damaged record aside, unless another notebook has done so in the meantime.

    The name tells what it is and when it was found. The lock keeps everybody from opening the files between their
    moves: SQLite would take the old write-ahead file for one that belongs to the new record.
    """
    with folder_lock(path.parent, shared=False, patience=_PATIENCE):
        if not _is_damaged(path):
            return
        when = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        for ending in ENDINGS:
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").rename(path.with_name(f"record-damaged-{when}.sqlite{ending}"))


def _text(stored: bytes) -> str:
    """Read a text even when a broken disk has changed some of its bytes."""
    return stored.decode("utf-8", "replace")
