"""The events of the record: saved, read, never in the way.

Nothing that a lesson calls raises: a record that cannot be written must never stop it. Only `read`, for the command
line, says what went wrong.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from course.progress.file import INSERT, insert, record_path, use

Kind = Literal["prediction", "quiz", "check", "dilemma", "time", "notice"]

#: The kinds of events there are; a new kind is added here. A `notice` is something that the learner has been told.
KINDS: tuple[str, ...] = get_args(Kind)

#: What a full disk, a read-only folder, a damaged file or a value that is not data makes Python raise.
_FAILURES = (sqlite3.Error, OSError, TypeError, ValueError, RecursionError)


class RecordError(OSError):
    """The record is there but cannot be read; the message is SQLite's or the system's."""


@dataclass(frozen=True)
class Event:
    """One thing that the learner did: when (UTC, ISO 8601), of which kind, in which lesson and item, and what.

    A value that is no longer data (a broken disk, an edit by hand) is kept as `{"unreadable": text}`.
    """

    id: int
    time: str
    kind: str
    lesson: str
    item: str
    value: dict[str, Any]


def save(kind: Kind, lesson: str, item: str, value: Mapping[str, Any]) -> bool:
    """Add one event to the record and say whether it was written."""
    return _save(kind, lesson, item, value, "")


def save_once(kind: Kind, lesson: str, item: str, value: Mapping[str, Any]) -> bool:
    """Add an event unless one of its kind, lesson and item is there, and say whether it was added.

    Of several notebooks that ask at the same moment, one gets True.
    """
    return _save(
        kind, lesson, item, value,
        " WHERE NOT EXISTS (SELECT 1 FROM event WHERE kind = ?2 AND lesson = ?3 AND item = ?4)",
    )  # fmt: skip


def latest(kind: Kind, lesson: str, item: str) -> dict[str, Any] | None:
    """Return the value of the newest event of this kind for this item, None when there is none."""
    found = [event for event in events(kind, lesson) if event.item == item]
    return found[-1].value if found else None


def events(kind: Kind | None = None, lesson: str | None = None) -> list[Event]:
    """Return the events of a kind and a lesson (None: of any), oldest first; none when they cannot be read."""
    try:
        return read(kind, lesson)
    except RecordError:
        return []


def read(kind: Kind | None = None, lesson: str | None = None) -> list[Event]:
    """Return what `events` does. Raises RecordError when there is a record that cannot be read."""
    query = (
        "SELECT id, time, kind, lesson, item, value FROM event"
        " WHERE kind = coalesce(?, kind) AND lesson = coalesce(?, lesson) ORDER BY id"
    )

    def ask(record: sqlite3.Connection) -> list[tuple[Any, ...]]:
        return record.execute(query, (kind, lesson)).fetchall()

    try:
        if not record_path().exists():
            return []
        rows = use(ask, reading=True)
    except _FAILURES as error:
        raise RecordError(str(error)) from error
    return [Event(number, time, kind, lesson, item, _value(value)) for number, time, kind, lesson, item, value in rows]


def can_write() -> bool:
    """Say whether an event could be written now, without leaving one."""
    try:
        use(lambda record: insert(record, INSERT, ("", "", "", "", "{}"), keep=False))
    except _FAILURES:
        return False
    return True


def _save(kind: str, lesson: str, item: str, value: Mapping[str, Any], condition: str) -> bool:
    try:
        row = (datetime.now(UTC).isoformat(), kind, lesson, item, json.dumps(dict(value), default=_plain))
        return use(lambda record: insert(record, INSERT + condition, row, keep=True)) == 1
    except _FAILURES:
        return False


def _value(text: str) -> dict[str, Any]:
    """Read an event's value."""
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {"unreadable": text}


def _plain(value: Any) -> Any:
    """Turn numpy's numbers and arrays into Python's for JSON, and anything unknown into its text."""
    for method in ("tolist", "item"):
        if hasattr(value, method):
            return getattr(value, method)()
    return str(value)
