"""The learner's own record: what was predicted, answered, checked and for how long, on their own machine only."""

from __future__ import annotations

from course.progress.file import course_home, record_path, set_aside, shown_home
from course.progress.keeping import delete, export
from course.progress.news import news
from course.progress.record import (
    KINDS,
    Event,
    Kind,
    RecordError,
    can_write,
    events,
    latest,
    read,
    save,
)

__all__ = [
    "KINDS",
    "Event",
    "Kind",
    "RecordError",
    "can_write",
    "course_home",
    "delete",
    "events",
    "export",
    "latest",
    "news",
    "read",
    "record_path",
    "save",
    "set_aside",
    "shown_home",
]
