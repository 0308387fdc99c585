"""The time limit on what learners write: it ends loops, it is quiet, and it lets no exception out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from course.checks import limits
from course.checks.limits import call_within

#: Seconds: long enough for a loaded machine to start a thread, short enough to wait for.
SHORT = 0.2


def loop() -> None:
    while True:
        pass


def stubborn_loop() -> None:
    for _ in range(3):
        try:
            loop()
        except BaseException:
            continue
    loop()


def no_threads(*_: Any) -> None:
    raise RuntimeError("can't start new thread")


@pytest.fixture(params=["thread", "trace"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of counting time; Pyodide refuses threads with the error that is raised here."""
    if request.param == "trace":
        monkeypatch.setattr(threading.Thread, "start", no_threads)
    return str(request.param)


def test_value(way: str) -> None:
    """What a function returns is the outcome's value."""
    outcome = call_within(lambda: 6 * 7)
    assert (outcome.value, outcome.error, outcome.late) == (42, None, False)


def raises(error: BaseException) -> Callable[[], None]:
    def function() -> None:
        raise error

    return function


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(1), KeyboardInterrupt(), GeneratorExit()], ids=repr)
def test_any_error_is_an_outcome(way: str, error: BaseException) -> None:
    """Whatever a function raises becomes the outcome's error, SystemExit too."""
    assert call_within(raises(error)).error is error


def test_deep_recursion(way: str) -> None:
    """A function that calls itself for ever ends in a RecursionError."""

    def again() -> Any:
        return again()

    assert isinstance(call_within(again).error, RecursionError)


def test_endless_loop_is_ended(way: str) -> None:
    """A loop without an end is stopped when the time is out, and its thread is gone."""
    threads = threading.active_count()
    assert call_within(loop, SHORT).late
    assert threading.active_count() == threads


def test_code_that_catches_everything_is_told_again() -> None:
    """A thread is told to stop until it does, so code that catches what stops it ends too."""
    threads = threading.active_count()
    assert call_within(stubborn_loop, SHORT).late
    assert threading.active_count() == threads


def test_one_long_call_is_left_behind() -> None:
    """A call that Python cannot interrupt is not waited for."""
    release, ended = threading.Event(), threading.Event()

    def blocked() -> None:
        try:
            release.wait()
        finally:
            ended.set()

    assert call_within(blocked, SHORT).late
    release.set()
    assert ended.wait(10), "the thread that was left behind did not end when its call returned"


def test_silence(way: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What the function prints is thrown away, and printing works again afterwards."""
    streams = sys.stdout, sys.stderr
    call_within(lambda: print("loud", file=sys.stderr) or print("loud"))
    assert (sys.stdout, sys.stderr) == streams
    assert capsys.readouterr() == ("", "")


def test_a_debugger_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where time is counted by a trace function, the one that was there comes back."""
    monkeypatch.setattr(threading.Thread, "start", no_threads)
    before = sys.gettrace()
    call_within(loop, SHORT)
    assert sys.gettrace() is before


def test_limit_is_short() -> None:
    """A learner waits two seconds at most, and half a second for the stopping."""
    assert limits.LIMIT + limits._GRACE <= 2.5
