"""What the workspace remembers of the notebooks that were laid in it: fingerprints, in one JSON file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course.workspace.writing import MACHINE_FOLDER, write_whole

#: What JSON that is damaged, or is not of the expected shape, makes Python raise.
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Version:
    """Fingerprints of one notebook: of the whole file, and of what a learner can write in it."""

    whole: str
    cells: str


@dataclass
class Entry:
    """What is remembered of a notebook.

    whole: the version that was brought last, as a whole file. known: the cells of every version that we may have
    written here. offered: the cells of every version that was brought to its end.
    """

    whole: str = ""
    known: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


def hash_of(content: bytes) -> str:
    """Return a fingerprint of some bytes."""
    return hashlib.sha256(content).hexdigest()


def read_version(content: bytes) -> Version:
    """Return a notebook's fingerprints; running and saving it changes the first, only writing in it the second.

    Cells count with their type, source and attachments, and empty ones not at all: JupyterLab adds one when the last
    cell is run. Raises ValueError for what is no notebook.
    """
    try:
        cells = [(c["cell_type"], _text(c["source"]), c.get("attachments")) for c in json.loads(content)["cells"]]
        written = json.dumps([cell for cell in cells if cell[1].strip() or cell[2]], sort_keys=True)
    except _MISSHAPEN as error:
        raise ValueError("no notebook") from error
    return Version(hash_of(content), hash_of(written.encode()))


def _text(source: Any) -> str:
    """Return a cell's source, which the format allows to be one text or a list of lines."""
    return source if isinstance(source, str) else "".join(source)


def manifest_path(folder: Path) -> Path:
    """Return where a workspace's manifest is."""
    return folder / MACHINE_FOLDER / "manifest.json"


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Return what is remembered, by path. Of a missing or damaged file nothing is: then all that differs is kept."""
    try:
        content = json.loads(manifest_path(folder).read_bytes())
        return {
            path: Entry(str(entry["whole"]), list(map(str, entry["known"])), list(map(str, entry["offered"])))
            for path, entry in content["notebooks"].items()
        }
    except (OSError, *_MISSHAPEN):
        return {}


def write_manifest(folder: Path, manifest: dict[str, Entry]) -> None:
    """Remember this from now on. Raises WorkspaceError where it cannot be written."""
    content = {"notebooks": {path: asdict(entry) for path, entry in sorted(manifest.items())}}
    write_whole(manifest_path(folder), json.dumps(content, indent=1).encode())
