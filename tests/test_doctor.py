"""`course doctor`: one line per thing, true to what is there, in the learner's language."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from course import cli, doctor
from course.commands import doctor as commands_doctor
from course.text import LANGUAGES, Words


def _hide(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Make importing a package fail, as where it is not installed."""
    really = builtins.__import__

    def without(
        name: str, scope: Mapping[str, Any] | None = None, local: Any = None, names: Sequence[str] = (), level: int = 0
    ) -> Any:
        if name.split(".")[0] == package:
            raise ImportError(f"No module named {name!r}", name=package)
        return really(name, scope, local, names, level)

    monkeypatch.setattr(builtins, "__import__", without)


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_python_new_enough_is_in_order(version: tuple[int, int]) -> None:
    """3.11 is the oldest that will do."""
    assert doctor.check_python(version).ok


def test_an_old_python_is_named() -> None:
    """An older Python is wrong, and the finding says which it is and which is needed."""
    finding = doctor.check_python((3, 10))
    assert (finding.ok, finding.values) == (False, {"version": "3.10", "oldest": "3.11"})


def test_the_oldest_python_is_the_one_declared() -> None:
    """The doctor and the package's own metadata agree on the oldest Python."""
    declared = metadata.metadata(doctor.DISTRIBUTION)["Requires-Python"]
    assert declared == f">={'.'.join(map(str, doctor.OLDEST_PYTHON))}"


def test_the_installed_packages_are_in_order() -> None:
    """Here, where the tests run, every declared package is installed."""
    finding = doctor.check_packages()
    assert finding.ok, finding.values
    assert finding.values["count"] == str(len(metadata.requires(doctor.DISTRIBUTION) or []))


def test_a_missing_or_old_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is absent or of the wrong version is named with its pin; one for another system is not."""
    declared = ["no-such-package>=1", "numpy<1", "pandas", 'no-such-package-either ; sys_platform == "never"']
    monkeypatch.setattr(metadata, "requires", lambda name: declared)
    finding = doctor.check_packages()
    assert (finding.ok, finding.values["wrong"]) == (False, "no-such-package>=1, numpy<1")


def test_a_course_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the course itself is not installed, that is what is wrong."""
    monkeypatch.setattr(doctor, "DISTRIBUTION", "no-such-course")
    assert doctor.check_packages() == doctor.Finding("packages", False, {"wrong": "no-such-course"})


def _extensions(folder: Path) -> list[Path]:
    files = [folder / name / file for name, file in doctor.WIDGET_FILES.items()]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text("{}")
    return files


def test_extensions_may_lie_in_different_places(tmp_path: Path) -> None:
    """JupyterLab reads several folders: an extension in any of them will do."""
    first, second = tmp_path / "user", tmp_path / "environment"
    _extensions(first)[0].unlink()
    _extensions(second)[1].unlink()
    assert doctor.check_widgets([first, second]).ok


@pytest.mark.parametrize("name", doctor.WIDGET_FILES)
def test_a_missing_extension_is_named(name: str, tmp_path: Path) -> None:
    """The file without which labs are not drawn is missed by its extension's name."""
    _extensions(tmp_path)
    (tmp_path / name / doctor.WIDGET_FILES[name]).unlink()
    finding = doctor.check_widgets([tmp_path])
    assert (finding.ok, finding.values) == (False, {"missing": name})


def test_the_installed_extensions_are_in_order() -> None:
    """Here, where the tests run, the browser's half of the labs is installed."""
    finding = doctor.check_widgets()
    assert finding.ok, f"missing: {finding.values['missing']}; run python3 start.py test"


def test_charts_are_drawn_without_network() -> None:
    """A chart comes out as data only, and looking does not change how charts are shown."""
    import altair as alt

    before = alt.renderers.active
    finding = doctor.check_charts()
    assert finding.ok, finding.values
    assert alt.renderers.active == before


def test_a_chart_that_would_fetch_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Altair's own default, a page that loads Vega from elsewhere, is not in order."""
    import altair as alt

    really = alt.renderers.enable
    monkeypatch.setattr(type(alt.renderers), "enable", lambda self, name: really("default"))
    finding = doctor.check_charts()
    assert (finding.ok, finding.values) == (False, {"found": "text/html"})


def test_a_missing_chart_package_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without altair the doctor says so and does not fall over."""
    _hide(monkeypatch, "altair")
    assert doctor.check_charts() == doctor.Finding("charts", False, {"found": "ImportError"})


def test_a_record_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding names the place, so that the learner can choose another."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    assert doctor.check_record() == doctor.Finding("record", False, {"path": str(tmp_path / "file" / "record.sqlite")})


def test_a_record_that_can_be_written_stays_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking leaves no event."""
    from course import progress

    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    assert doctor.check_record().ok
    assert progress.events() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_words(lang: str) -> None:
    """Right or wrong, each check's sentence exists in each language and takes the values that the check gives."""
    words = Words(lang)
    findings = doctor.examine()
    assert len(findings) == len(doctor.CHECKS) >= 5
    for finding in findings:
        for outcome in ("ok", "wrong"):
            text = words(f"doctor.{finding.id}.{outcome}", **finding.values)
            assert text.strip()
            assert "{" not in text


@pytest.mark.parametrize(("lang", "mark"), [("en", "NO  "), ("sv", "NEJ ")])
def test_the_command_says_what_is_wrong_and_what_to_do(
    lang: str, mark: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line per check, the wrong one marked, and exit status 1."""
    findings = [doctor.Finding("charts", True), doctor.Finding("widgets", False, {"missing": "anywidget"})]
    monkeypatch.setattr(commands_doctor, "examine", lambda: findings)
    assert cli.main(["doctor", "--lang", lang]) == 1
    right, wrong = capsys.readouterr().out.splitlines()
    assert right == f"OK   {Words(lang)('doctor.charts.ok')}"
    assert wrong == mark + " " + Words(lang)("doctor.widgets.wrong", missing="anywidget")


def test_the_command_is_content_when_nothing_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All in order: every line says OK and the exit status is 0."""
    monkeypatch.setattr(commands_doctor, "examine", lambda: [doctor.Finding("charts", True)])
    assert cli.main(["doctor"]) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()] == ["OK"]
