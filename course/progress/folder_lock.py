"""A lock on the learner's folder: many may use the record at once, one alone may move or delete it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds between two tries.
_PAUSE = 0.01


@contextmanager
def folder_lock(folder: Path, *, shared: bool, patience: float) -> Iterator[None]:
    """Hold the lock, with others who share it or alone; a killed process gives it back by itself.

    patience: seconds to wait for the others.
    Raises BlockingIOError when the wait was in vain.
    """
    # Windows needs no lock: it moves and deletes no file that anybody has open.
    if sys.platform == "win32":
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        _wait(place, shared, time.monotonic() + patience)
        yield
    finally:
        os.close(place)


def _wait(place: int, shared: bool, deadline: float) -> None:
    import fcntl  # not on Windows

    while True:
        try:
            fcntl.flock(place, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        except OSError:
            return  # a file system that knows no locks: as good as it was before
