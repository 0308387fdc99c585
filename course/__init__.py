"""Styra med tillit / Steering with trust: what a notebook imports.

A notebook starts with two lines and needs no others:

    from course import open_lesson
    lesson = open_lesson("06-payment-rules", lang="en")

The first page has neither lesson nor lab and asks only for `show_progress`.

The names are looked up when they are asked for, so that `course open` and `course doctor` start without pandas and
Altair, and the doctor can still speak when one of them is broken.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.lesson import Lesson, open_lesson, show_progress

__all__ = ["Lesson", "open_lesson", "show_progress"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("course.lesson"), name)
    raise AttributeError(f"module 'course' has no attribute {name!r}; it has: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
