"""What every test process shares: a learner's folder of its own, never the developer's."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

_HOME = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Point COURSE_HOME at a new folder before any test is collected; subprocesses and kernels inherit it."""
    config.stash[_HOME] = os.environ["COURSE_HOME"] = tempfile.mkdtemp(prefix="course-home-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder again."""
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)
