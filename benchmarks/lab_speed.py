"""How fast a lab follows the hand: arrow key to repainted chart, against `interact` with matplotlib.

    python benchmarks/lab_speed.py [rounds]      needs Chromium and the groups `test` and `bench`

JupyterLab runs as learners run it (`course open`). One notebook holds lesson 06's first lab and the same curve made
with `interact` and matplotlib. The two are moved in turn, 30 steps each after two that are dropped, and each step is
timed in the page: from the key's event to the frame after the picture has changed. For the lab the part from the
input event to the drawn chart is timed too. Goals: p95 at most 80 ms, and p50 at most 0.55 of matplotlib's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
STEPS, DROPPED = 30, 2

LAB = """
from course import open_lesson
open_lesson("06-payment-rules", lang="en").lab("payment-rules")
"""
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


@contextmanager
def course_server(folder: Path) -> Iterator[str]:
    """Open a folder as the course is opened, and give the page's address."""
    environment = {**os.environ, "COURSE_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "course.cli", "open", "--no-browser", "--lang", "en"]
    shutil.copytree(ROOT / "course", folder / "course", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "datasets", folder / "datasets")
    environment["PYTHONPATH"] = str(folder)
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout
        yield next(page.group() for line in server.stdout if (page := re.search(r"http://\S+", line)))
    finally:
        server.terminate()
        server.wait(30)


def write_notebook(folder: Path) -> None:
    """Write the notebook with the lab and its peer."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source.strip()) for source in (LAB, PEER)]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "speed.ipynb")


def step(page: Page, key: str, target: str, picture: str) -> tuple[float, float]:
    """Press a key once and return (key to frame, input event to drawn) in milliseconds."""
    page.evaluate(WATCH, [target, picture])
    page.keyboard.press(key)
    frame, drawn = page.evaluate("window.benchmark")
    return frame, drawn


def measure(page: Page, key: str) -> dict[str, np.ndarray[Any, Any]]:
    """Move lab and peer in turn; return times by what was measured, shape (30,), milliseconds."""
    lab = ("[data-bench=lab]", "[data-bench=lab-picture]")
    peer = ("[data-bench=peer]", "[data-bench=peer-picture]")
    taken: dict[str, list[float]] = {"lab, key to frame": [], "lab, input to drawn": [], "interact + matplotlib": []}
    for _ in range(STEPS + DROPPED):
        frame, drawn = step(page, key, *lab)
        taken["lab, key to frame"].append(frame)
        taken["lab, input to drawn"].append(drawn)
        page.wait_for_timeout(150)
        taken["interact + matplotlib"].append(step(page, key, *peer)[0])
        page.wait_for_timeout(250)
    return {name: np.array(times[DROPPED:]) for name, times in taken.items()}


def prepare(page: Page, address: str) -> None:
    """Open the notebook, run it, open the lab's controls and mark what is to be moved and watched."""
    page.goto(address.replace("lessons/en/index.ipynb", "speed.ipynb"))
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.wait_for_timeout(3000)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu").get_by_text("Run All Cells", exact=True).click()
    page.locator(".smt-lab .smt-chart svg").wait_for(timeout=60_000)
    page.locator(".widget-slider .noUi-handle, .widget-slider input").first.wait_for(timeout=60_000)
    page.locator(".jp-RenderedImage img").first.wait_for(timeout=60_000)
    page.locator(".smt-lab").get_by_role("button", name="Skip").click()
    page.wait_for_timeout(1500)
    page.evaluate("""() => {
      const mark = (selector, name) => document.querySelector(selector).setAttribute("data-bench", name);
      mark(".smt-lab input[type=range]", "lab");
      mark(".smt-lab .smt-chart", "lab-picture");
      mark(".widget-slider .noUi-handle", "peer");
      document.querySelector(".jp-RenderedImage").closest(".widget-output").setAttribute("data-bench", "peer-picture");
    }""")


def report(times: dict[str, np.ndarray[Any, Any]]) -> None:
    """Print the table and the ratio."""
    print(f"{'ms':<24}{'p50':>8}{'p95':>8}{'max':>8}")
    for name, taken in times.items():
        # p95 of thirty is the 29th.
        ordered = np.sort(taken)
        print(
            f"{name:<24}{np.median(taken):8.0f}{ordered[int(np.ceil(0.95 * len(ordered))) - 1]:8.0f}{ordered[-1]:8.0f}"
        )
    ratio = np.median(times["lab, key to frame"]) / np.median(times["interact + matplotlib"])
    print(f"p50 of the lab / p50 of interact + matplotlib: {ratio:.2f}  (goal: at most 0.55)\n", flush=True)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_notebook(folder)
        with course_server(folder) as address:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1300, "height": 1900})
            prepare(page, address)
            for number in range(rounds):
                # There and back again, so that every round moves over the same values.
                report(measure(page, "ArrowLeft" if number % 2 else "ArrowRight"))
            browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
