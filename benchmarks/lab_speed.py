"""How fast a lab follows the hand: arrow key to repainted chart, against `interact` with matplotlib.

    python -m benchmarks.lab_speed [rounds]      needs Chromium and the groups `test` and `bench`

JupyterLab runs as learners run it (`course open`). One notebook holds lesson 06's first lab, lesson 08's evaluation
bench with its 400 draws, and the curve of the first made with `interact` and matplotlib. The three are moved in turn,
30 steps each after two that are dropped, and each step is timed in the page: from the key's event to the frame after
the picture has changed. For the labs the part from the input event to the drawn chart is timed too. Goals: p95 of each
lab at most 80 ms, and p50 of the first at most 0.55 of matplotlib's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from course.labs import find_lab
from tools.running import running_chromium, running_course
from tools.tabs import Server, opened_tab

STEPS, DROPPED = 30, 2

#: The labs that are moved, each by its first slider.
LABS = ("payment-rules", "evaluation-bench")
SHOW = 'from course import open_lesson\nopen_lesson("{lesson}", lang="en").lab("{lab}")'
PEER = """
%matplotlib inline
import matplotlib.pyplot as plt, numpy as np
from ipywidgets import FloatSlider, interact
from course.labs import find_lab
LAB = find_lab("payment-rules")

def draw(volume_yours=1.0):
    result = LAB.run(**{**LAB.defaults(), "volume_yours": volume_yours})
    figure, axes = plt.subplots(figsize=(5.6, 2.8))
    axes.plot(np.linspace(0.6, 1.4, result.curve.size), result.curve)
    axes.plot([0.6, 1.4], [1, 1], "--")
    axes.plot([volume_yours], [result.yours], "o")
    plt.show()

_ = interact(draw, volume_yours=FloatSlider(value=1.0, min=0.6, max=1.4, step=0.01))
"""

#: Press the key inside the page, wait for the picture to change and for the frame after it.
WATCH = """
([target, picture]) => {
  const changed = (node) => new Promise((resolve) => {
    const observer = new MutationObserver(() => { observer.disconnect(); resolve(performance.now()); });
    observer.observe(node, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  const input = document.querySelector(target);
  window.benchmark = new Promise((resolve, reject) => {
    let pressed = 0, moved = 0;
    setTimeout(() => reject(new Error(`no change of ${picture} after a key on ${target}`)), 10000);
    input.addEventListener("keydown", () => {
      pressed = performance.now();
      changed(document.querySelector(picture)).then((drawn) => {
        const done = () => resolve([performance.now() - pressed, drawn - moved]);
        requestAnimationFrame(() => requestAnimationFrame(done));
      });
    }, { once: true, capture: true });
    input.addEventListener("input", () => { moved = performance.now(); }, { once: true });
  });
  input.focus();
}
"""


def step(page: Page, key: str, target: str, picture: str) -> tuple[float, float]:
    """Press a key once and return (key to frame, input event to drawn) in milliseconds."""
    page.evaluate(WATCH, [target, picture])
    page.keyboard.press(key)
    frame, drawn = page.evaluate("window.benchmark")
    return frame, drawn


def measure(page: Page) -> dict[str, np.ndarray[Any, Any]]:
    """Move labs and peer in turn; return times by what was measured, shape (30,), milliseconds."""
    taken: dict[str, list[float]] = {}
    for number in range(STEPS + DROPPED):
        # There and back again: no slider has room for all steps one way.
        key = "ArrowRight" if number % 16 < 8 else "ArrowLeft"
        for lab in LABS:
            frame, drawn = step(page, key, f"[data-bench={lab}]", f"[data-bench={lab}-picture]")
            taken.setdefault(f"{lab}, key to frame", []).append(frame)
            taken.setdefault(f"{lab}, input to drawn", []).append(drawn)
            page.wait_for_timeout(150)
        frame, _ = step(page, key, "[data-bench=peer]", "[data-bench=peer-picture]")
        taken.setdefault("interact + matplotlib", []).append(frame)
        page.wait_for_timeout(600)  # what matplotlib leaves behind must not be counted on the lab that comes next
    return {name: np.array(times[DROPPED:]) for name, times in taken.items()}


def prepare(page: Page) -> None:
    """Open the labs' controls and mark what is to be moved and watched."""
    page.locator(".widget-slider .noUi-handle, .widget-slider input").first.wait_for(timeout=60_000)
    page.locator(".jp-RenderedImage img").first.wait_for(timeout=60_000)
    for number in range(len(LABS)):
        page.locator(".smt-lab").nth(number).get_by_role("button", name="Skip").click()
    page.wait_for_timeout(1500)
    page.evaluate(
        """(labs) => {
      const mark = (element, name) => element.setAttribute("data-bench", name);
      document.querySelectorAll(".smt-lab").forEach((lab, number) => {
        mark(lab.querySelector("input[type=range]"), labs[number]);
        mark(lab.querySelector(".smt-chart"), `${labs[number]}-picture`);
      });
      mark(document.querySelector(".widget-slider .noUi-handle"), "peer");
      mark(document.querySelector(".jp-RenderedImage").closest(".widget-output"), "peer-picture");
    }""",
        list(LABS),
    )


def report(times: dict[str, np.ndarray[Any, Any]]) -> None:
    """Print the table and the ratio."""
    print(f"{'ms':<34}{'p50':>8}{'p95':>8}{'max':>8}")
    for name, taken in times.items():
        # p95 of thirty is the 29th.
        ordered = np.sort(taken)
        print(
            f"{name:<34}{np.median(taken):8.0f}{ordered[int(np.ceil(0.95 * len(ordered))) - 1]:8.0f}{ordered[-1]:8.0f}"
        )
    ratio = np.median(times[f"{LABS[0]}, key to frame"]) / np.median(times["interact + matplotlib"])
    print(f"p50 of {LABS[0]} / p50 of interact + matplotlib: {ratio:.2f}  (goal: at most 0.55)\n", flush=True)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as home, running_course(Path(home)) as address, running_chromium() as browser:
        server = Server.at(address, Path(home))
        path = server.write("speed", *(SHOW.format(lesson=find_lab(lab).lesson, lab=lab) for lab in LABS), PEER)
        with opened_tab(browser, server, viewport={"width": 1300, "height": 2600}) as tab:
            tab.open(path)
            tab.run_all()
            tab.labs(len(LABS))
            prepare(tab.page)
            for _ in range(rounds):
                report(measure(tab.page))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
