"""Vega's JavaScript: one file, made from a lock, carried once by the wheel, of the version that Altair writes for."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import altair as alt
import pytest

from course.widgets import vega

ROOT = Path(__file__).parent.parent
FILE = ROOT / "labextension" / "static" / "vega.mjs"
MADE_FROM = json.loads((ROOT / "tools" / "vega" / "package.json").read_text(encoding="utf-8"))["dependencies"]


def test_the_file_is_what_the_build_makes(tmp_path):
    """tools/vega/build.sh gives this very file. Skips without npm, but not in CI."""
    if not shutil.which("npm"):
        assert not os.environ.get("CI"), "CI needs npm to make vega.mjs again"
        pytest.skip("no npm to make vega.mjs again")
    made = tmp_path / "vega.mjs"
    subprocess.run([ROOT / "tools" / "vega" / "build.sh", made], check=True, capture_output=True)
    assert made.read_bytes() == FILE.read_bytes(), "run tools/vega/build.sh"


def test_versions_agree():
    """The banner, the list, the page's address and Altair's schema name the same versions."""
    banner = FILE.read_text(encoding="utf-8")[:300]
    names = {"Vega": "vega", "Vega-Lite": "vega-lite", "vega-interpreter": "vega-interpreter"}
    for shown, package in names.items():
        assert f"{shown} {MADE_FROM[package]}" in banner
    assert "-".join(MADE_FROM[package] for package in names.values()) == vega.VERSION
    assert f"v{MADE_FROM['vega-lite']}" == alt.SCHEMA_VERSION


def test_the_lock_names_no_host():
    """The lock holds integrity hashes, not addresses of somebody's mirror."""
    lock = (ROOT / "tools" / "vega" / "package-lock.json").read_text(encoding="utf-8")
    assert not re.search(r'"resolved"', lock)
    assert lock.count('"integrity"') > 20


def test_the_kernel_can_send_the_file():
    """Where no server has the file, the kernel sends the same text, gzipped."""
    packed = vega.packed_vega()
    assert packed is not None
    assert gzip.decompress(packed) == FILE.read_bytes()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    """Build the wheel as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    # uv is where start.py has it: on the machine, or in the checkout's own ignored folder.
    own = [path for path in (ROOT / ".tools").glob("*/*/uv*") if path.stem == "uv"]
    uv = shutil.which("uv") or (own[0] if own else pytest.fail("no uv: run the tests with `python3 start.py test`"))
    subprocess.run([uv, "build", "--wheel", "--out-dir", folder, ROOT], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_carries_vega_once(wheel):
    """One copy, in the labextension folder, and it is the file."""
    copies = [name for name in wheel.namelist() if name.endswith("vega.mjs")]
    assert len(copies) == 1
    assert copies[0].endswith("data/share/jupyter/labextensions/styra-med-tillit/static/vega.mjs")
    assert wheel.read(copies[0]) == FILE.read_bytes()


def test_the_wheel_carries_what_the_package_reads(wheel):
    """Tables, catalogues, quizzes, glossary and the views' files; and nothing that belongs to authors."""
    names = set(wheel.namelist())
    for folder in ("text", "quizzes", "widgets/static", "jupyter"):
        for file in (ROOT / "course" / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".po":
                assert file.relative_to(ROOT).as_posix() in names
    for file in (ROOT / "datasets").rglob("*"):
        if file.is_file():
            assert f"course/{file.relative_to(ROOT).as_posix()}" in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "lessons/", "solutions/"))]
