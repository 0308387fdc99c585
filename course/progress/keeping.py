"""The record is the learner's own: take all of it along as one file, or delete it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from course.progress.file import ENDINGS, course_home, record_path, set_aside
from course.progress.folder_lock import folder_lock
from course.progress.record import KINDS, Event, read
from course.text import Words

#: The number rises when a reader of old files would misread a new one.
FORMAT = {"format": "styra-med-tillit record", "version": 1}

_COLUMNS = ("id", "time", "kind", "lesson", "item", "value")

#: How long to wait for notebooks that are writing, in seconds.
_PATIENCE = 5.0


def export(path: Path, words: Words) -> int:
    """Write every event to a new file, as CSV if its name ends so and as JSON if not, and return how many they are.

    Raises RecordError when the record cannot be read, FileExistsError rather than writing over anything, and OSError
    when the file cannot be written; then nothing of it is left.
    """
    found = read()
    as_csv = path.suffix.lower() == ".csv"
    text = _csv(found, words) if as_csv else _json(found, words)
    # A spreadsheet takes a CSV file for UTF-8 only by its first bytes.
    file = path.open("x", encoding="utf-8-sig" if as_csv else "utf-8", newline="")
    try:
        with file:
            file.write(text)
    except OSError:
        path.unlink()
        raise
    return len(found)


def _json(found: Sequence[Event], words: Words) -> str:
    about = {
        "events": {name: words(f"record.column.{name}") for name in _COLUMNS},
        "kinds": {kind: words(f"record.kind.{kind}") for kind in KINDS},
        "set_aside": words("record.set_aside"),
    }
    content = {
        **FORMAT,
        "exported": datetime.now(UTC).isoformat(),
        "about": about,
        "events": [vars(event) for event in found],
        "set_aside": [path.name for path in set_aside()],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _csv(found: Sequence[Event], words: Words) -> str:
    """Return a row for each event; the value, which differs in form from kind to kind, as JSON.

    The separator is the one that the language's spreadsheets expect.
    """
    text = io.StringIO()
    rows = csv.writer(text, delimiter=words.separator, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    rows.writerows(
        (each.id, each.time, each.kind, each.lesson, each.item, json.dumps(each.value, ensure_ascii=False))
        for each in found
    )
    return text.getvalue()


def delete() -> list[Path]:
    """Delete the record and every damaged one that was set aside, and return the files that are gone.

    Raises OSError when one of them cannot be deleted, or is in use for seconds; those deleted before stay deleted.
    """
    gone: list[Path] = []
    if not course_home().is_dir():
        return gone
    with folder_lock(course_home(), shared=False, patience=_PATIENCE):
        for record in (record_path(), *set_aside()):
            for file in (Path(f"{record}{ending}") for ending in ENDINGS):
                if file.exists():
                    file.unlink()
                    gone.append(file)
    return gone
