"""Run a notebook as a learner without a record would, and keep only outputs that are the same on every machine."""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path
from typing import Any

from nbclient import NotebookClient

from tools.twins import Notebook

#: Seconds that one cell may take.
CELL_SECONDS = 120

#: The kernel talks to nobody but this process, so its warning about TCP without encryption only frightens authors.
QUIET = ["--IPKernelApp.log_level=ERROR"]

#: A live view is tied to the kernel that made it; without it a reader sees the view's text. nbval does not compare it.
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"


def execute(notebook: Notebook, folder: Path) -> Notebook:
    """Return a copy with outputs, run in the folder with a new, empty COURSE_HOME.

    Raises nbclient's CellExecutionError when a cell fails.
    """
    result = copy.deepcopy(notebook)
    if not any(cell.cell_type == "code" for cell in result.cells):
        return result
    options: dict[str, Any] = {"timeout": CELL_SECONDS, "record_timing": False, "coalesce_streams": True}
    options["extra_arguments"] = QUIET
    client = NotebookClient(result, resources={"metadata": {"path": str(folder)}}, kernel_name="python3", **options)
    with tempfile.TemporaryDirectory(prefix="course-home-") as home:
        client.execute(env={**os.environ, "COURSE_HOME": home})
    return tidy(result)


def tidy(notebook: Notebook) -> Notebook:
    """Return a copy without what changes from run to run: live views, widget state, times, Python's version."""
    result = copy.deepcopy(notebook)
    result.metadata.pop("widgets", None)
    result.metadata.get("language_info", {}).pop("version", None)
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            cell.outputs = [kept for output in cell.outputs if (kept := _lasting(output)) is not None]
    return result


def _lasting(output: Any) -> Any | None:
    if "data" not in output:
        return output
    output.data.pop(LIVE_VIEW, None)
    return output if output.data else None
