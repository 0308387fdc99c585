"""The checks of each lesson, found by file: `CHECKS` in the module whose `LESSON` is the lesson's slug."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.checks.engine import Check

#: Modules of this package that hold no lesson's checks, besides those whose names begin with `_`.
_NOT_LESSONS = {"engine", "errors", "functions", "kinds", "limits", "snapshot", "values", "verdict"}


def _modules() -> list[Any]:
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))
    return [import_module(f"course.checks.{file.stem}") for file in files if file.stem not in _NOT_LESSONS]


def find_checks(slug: str) -> tuple[Check, ...]:
    """Return a lesson's checks in the order of its tasks; empty if it has none."""
    return tuple(check for module in _modules() if slug == module.LESSON for check in module.CHECKS)


def check_lessons() -> list[str]:
    """Return the slugs of the lessons that have checks."""
    return sorted(module.LESSON for module in _modules())
