"""One course and one browser for all tests of this folder; when either is missing, the tests fail and say so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, sync_playwright
from tabs import Server, Tab, opened_tab

ROOT = Path(__file__).parent.parent.parent
#: What a checkout shows a learner, and the package that shows it.
COPIED = ("course", "datasets", "lessons", "exercises", "solutions")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: No sandbox: tests in a container run as root. The rest keeps the browser itself from asking the internet.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Open a copy of the course with its own command, with a learner's folder of its own."""
    root, home = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("home")
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    # A folder of its own for Jupyter too: which notebooks are trusted is kept there.
    own = {"COURSE_HOME": str(home), "JUPYTER_DATA_DIR": str(home / "jupyter"), "PYTHONPATH": str(root)}
    environment = {**os.environ, **own}
    command = [sys.executable, "-m", "course.cli", "open", "--no-browser", "--lang", "en"]
    log = home / "server.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )  # fmt: skip
    try:
        yield _ready(process, root, home, log)
    finally:
        process.terminate()
        process.wait(30)


def _ready(process: subprocess.Popen[str], root: Path, home: Path, log: Path) -> Server:
    """Wait for the line that names the page."""
    assert process.stdout
    for line in process.stdout:
        if page := re.search(r"http://\S+", line):
            parts = urlsplit(page.group())
            return Server(f"http://{parts.netloc}", parts.query.removeprefix("token="), root, home)
    pytest.fail(f"`course open` ended before its page was ready: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"there is no Chromium at {CHROMIUM}: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            pytest.fail(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """Open a tab for one test."""
    with opened_tab(browser, server) as opened:
        yield opened
