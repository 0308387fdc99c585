"""The course as a learner has it, for tests, benchmarks and pictures: `course open` on a workspace, and Chromium."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from tools.places import ROOT

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


class NotRunningError(RuntimeError):
    """The course or the browser could not be started; the message says why."""


@contextmanager
def running_course(home: Path, root: Path = ROOT, lang: str = "en") -> Iterator[str]:
    """Open the course of a checkout in a workspace and give the address of its first page, with the token.

    home: the learner's folder. Raises NotRunningError when the command ends before its page is ready.
    """
    # A folder of its own for Jupyter too: which notebooks are trusted is kept there.
    own = {"COURSE_HOME": str(home), "JUPYTER_DATA_DIR": str(home / "jupyter"), "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "course.cli", "open", "--no-browser", "--lang", lang, "--port", str(_free_port())]
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            command, cwd=root, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=log, text=True
        )  # fmt: skip
        try:
            pages = (re.search(r"http://\S+", line) for line in server.stdout or ())
            page = next(filter(None, pages), None)
            if page is None:
                log.seek(0)
                raise NotRunningError(f"`course open` ended before its page was ready: {log.read()[-2000:]}")
            yield page.group()
        finally:
            server.terminate()
            server.wait(30)


def _free_port() -> int:
    """Return a port that the system has free: two courses that start at the same moment must not want the same one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start Chromium. Raises NotRunningError, saying what is missing."""
    if not Path(CHROMIUM).exists():
        raise NotRunningError(f"there is no Chromium at {CHROMIUM}: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            raise NotRunningError(f"Chromium does not start: {error.message.splitlines()[0]}") from error
        try:
            yield browser
        finally:
            browser.close()
