"""One course and one browser for all tests of this folder; when either is missing, the tests fail and say so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from course.workspace import update
from tools.places import ROOT
from tools.running import NotRunningError, running_chromium, running_course
from tools.tabs import Server, Tab, opened_tab

#: What a checkout shows a learner, and the package that shows it.
COPIED = ("course", "datasets", "lessons", "exercises", "solutions")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Open a copy of the course with its own command, in a workspace of its own that has both languages."""
    root, home = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("home")
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    update(root, home, "sv")
    try:
        with running_course(home, root) as address:
            yield Server.at(address, home)
    except NotRunningError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    try:
        with running_chromium() as started:
            yield started
    except NotRunningError as error:
        pytest.fail(str(error))


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """Open a tab for one test."""
    with opened_tab(browser, server) as opened:
        yield opened
