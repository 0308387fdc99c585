"""One list of dependencies: pyproject.toml. What is made from it, or beside it, is in step."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from tools import environment

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert table["dependencies"], "pyproject.toml lists no dependencies"
    return table


@pytest.fixture(scope="module")
def conda() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return content


def test_environment_file_is_what_its_maker_writes(capsys: pytest.CaptureFixture[str]) -> None:
    """environment.yml is never edited by hand."""
    assert environment.main(["--check"]) == 0, capsys.readouterr().err


def test_a_changed_list_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` fails on a file out of step and writes nothing; without it the file is put right."""
    stale = tmp_path / "environment.yml"
    stale.write_text("name: another\n")
    monkeypatch.setattr(environment, "TARGET", stale)
    assert environment.main(["--check"]) == 1
    assert "run python -m tools.environment" in capsys.readouterr().err
    assert stale.read_text() == "name: another\n"
    assert environment.main([]) == 0
    assert environment.main(["--check"]) == 0


def test_conda_gets_the_same_pins(conda: dict[str, Any], project: dict[str, Any]) -> None:
    """As YAML, the file holds every dependency with its pin, Python's lower bound, and the course itself."""
    *listed, pip, course = conda["dependencies"]
    assert listed == [f"python{project['requires-python']}", *project["dependencies"]]
    assert (pip, course) == ("pip", {"pip": ["--editable ."]})
    assert conda["channels"][0] == "conda-forge"


def test_the_lock_satisfies_the_pins(conda: dict[str, Any]) -> None:
    """Every version that uv.lock holds of a listed package is one that environment.yml allows."""
    locked: dict[str, list[str]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]:
        locked.setdefault(package["name"], []).append(package.get("version", ""))
    for line in conda["dependencies"]:
        if not isinstance(line, str) or line == "pip" or line.startswith("python>"):
            continue
        requirement = Requirement(line)
        assert locked.get(requirement.name), f"{line}: not in uv.lock"
        for version in locked[requirement.name]:
            assert Version(version) in requirement.specifier, f"{line}: uv.lock has {version}"


def test_the_citation_names_this_version_and_both_licences(project: dict[str, Any]) -> None:
    """CITATION.cff has what cff 1.2.0 demands, and says what pyproject.toml says."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert all(citation[key] for key in ("message", "title", "authors"))
    assert str(citation["version"]) == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]
    assert citation["authors"] == project["authors"]


def test_each_licence_file_names_its_licence(project: dict[str, Any]) -> None:
    """MIT stands in full; the notice for texts and data names CC BY 4.0 and where it is."""
    assert project["license-files"] == ["LICENSE", "LICENSE-CONTENT"]
    assert (ROOT / "LICENSE").read_text().startswith("MIT License\n")
    notice = (ROOT / "LICENSE-CONTENT").read_text()
    assert "CC-BY-4.0" in notice
    assert "https://creativecommons.org/licenses/by/4.0/" in notice
