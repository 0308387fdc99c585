"""The labs, found by file: the lab `payment-rules` is `LAB` in `payment_rules.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from course.labs.engine import Lab

#: Modules of this package that hold no lab.
_NOT_LABS = {"__init__", "engine"}


def lab_ids() -> list[str]:
    """Return the id of every lab, in alphabetical order."""
    files = Path(__file__).parent.glob("*.py")
    return sorted(file.stem.replace("_", "-") for file in files if file.stem not in _NOT_LABS)


def find_lab(lab_id: str) -> Lab[Any]:
    """Return a lab by id. Raises KeyError that lists the labs there are."""
    if lab_id not in lab_ids():
        raise KeyError(f"no lab {lab_id!r}; there are: {', '.join(lab_ids())}")
    lab: Lab[Any] = import_module(f"course.labs.{lab_id.replace('-', '_')}").LAB
    return lab
