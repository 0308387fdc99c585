"""How anything is written in a workspace: a file is old or new, whole, and one start at a time does it."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

#: What the machine keeps in a workspace; the file list hides what begins with a dot.
MACHINE_FOLDER = ".styra"

#: A file that is being written; one left by a killed start is removed by the next.
_UNFINISHED = ".styra-{}.part"

#: How long a start waits for another one, in seconds, before it goes on without being alone.
_PATIENCE = 20.0

#: More than a full disk may still find room for beside a file's name.
_TRIAL = bytes(2**16)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Reason = Literal["full", "write", "course", "no_lessons"]


class WorkspaceError(Exception):
    """The workspace cannot be used: `workspace.REASON` is the sentence that says so, about `path`."""

    def __init__(self, reason: Reason, path: Path) -> None:
        """Keep why, and which file or folder."""
        super().__init__(f"{reason}: {path}")
        self.reason, self.path = reason, path


def write_whole(target: Path, content: bytes, still: Callable[[], bool] = lambda: True) -> bool:
    """Put a whole file in its place at once, unless `still` says at the last moment that it should not be.

    Returns whether the file was put there. Raises WorkspaceError, with nothing changed, where that
    cannot be done.
    """
    unfinished = target.with_name(_UNFINISHED.format(os.getpid()))
    with _explained(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if wanted := still():
                os.replace(unfinished, target)
            return wanted
        finally:
            with suppress(OSError):
                unfinished.unlink()


def try_to_write(folder: Path) -> None:
    """Write a file in a workspace and take it away again. Raises WorkspaceError where that fails."""
    write_whole(folder / MACHINE_FOLDER / "trial", _TRIAL, still=lambda: False)


def can_write(folder: Path) -> bool:
    """Say whether a workspace can be written now; makes its folder and leaves nothing else."""
    try:
        try_to_write(folder)
    except WorkspaceError:
        return False
    return True


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other starts waiting, and say whether that could be done on this file system.

    The lock is SQLite's, on an empty file: it works alike on every system and is gone when its process is.
    Raises WorkspaceError where the workspace cannot be made.
    """
    place = folder / MACHINE_FOLDER
    with _explained(folder):
        place.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            lock = stack.enter_context(closing(sqlite3.connect(place / "lock", _PATIENCE, isolation_level=None)))
            lock.execute("PRAGMA journal_mode=MEMORY")  # nothing is ever written in it, so no journal beside it
            lock.execute("BEGIN EXCLUSIVE")
            is_alone = True
        except sqlite3.Error:
            is_alone = False
        yield is_alone


def sweep(folders: Iterable[Path]) -> None:
    """Remove what killed starts left unfinished. Only for who is alone."""
    for unfinished in [path for folder in folders for path in folder.glob(_UNFINISHED.format("*"))]:
        with suppress(OSError):
            unfinished.unlink()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says when it cannot write into a WorkspaceError about a path."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError("full" if error.errno in _NO_ROOM else "write", path) from error
