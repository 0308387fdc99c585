"""Text twins and notebooks: read the one, make the other, say when they disagree. Nothing here runs code or writes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jupytext.config import JupytextConfiguration
from nbformat import v4

#: A notebook as nbformat reads it.
Notebook = Any

FORMAT = "md:myst"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

#: What a twin keeps of a notebook's metadata; jupytext's own version would change at every upgrade.
WRITING = JupytextConfiguration(
    notebook_metadata_filter="course,kernelspec,-jupytext.text_representation.jupytext_version",
    cell_metadata_filter="all",
)


class TwinError(ValueError):
    """A twin cannot be read; the message names the file."""


def read_twin(path: Path) -> Notebook:
    """Return a twin as a notebook without outputs: our kernel, our cell ids, metadata kept. Raises TwinError."""
    try:
        source = jupytext.reads(path.read_text(encoding="utf-8"), fmt=FORMAT)
    except Exception as error:
        raise TwinError(f"{path}: not a MyST notebook: {error}") from error
    return plain_notebook(source.cells, source.metadata.get("course", {}))


def plain_notebook(cells: Sequence[Any], course: dict[str, Any]) -> Notebook:
    """Return a notebook without outputs of these cells, numbered `cell-001` and on, with `course` as its metadata."""
    fresh = [_plain_cell(cell, number) for number, cell in enumerate(cells, start=1)]
    metadata = {"course": _stripped(course), "kernelspec": dict(KERNEL)}
    return v4.new_notebook(cells=fresh, metadata=copy.deepcopy(metadata))  # type: ignore[no-untyped-call]


def write_twin(notebook: Notebook) -> str:
    """Return the text of a notebook's twin: the one form that the build keeps."""
    bare = plain_notebook(notebook.cells, notebook.metadata.get("course", {}))
    bare.metadata["jupytext"] = {"text_representation": {"extension": ".md", "format_name": "myst"}}
    return str(jupytext.writes(bare, fmt=FORMAT, config=WRITING))


def read_notebook(path: Path) -> Notebook:
    """Return a notebook file. Raises nbformat's errors when it is none."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def write_notebook(notebook: Notebook) -> str:
    """Return the text of a notebook file."""
    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def disagreement(stored: Notebook, wanted: Notebook) -> str | None:
    """Say how a stored notebook differs from what its twin says, outputs aside; None when it does not."""
    for cell, other in zip(stored.cells, wanted.cells, strict=False):
        if _essence(cell) != _essence(other):
            return f"{other.id} differs from the twin"
    if len(stored.cells) != len(wanted.cells):
        return f"{len(stored.cells)} cells, the twin has {len(wanted.cells)}"
    for name in ("course", "kernelspec"):
        if stored.metadata.get(name) != wanted.metadata[name]:
            return f"metadata {name} differs from the twin"
    return not_executed(stored)


def not_executed(notebook: Notebook) -> str | None:
    """Say which code cell was not run in order, or failed; None when all ran."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        if cell.execution_count != number:
            return f"{cell.id} has execution count {cell.execution_count}, not {number}"
        if any(output.output_type == "error" for output in cell.outputs):
            return f"{cell.id} ended in an error"
    return None


def _plain_cell(cell: Any, number: int) -> Any:
    make: dict[str, Any] = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}
    fresh = make[cell.cell_type](cell.source)
    fresh.metadata = copy.deepcopy(cell.metadata)
    fresh.id = f"cell-{number:03}"
    return fresh


def _stripped(value: Any) -> Any:
    """Copy nested data with the white space at the ends of texts (YAML's folded blocks leave some) removed."""
    if isinstance(value, dict):
        return {key: _stripped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return value.strip() if isinstance(value, str) else value


def _essence(cell: Any) -> tuple[Any, ...]:
    return cell.id, cell.cell_type, cell.source, cell.metadata
