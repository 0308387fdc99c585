"""start.py: one command on a fresh machine, and no installer from the second start on.

The whole starts below run a copy of start.py in a small folder, with a stand-in for uv that keeps a diary:
what a real install does is shown by the test command itself, which begins with one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from types import ModuleType

import pytest

from course import cli, launch
from course.text import LANGUAGES, Words
from course.workspace import ROOMS, update

ROOT = Path(__file__).parent.parent

#: A uv that writes down how it was called and makes the environment, or fails in one of the known ways.
FAKE_UV = """#!{python}
import os, pathlib, sys
here = pathlib.Path(os.environ["UV_PROJECT_ENVIRONMENT"])
with open(here.parent / "diary", "a") as diary:
    diary.write("uv " + " ".join(sys.argv[1:]) + chr(10))
complaint = os.environ.get("FAKE_UV")
if complaint:
    sys.exit(complaint)
(here / "bin").mkdir(parents=True, exist_ok=True)
for name in ("python", "course"):
    program = here / "bin" / name
    note = 'echo "' + name + ' $*" >> "' + str(here.parent / "diary") + '"'
    program.write_text("#!/bin/sh" + chr(10) + note + "; exit ${{FAKE_PYTHON:-0}}")
    program.chmod(0o755)
"""


@pytest.fixture(scope="module")
def start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a folder that looks like a fresh clone, in a path with a space and Swedish letters."""
    folder = tmp_path / "Mina kurser åäö"
    (folder / "labextension" / "static").mkdir(parents=True)
    (folder / "labextension" / "static" / "vega.mjs").write_text("export {}")
    for name in ("pyproject.toml", "uv.lock"):
        (folder / name).write_text(name)
    shutil.copy(ROOT / "start.py", folder)
    return folder


@pytest.fixture
def run(checkout: Path, tmp_path: Path) -> Run:
    """Return a function that runs the copy from another folder, with the stand-in first on PATH."""
    if os.name == "nt":
        pytest.skip("the stand-in for uv is a Unix script")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "uv").write_text(FAKE_UV.format(python=sys.executable))
    (programs / "uv").chmod(0o755)

    def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(programs), os.environ["PATH"]])
        return subprocess.run(
            [sys.executable, str(checkout / "start.py"), *arguments],
            cwd=tmp_path, env={**os.environ, "LC_ALL": "en_GB.UTF-8", "PATH": path, **environment},
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return _run


def diary(checkout: Path) -> list[str]:
    """Return what was run since the last look, as `uv …` and `python …` lines."""
    file = checkout / "diary"
    lines = file.read_text().splitlines() if file.exists() else []
    file.write_text("")
    return lines


def test_the_first_start_installs_from_the_lock_with_this_python(run: Run, checkout: Path) -> None:
    """A fresh clone gets the locked packages without the tests' ones, and then the course opens."""
    done = run("--no-browser", "--port", "9000")
    assert done.returncode == 0, done.stderr
    install, opening = diary(checkout)
    assert install.startswith("uv sync --frozen ")
    assert install.endswith(f"--python {sys.executable}")
    assert opening == "python -m course.cli open --lang en --no-browser --port 9000"
    assert "takes a few minutes the first time" in done.stdout


def test_the_second_start_calls_no_installer(run: Run, checkout: Path) -> None:
    """When nothing has changed, the course opens at once."""
    run()
    diary(checkout)
    assert run("--lang", "sv").returncode == 0
    assert diary(checkout) == ["python -m course.cli open --lang sv"]


def test_the_workspace_is_where_the_learner_stands(run: Run, checkout: Path, tmp_path: Path) -> None:
    """A folder given by its relative name is taken from where start.py was called, not from the course's own folder."""
    run("--workspace", "my folder")
    assert diary(checkout)[-1] == f"python -m course.cli open --lang en --workspace {tmp_path / 'my folder'}"


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml", "labextension/static/vega.mjs"])
def test_a_changed_list_or_browser_file_is_installed(name: str, run: Run, checkout: Path) -> None:
    """After an update that changes what belongs in the environment, the next start installs it."""
    run()
    (checkout / name).write_text("changed")
    diary(checkout)
    assert run().returncode == 0
    assert [line.split()[0] for line in diary(checkout)] == ["uv", "python"]


def test_a_moved_or_emptied_environment_is_made_again(run: Run, checkout: Path, start: ModuleType) -> None:
    """An environment knows its own place: without its Python, or elsewhere, it is not ready."""
    run()
    assert start.is_ready(checkout, set())
    moved = checkout.rename(checkout.with_name("elsewhere"))
    assert not start.is_ready(moved, set())
    moved.rename(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()
    assert not start.is_ready(checkout, set())


def test_a_test_install_serves_a_plain_start(run: Run, checkout: Path) -> None:
    """The tests' environment holds all that a learner needs, so a plain start after it needs no network."""
    run("test", "ruff")
    assert "--group test" in diary(checkout)[0]
    run()
    assert [line.split()[0] for line in diary(checkout)] == ["python"]


def test_a_plain_install_does_not_serve_the_tests(run: Run, checkout: Path) -> None:
    """The tests install what they need on top, and take nothing away."""
    run()
    diary(checkout)
    run("test", "ruff")
    install = diary(checkout)[0]
    assert "--group test" in install
    assert "--inexact" in install


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("error: failed to copy numpy: No space left on device", "disk"),
        ("error: failed to write: not enough room (os error 112)", "disk"),  # Windows: ERROR_DISK_FULL
        ("error: Failed to fetch: `https://pypi.org/simple/numpy/`\n  dns error", "network"),
        ("error: Python 3.11 is not what the lock is for", "install"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_failed_install_ends_in_one_sentence_and_is_done_again(
    complaint: str, sentence: str, lang: str, run: Run, checkout: Path, start: ModuleType
) -> None:
    """What went wrong is told in the learner's language, and half an environment is never taken for a whole one."""
    run()
    (checkout / "uv.lock").write_text("newer")
    failed = run("--lang", lang, FAKE_UV=complaint)
    assert failed.returncode == 1
    assert failed.stderr.strip() == start.WORDS[lang][sentence].format(folder=checkout / ".venv")
    assert complaint.splitlines()[0] in failed.stdout
    (checkout / "uv.lock").write_text("uv.lock")  # even the old list: its environment was begun anew
    diary(checkout)
    assert run().returncode == 0
    assert diary(checkout)[0].startswith("uv sync")


@pytest.mark.parametrize("command", [path.stem for path in (ROOT / "course" / "commands").glob("[!_]*.py")])
def test_the_courses_other_commands_are_handed_on(command: str, run: Run, checkout: Path) -> None:
    """Whatever `course` can do is done as it stands, with its own exit status; to open the course needs no word."""
    ended = run(command, "--lang", "sv", "my file", FAKE_PYTHON="3")
    if command == "open":
        assert ended.returncode == 2
        return
    assert ended.returncode == 3
    assert diary(checkout)[-1] == f"course {command} --lang sv my file"


def test_the_exit_status_is_the_servers(run: Run) -> None:
    """When the course cannot open, start.py says so by its exit status too."""
    run()
    assert run(FAKE_PYTHON="1").returncode == 1


def test_every_step_runs_and_the_failed_ones_are_told(run: Run, checkout: Path, start: ModuleType) -> None:
    """The tests go on after a failure; a table names each step, and one failure makes the whole fail."""
    done = run("test", FAKE_PYTHON="3")
    steps = [line for line in diary(checkout) if line.startswith("python")]
    assert len(steps) == len(start.STEPS)
    *table, total = done.stdout.splitlines()[-len(start.STEPS) - 1 :]
    assert [line.split()[:2] for line in table] == [[name, "FAILED"] for name in start.STEPS]
    assert total == "0 passed, 0 failed"
    assert done.returncode == 1
    assert run("test").returncode == 0


def test_an_unknown_step_is_refused_with_the_known_ones(run: Run, start: ModuleType) -> None:
    """A misspelt step is answered with the list."""
    done = run("test", "units")
    assert done.returncode == 2
    assert f"units: not one of {', '.join(start.STEPS)}" in done.stderr


def test_pytest_counts_are_read_from_its_closing_line(start: ModuleType) -> None:
    """A step's own counts come from pytest's last line, failures and errors included."""
    lines = "12 passed in the text; 3 failed, 40 passed, 2 skipped, 1 error in 65.20s (0:01:05)"
    status, counts = start.run_step(Path(sys.executable), ("-c", f"print({lines!r}); exit(1)"), dict(os.environ))
    assert status == 1
    assert counts == {"passed": 40, "failed": 3, "error": 1}


def test_uv_is_fetched_into_the_repository_when_the_machine_has_none(
    checkout: Path, start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without uv: a small environment in .tools; without ensurepip: pip into a folder; without both: one sentence."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    say, called = start.WORDS["en"], []
    venv, target = checkout / ".tools" / "venv", checkout / ".tools" / "target"

    def runs(*command: str) -> bool:
        called.append(command)
        return "venv" not in command

    monkeypatch.setattr(start, "runs", lambda *command: True)
    assert start.find_uv(checkout, say) == start.program(venv, "uv")
    monkeypatch.setattr(start, "runs", runs)
    assert start.find_uv(checkout, say) == target / "bin" / start.program(venv, "uv").name
    assert [("--target" in command) for command in called] == [False, True]
    monkeypatch.setattr(start, "runs", lambda *command: False)
    with pytest.raises(start.StartError, match="no_uv"):
        start.find_uv(checkout, say)


def test_windows_programs_are_found(start: ModuleType) -> None:
    """On Windows an environment keeps its programs elsewhere, with another ending."""
    assert start.program(PurePath(".venv"), "python", windows=True) == PurePath(".venv/Scripts/python.exe")
    assert start.program(PurePath(".venv"), "python", windows=False) == PurePath(".venv/bin/python")


ENVIRONMENTS = [
    ({"LANG": "sv_SE.UTF-8"}, "en_US", "sv"),
    ({"LANG": "sv_SE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "sv_SE", "en"),
    ({"LANG": ""}, "sv_SE", "sv"),
    ({}, "Swedish_Sweden", "sv"),
    ({}, "sv_FI", "sv"),
    ({"LANG": "C"}, None, "en"),
    ({}, None, "en"),
]


@pytest.mark.parametrize(("environment", "system", "expected"), ENVIRONMENTS)
def test_the_language_is_the_learners(
    environment: dict[str, str], system: str | None, expected: str, start: ModuleType
) -> None:
    """Swedish where the machine is Swedish, on any system; start.py and `course` agree."""
    assert start.default_language(environment, system) == expected
    assert cli.default_language(environment, system) == expected


def test_both_languages_say_everything(start: ModuleType) -> None:
    """start.py's few sentences exist in the same languages and with the same fields."""
    assert sorted(start.WORDS) == sorted(LANGUAGES)
    english, swedish = start.WORDS["en"], start.WORDS["sv"]
    assert english.keys() == swedish.keys()
    for key, text in english.items():
        assert sorted(_fields(text)) == sorted(_fields(swedish[key])), key


def _fields(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_it_needs_nothing_but_python(start: ModuleType) -> None:
    """start.py imports the standard library only, and fits on a few pages."""
    lines = (ROOT / "start.py").read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported
    assert imported <= sys.stdlib_module_names
    assert len(lines) <= 260


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_taken_port_is_told_in_one_sentence(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for a port that something else holds, the course does not open and says why."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert cli.main(["open", "--no-browser", "--lang", lang, "--port", str(port)]) == 1
    assert capsys.readouterr().err.strip() == Words(lang)("cli.port_taken", port=port)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_second_start_shows_where_the_course_is_open(
    lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """While a server shows the learner's folder, another start names its page, changes nothing and ends well."""
    from jupyter_server import serverapp

    home = tmp_path / "home"
    monkeypatch.setenv("COURSE_HOME", str(home))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        notes = [
            {"root_dir": str(tmp_path), "port": port, "token": "another folder"},
            {"root_dir": str(home), "port": 1, "token": "killed"},
            {"root_dir": str(home), "port": port, "token": "right"},
        ]
        monkeypatch.setattr(serverapp, "list_running_servers", lambda: iter(notes))
        # A second server would run until somebody stops it; here it does nothing, and what was printed tells.
        monkeypatch.setattr(launch, "open_course", lambda *_, **__: None)
        assert cli.main(["open", "--no-browser", "--lang", lang]) == 0
    page = f"http://localhost:{port}{launch.first_page(lang)}?token=right"
    assert capsys.readouterr().out.strip() == Words(lang)("cli.already_open", page=page)
    assert not home.exists()


def test_the_file_list_shows_the_learners_own_and_not_the_machines(tmp_path: Path) -> None:
    """Of what lies in a workspace, the list has the notebooks, decision logs and all that the learner makes."""
    from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

    update(ROOT, tmp_path, "en")
    own = {"decision-logs", "notes.md", "notes.txt", "my table.csv", "start.py", "course", "LICENSE", "mine.ipynb"}
    machines = {"record.sqlite", "record.sqlite-wal", "record-damaged-20260101T000000Z.sqlite", "jupyterlab"}
    for name in own | machines:
        (tmp_path / name).touch()
    globs = launch.settings(tmp_path, "en", None, False, "")["ContentsManager"]["hide_globs"]
    manager = AsyncLargeFileManager(root_dir=str(tmp_path), hide_globs=globs)
    # As the manager itself lists a folder: what begins with a dot is hidden, then what it should not list.
    listed = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert {name for name in listed if manager.should_list(name)} == own | set(ROOMS)
    assert machines <= listed


def test_the_server_keeps_everything_in_the_workspace(tmp_path: Path) -> None:
    """Its root, its open tabs and its settings lie in the folder that was chosen, and nowhere in the checkout."""
    settings = launch.settings(tmp_path, "sv", None, False, "")
    places = [settings["ServerApp"]["root_dir"], settings["LabApp"]["workspaces_dir"]]
    places.append(settings["LabApp"]["user_settings_dir"])
    assert all(Path(place).is_relative_to(tmp_path) for place in places)
    assert settings["LabApp"]["default_url"] == "/lab/tree/lessons/sv/index.ipynb"


def test_jupyterlab_knows_every_setting_that_we_change() -> None:
    """A default in overrides.json belongs to a plugin and a setting that this JupyterLab has."""
    from jupyter_core.paths import jupyter_path

    overrides = json.loads((launch.APP_SETTINGS / "overrides.json").read_text(encoding="utf-8"))
    assert overrides
    for plugin, values in overrides.items():
        package, name = plugin.split(":")
        places = [Path(p) / package / f"{name}.json" for p in jupyter_path("lab", "schemas")]
        places += [Path(p) / package / "schemas" / package / f"{name}.json" for p in jupyter_path("labextensions")]
        schema = next((json.loads(p.read_text(encoding="utf-8")) for p in places if p.is_file()), None)
        assert schema, f"{plugin}: no such plugin"
        for key in values:
            assert key in schema["properties"], f"{plugin}: no setting {key}"
