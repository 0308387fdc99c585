"""Running what a learner wrote: with a time limit, quietly, and whatever it raises."""

from __future__ import annotations

import ctypes
import io
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from types import FrameType
from typing import Any

#: Seconds that one check may take.
LIMIT = 2.0
#: Seconds in which code that has run out of time is told to stop, again and again, before it is left behind.
_GRACE = 0.5
#: Seconds between two such tellings.
_PAUSE = 0.01


class Stop(SystemExit):
    """Raised inside code that has run out of time. A thread that ends by it prints nothing."""


@dataclass(frozen=True)
class Outcome:
    """What became of a call: the value returned, or what was raised, or that the time ran out."""

    value: Any = None
    error: BaseException | None = None
    late: bool = False


def call_within(function: Callable[[], Any], seconds: float = LIMIT) -> Outcome:
    """Call a function of no arguments with a time limit, in seconds; what it prints is thrown away.

    It runs in a thread, which is told to stop when time is out. A thread that sits in one long call (a sleep, a
    matrix product) is left behind and stops when that call returns; only an endless loop inside code that catches
    everything can go on in the background. Where threads cannot start, as in Pyodide, a
    trace function counts the time instead: it cannot stop a sleep, nor a loop that catches everything.
    """
    # The names are global to the process, so this thread puts them back even if the other one is left behind.
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return _in_thread(function, seconds)


def _outcome(function: Callable[[], Any]) -> Outcome:
    try:
        return Outcome(value=function())
    except Stop:
        return Outcome(late=True)
    except BaseException as error:  # whatever a learner's code raises is an answer, SystemExit too
        return Outcome(error=error)


def _in_thread(function: Callable[[], Any], seconds: float) -> Outcome:
    found: list[Outcome] = []
    thread = threading.Thread(target=lambda: found.append(_outcome(function)), daemon=True)
    try:
        thread.start()
    except RuntimeError:
        return _traced(function, seconds)
    try:
        thread.join(seconds)
        late = thread.is_alive()
    finally:
        # Also when the learner interrupts the kernel while waiting.
        _stop(thread)
    return found[0] if found and not late else Outcome(late=True)


def _stop(thread: threading.Thread) -> None:
    """Raise Stop in the thread until it ends; one that catches everything may need to be told more than once."""
    for _ in range(round(_GRACE / _PAUSE)):
        if not thread.is_alive() or thread.ident is None:
            return
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
        thread.join(_PAUSE)


def _traced(function: Callable[[], Any], seconds: float) -> Outcome:
    deadline = time.monotonic() + seconds

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if time.monotonic() > deadline:
            raise Stop
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return _outcome(function)
    finally:
        sys.settrace(before)
