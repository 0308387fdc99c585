"""How long a notebook waits for `from course import open_lesson`, against what it is built on.

    python -m benchmarks.import_time [rounds]

Fresh interpreters, taken in turn, so that the machine's moods hit both alike. Prints medians in milliseconds and their
ratio. The goal is at most 1.15: the course itself should add next to nothing to pandas, Altair and ipywidgets.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COURSE = "from course import open_lesson"
BASE = "import pandas, altair, ipywidgets"
GOAL = 1.15


def seconds(code: str) -> float:
    """Run code in a fresh interpreter and return how long it took, start of the interpreter included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    times: dict[str, list[float]] = {COURSE: [], BASE: []}
    for code in times:
        seconds(code)  # byte code and disk cache
    for _ in range(rounds):
        for code, taken in times.items():
            taken.append(seconds(code))
    for code, taken in times.items():
        print(f"{code:<36} median {1000 * statistics.median(taken):6.0f} ms  (least {1000 * min(taken):.0f})")
    ratio = statistics.median(times[COURSE]) / statistics.median(times[BASE])
    print(f"ratio {ratio:.2f}  (goal: at most {GOAL})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
