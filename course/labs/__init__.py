"""The labs, found by file: the lab `payment-rules` is `LAB` in `payment_rules.py`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from course.labs.engine import Lab

#: Modules of this package that hold no lab, besides those whose names begin with `_`.
_NOT_LABS = {"engine"}


def lab_ids() -> list[str]:
    """Return the id of every lab, in alphabetical order."""
    files = Path(__file__).parent.glob("[!_]*.py")
    return sorted(file.stem.replace("_", "-") for file in files if file.stem not in _NOT_LABS)


def find_lab(lab_id: str) -> Lab[Any]:
    """Return a lab by id. Raises KeyError that lists the labs there are, ValueError if its file has another name."""
    if lab_id not in lab_ids():
        raise KeyError(f"no lab {lab_id!r}; there are: {', '.join(lab_ids())}")
    lab: Lab[Any] = import_module(f"course.labs.{lab_id.replace('-', '_')}").LAB
    if lab.id != lab_id:
        raise ValueError(f"course/labs/{lab_id.replace('-', '_')}.py: LAB.id is {lab.id!r}, but must be {lab_id!r}")
    return lab
