"""The learner's workspace: their own copies of the notebooks, brought up to date without losing a word of theirs.

`update` compares three things for each notebook: what the course offers now, what lies in the workspace, and the
manifest, which remembers what was offered before. The rules:

    nothing there                  the notebook is laid
    there, and as we once laid it  it is replaced by what the course offers now
    there, and written in          it is kept, and what it has not been offered before is laid beside it

Killed at any point it leaves each file old or new, whole, and the next `update` ends where this one would have.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from course.text import LANGUAGES, Words
from course.workspace.manifest import Entry, Version, hash_of, read_manifest, read_version, write_manifest
from course.workspace.writing import MACHINE_FOLDER, WorkspaceError, alone, can_write, sweep, try_to_write, write_whole

__all__ = ["MACHINE_FOLDER", "ROOMS", "Changes", "WorkspaceError", "can_write", "update"]

#: The folders of the course that learners get, laid out as they are there, so that links between notebooks hold.
ROOMS = ("lessons", "exercises", "solutions")


@dataclass
class Changes:
    """What an update did: notebooks, by path, that are new or refreshed; for each kept one, its new version's name."""

    new: list[str] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


def update(course: Path, folder: Path, lang: str) -> Changes:
    """Bring the notebooks of a language, and of any language that the workspace already has, up to date.

    course: the folder with `lessons`, `exercises` and `solutions`. folder: the workspace, made when it is missing.
    Raises WorkspaceError when the workspace cannot be written, is part of the course's own folder, or nothing is there
    to lay.
    """
    if Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(course)):
        raise WorkspaceError("course", folder)
    offer, changes = _offer(course, folder, lang), Changes()
    with alone(folder) as is_alone:
        if is_alone:
            sweep({folder / MACHINE_FOLDER, *((folder / path).parent for path in offer)})
        manifest = read_manifest(folder)
        due = [path for path, content in offer.items() if _is_due(folder / path, content, manifest.get(path))]
        if not due:
            try_to_write(folder)
            return changes
        versions = {path: read_version(offer[path]) for path in due}
        for path, version in versions.items():
            entry = manifest.setdefault(path, Entry())
            entry.known = list(dict.fromkeys([*entry.known, version.cells]))
        # Before the first notebook: what a killed update leaves must be known as ours by the next one.
        write_manifest(folder, manifest)
        for path, version in versions.items():
            _bring(folder, path, offer[path], version, manifest[path], changes)
        write_manifest(folder, manifest)
    return changes


def _offer(course: Path, folder: Path, lang: str) -> dict[str, bytes]:
    """Return what belongs in the workspace, by path: notebooks, and a signpost for a language that is not there."""
    offer = {}
    for each in LANGUAGES:
        first = f"lessons/{each}/index.ipynb"
        files = [file for room in ROOMS for file in sorted((course / room / each).glob("[!.]*.ipynb"))]
        paths = [file.relative_to(course).as_posix() for file in files]
        if first not in paths:
            raise WorkspaceError("no_lessons", course)
        if each == lang or any(os.path.lexists(folder / path) for path in paths if path != first):
            offer.update({path: (course / path).read_bytes() for path in paths})
        else:
            offer[first] = _signpost((course / first).read_bytes(), each, lang)
    return offer


def _signpost(first_page: bytes, lang: str, chosen: str) -> bytes:
    """Return the first page of a language that the workspace does not have: how to get it, and the way back."""
    page = json.loads(first_page)
    text = Words(lang)("workspace.signpost", lang=lang, back=chosen)
    page["cells"] = [{"cell_type": "markdown", "id": "signpost", "metadata": {}, "source": text}]
    return json.dumps(page, indent=1, ensure_ascii=False).encode()


def _is_due(target: Path, content: bytes, entry: Entry | None) -> bool:
    """Say whether there is anything to do about a notebook; reads nothing of the learner's."""
    return entry is None or entry.whole != hash_of(content) or not os.path.lexists(target)


def _bring(folder: Path, path: str, content: bytes, version: Version, entry: Entry, changes: Changes) -> None:
    """Lay, replace or keep one notebook by the rules, and note it."""
    target = folder / path
    state = _state(target, version, entry)
    if state == "written" and version.cells not in entry.offered:
        target = _place_beside(target, version, entry)
        state = _state(target, version, entry)
    to_write = state in ("absent", "ours")
    # Looked at again just before it is replaced: who writes in it at this moment gets the new version next time.
    if to_write and not write_whole(target, content, still=lambda: _state(target, version, entry) == state):
        return
    if target != folder / path:
        changes.kept[path] = target.name
    elif to_write:
        (changes.new if state == "absent" else changes.refreshed).append(path)
    entry.whole = version.whole
    entry.offered = list(dict.fromkeys([*entry.offered, version.cells]))


def _state(target: Path, version: Version, entry: Entry) -> Literal["absent", "same", "ours", "written"]:
    """Say what lies at a place: nothing, what is offered, an earlier version of ours, or something of the learner's."""
    if not os.path.lexists(target):
        return "absent"
    try:
        # A link, a folder or a pipe is there because the learner wants it.
        found = read_version(target.read_bytes()) if target.is_file() and not target.is_symlink() else None
    except (OSError, ValueError):
        found = None
    if found is None:
        return "written"
    if found.cells == version.cells:
        # With the same cells, only a file that nobody has saved since gets newer stored outputs.
        return "ours" if found.whole == entry.whole != version.whole else "same"
    return "ours" if found.cells in entry.known else "written"


def _place_beside(target: Path, version: Version, entry: Entry) -> Path:
    """Return where the new version of a kept notebook goes: over an earlier one nobody wrote in, or a free name."""
    words = Words(target.parent.name)
    # One more name than there are files: at least one is free.
    numbers = range(1, len(os.listdir(target.parent)) + 2)
    names = [words("workspace.beside", name=target.stem, number="" if n == 1 else f" {n}") for n in numbers]
    states = {place: _state(place, version, entry) for place in (target.with_name(f"{n}.ipynb") for n in names)}
    return min(states, key=lambda place: ["same", "ours", "absent", "written"].index(states[place]))
