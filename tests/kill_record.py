"""Writes to a learner's record in child processes that are killed on the way, and looks at what they leave.

    python kill_record.py instructions|bytes|promises FOLDER

A child tells of each event that `save` has promised to keep, before it dies. Then the record must open, be whole, hold
every promised event, and take another. Prints how many children were killed, and fails at the first that left anything
wrong. Run as a process of its own, since only one with a single thread may fork.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

from course import progress

#: Keeps the record open, so that its write-ahead file stays and grows.
HOLDER = """
import sqlite3, sys
record = sqlite3.connect(sys.argv[1])
print(record.execute("SELECT count(*) FROM event").fetchone(), flush=True)
sys.stdin.read()
"""


def write(number: int) -> bool:
    """Save a numbered event."""
    return progress.save("quiz", "06", "x", {"number": number, "text": "x" * 500})


def numbers() -> list[int]:
    """Return the numbers of the events that are there."""
    return [event.value["number"] for event in progress.events()]


def child(prepare: Callable[[], None], events: Iterator[int], enough: int | None = None) -> tuple[bool, int]:
    """Fork a child that prepares its death and writes; return whether it was killed, and what it had promised.

    enough: kill it when it has made this many promises.
    """
    reads, writes = os.pipe()
    process = os.fork()
    if process == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        prepare()
        for number in events:
            if write(number):
                os.write(writes, b".")
        os._exit(0)
    os.close(writes)
    promised = 0
    while some := os.read(reads, 1 if enough is not None else 100):
        promised += len(some)
        if promised == enough:
            os.kill(process, signal.SIGKILL)
    os.close(reads)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1]), promised


def look(promised: int, case: str) -> None:
    """Fail unless the record is whole, has every promised event and at most one more, and takes another."""
    found = numbers()
    assert found == list(range(len(found))), f"{case}: {found}"
    assert promised <= len(found) <= promised + 1, f"{case}: {promised} promised, {len(found)} there"
    assert write(len(found)), f"{case}: it takes no more"
    assert len(numbers()) == len(found) + 1, case
    record = sqlite3.connect(progress.record_path())
    assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)], case
    record.close()
    assert not progress.set_aside(), f"{case}: taken for damaged"


def tried(prepare: Callable[[], None], case: str, events: int = 1, enough: int | None = None) -> bool:
    """Let a child go on from what is there, look at what it leaves, and say whether it was killed."""
    start = len(numbers())
    killed, promised = child(prepare, iter(range(start, start + events)), enough)
    look(start + promised, case)
    return killed


def die_at_instruction(last: int) -> None:
    """Arrange to be killed at the n-th instruction of SQLite's machine."""
    really, done = sqlite3.connect, count(1)

    def one_more() -> int:
        if next(done) == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def connect(*place: object, **how: object) -> sqlite3.Connection:
        record: sqlite3.Connection = really(*place, **how)  # type: ignore[call-overload]
        record.set_progress_handler(one_more, 1)
        return record

    sqlite3.connect = connect  # type: ignore[assignment]


def die_at_byte(limit: int) -> None:
    """Arrange to be killed where a file would grow beyond a limit; what was written up to there stays."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def at_instructions() -> Iterator[bool]:
    """Kill the first write, then a later one, at each instruction until one gets through."""
    for later in (False, True):
        for last in count(1):
            if not later:
                progress.delete()
            killed = tried(lambda: die_at_instruction(last), f"instruction {last}")  # noqa: B023
            yield killed
            if not killed:
                break


def at_bytes() -> Iterator[bool]:
    """Kill a write within a file: a new record, the write-ahead file, and the file itself when that is merged."""
    for limit in range(0, 45_000, 1_500):
        progress.delete()
        yield tried(lambda: die_at_byte(limit), f"new record, byte {limit}")  # noqa: B023
    place = str(progress.record_path())
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        for step in range(0, 14_000, 193):
            limit = Path(f"{place}-wal").stat().st_size + step
            yield tried(lambda: die_at_byte(limit), f"write-ahead file, byte {limit}")  # noqa: B023
    for limit in range(33_000, Path(place).stat().st_size + 5_000, 3_999):
        yield tried(lambda: die_at_byte(limit), f"merging, byte {limit}")  # noqa: B023


def at_promises() -> Iterator[bool]:
    """Kill a process that writes as fast as it can, some promises after its start."""
    draw = random.Random(38)
    while True:
        yield tried(lambda: None, "while writing", events=10_000, enough=draw.randrange(1, 25))


def main(way: str, folder: str) -> None:
    os.environ["COURSE_HOME"] = folder
    ways = {"instructions": at_instructions(), "bytes": at_bytes(), "promises": islice(at_promises(), 25)}
    print(sum(ways[way]))


if __name__ == "__main__":
    main(*sys.argv[1:])
