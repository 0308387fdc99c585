#!/usr/bin/env python3
"""Start the course, or test it, with nothing but Python 3.11 or newer.

    python3 start.py [--lang sv|en] [--workspace DIR] [--no-browser] [--port N]      (Windows: py start.py)
    python3 start.py doctor | progress | replay FILE ...      what `course` does; --help after one of them tells more
    python3 start.py test [ruff format mypy imports unit notebooks browser]

Makes `.venv` from uv.lock with uv, which is put in `.tools` when the machine has none. `.venv/styra-start.json`
is written last and says what was installed: while it is true, no installer is called and no network is needed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import locale
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)

WORDS = {
    "en": {
        "about": "Open the course «Steering with trust» in your browser, or test it.",
        "python": "The course needs Python 3.11 or newer, and this is {version}: get a newer one from python.org.",
        "first": "Installing the course in {folder}. It takes a few minutes the first time and needs a network.",
        "get_uv": "Getting the installer uv …",
        "no_uv": "The installer uv could not be fetched: check the network connection, or install uv yourself.",
        "network": "The packages could not be fetched: check the network connection and start again.",
        "disk": "The disk is full: the course needs about 1 GB of free space. Free some and start again.",
        "install": "The installation failed; the lines above say why. Remove the folder {folder} and start again.",
        "write": "Cannot write in {folder}: {reason}.",
        "open": "Opening the course …",
    },
    "sv": {
        "about": "Öppna kursen ”Styra med tillit” i webbläsaren eller testa den.",
        "python": "Kursen behöver Python 3.11 eller nyare och det här är {version}: hämta en nyare från python.org.",
        "first": "Installerar kursen i {folder}. Första gången tar det några minuter och kräver att nätet fungerar.",
        "get_uv": "Hämtar programmet uv, som installerar kursen …",
        "no_uv": "Programmet uv gick inte att hämta: se till att nätet fungerar eller installera uv själv.",
        "network": "Paketen gick inte att hämta: se till att nätet fungerar och starta igen.",
        "disk": "Disken är full: kursen behöver ungefär 1 GB ledigt utrymme. Frigör plats och starta igen.",
        "install": "Installationen misslyckades; du ser varför ovanför. Ta bort mappen {folder} och starta igen.",
        "write": "Det går inte att skriva i {folder}: {reason}.",
        "open": "Öppnar kursen …",
    },
}

#: Commands of `course`, handed on as they stand.
COURSE_COMMANDS = ("doctor", "progress", "replay")

PYTEST = ("-m", "pytest", "-q")
TWO_WORKERS = ("-n", "2", "--dist", "loadfile")  # nbval needs a file's cells on one worker
NBVAL = ("-p", "no:cacheprovider", "--nbval", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg")

#: What `start.py test` runs, in order, each with the environment's Python.
STEPS: dict[str, tuple[str, ...]] = {
    "ruff": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    "unit": (*PYTEST, *TWO_WORKERS, "tests", "--ignore=tests/browser"),
    "notebooks": (*PYTEST, *TWO_WORKERS, *NBVAL, "lessons", "solutions", "exercises"),
    "browser": (*PYTEST, *TWO_WORKERS, "tests/browser"),
}


class StartError(Exception):
    """Something that stops the start; its text is an id in WORDS."""


def default_language(environment: dict[str, str], system: str | None) -> str:
    """Return `sv` when the environment, or else the system's locale, is Swedish; otherwise `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "sv" if environment[name].lower().startswith("sv") else "en"
    return "sv" if (system or "").lower().startswith(("sv", "swedish")) else "en"


def program(folder: Path, name: str, windows: bool = os.name == "nt") -> Path:
    """Return where a virtual environment keeps a program."""
    return folder / "Scripts" / f"{name}.exe" if windows else folder / "bin" / name


def fingerprint(root: Path) -> str:
    """Return a hash of everything that decides what belongs in `.venv`: lists, browser files, Python and place."""
    parts = [root / "uv.lock", root / "pyproject.toml"]
    parts += sorted(path for path in (root / "labextension").rglob("*") if path.is_file())
    whole = hashlib.sha256(f"{sys.version_info[:3]} {root}".encode())
    for path in parts:
        whole.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_ready(root: Path, groups: set[str]) -> bool:
    """Say whether `.venv` was finished from today's lists, with at least these dependency groups."""
    try:
        stamp = json.loads((root / ".venv" / "styra-start.json").read_text(encoding="utf-8"))
        installed = stamp["fingerprint"] == fingerprint(root) and groups <= set(stamp["groups"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return installed and program(root / ".venv", "python").exists()


def find_uv(root: Path, say: dict[str, str]) -> Path:
    """Return uv: the machine's, ours from last time, or one fetched now into `.tools`."""
    found = shutil.which("uv")
    venv, target = root / ".tools" / "venv", root / ".tools" / "target"
    own = (program(venv, "uv"), target / "bin" / program(venv, "uv").name)
    if found or any(path.exists() for path in own):
        return Path(found) if found else next(path for path in own if path.exists())
    print(say["get_uv"], flush=True)
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if runs(sys.executable, "-m", "venv", str(venv)) and runs(str(program(venv, "python")), *pip, "uv"):
        return own[0]
    # Debian's Python has no ensurepip, so no pip in a new environment, but often pip itself.
    if runs(sys.executable, *pip, "--target", str(target), "uv"):
        return own[1]
    raise StartError("no_uv")


def runs(*command: str) -> bool:
    """Run a command and say whether it succeeded; its complaints are not shown, another way may do."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def reason_for(lines: list[str]) -> str:
    """Return the id of the sentence that tells why uv failed, from what it printed."""
    text = "\n".join(lines).lower()
    if "no space left" in text or "os error 28" in text or "os error 112" in text:
        return "disk"
    if re.search(r"failed to fetch|error sending request|dns error|connect|timed out|network", text):
        return "network"
    return "install"


def install(root: Path, groups: set[str], say: dict[str, str]) -> None:
    """Make `.venv` from uv.lock; the stamp goes first and comes back last, so a broken-off install is done again."""
    venv = root / ".venv"
    print(say["first"].format(folder=venv), flush=True)
    (venv / "styra-start.json").unlink(missing_ok=True)
    # --inexact: packages of an earlier test install may stay. Compiled, or every start would compile them again
    # on a machine that keeps no byte code. The course itself anew, or changed browser files would stay behind.
    command = [str(find_uv(root, say)), "sync", "--frozen", "--inexact", "--compile-bytecode"]
    command += ["--reinstall-package", "styra-med-tillit", "--python", sys.executable]
    command += [word for group in sorted(groups) for word in ("--group", group)]
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(venv), "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    uv = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True, errors="replace")
    lines = []
    for line in uv.stderr or ():
        lines.append(line)
        if not line.startswith((" + ", " - ", " ~ ")):  # a hundred packages by name say nothing to a learner
            print("   ", line.rstrip(), flush=True)
    if uv.wait() != 0:
        raise StartError(reason_for(lines))
    stamp = {"fingerprint": fingerprint(root), "groups": sorted(groups)}
    (venv / "styra-start.json").write_text(json.dumps(stamp), encoding="utf-8")


def open_course(python: Path, options: argparse.Namespace) -> int:
    """Run `course open` until it ends, and hand on its exit status."""
    command = [str(python), "-m", "course.cli", "open", "--lang", options.lang]
    # Made absolute here: the course itself runs in its own folder.
    command += ["--workspace", os.path.abspath(os.path.expanduser(options.workspace))] if options.workspace else []
    command += ["--no-browser"] if options.no_browser else []
    command += ["--port", str(options.port)] if options.port is not None else []
    server = subprocess.Popen(command, cwd=ROOT)
    # Ctrl-C reaches the server by itself and it closes; being ended from outside must not leave it running.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    return server.wait()


def run_step(python: Path, command: tuple[str, ...], environment: dict[str, str]) -> tuple[int, dict[str, int]]:
    """Run one step, show what it prints, and return its exit status and pytest's counts from its closing line."""
    step = subprocess.Popen(
        [str(python), *command], cwd=ROOT, env=environment, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    closing = ""
    for line in step.stdout or ():
        print(line, end="", flush=True)
        closing = line if re.search(r"\d+ \w+.* in [\d.]+s", line) else closing
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", closing)}
    return step.wait(), counts


def run_tests(python: Path, names: list[str]) -> int:
    """Run the steps, all of them whatever fails, and end with a table and the sum of the tests."""
    rows, passed, failed = [], 0, 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        environment = {**os.environ, "COURSE_HOME": home}
        for name in names:
            print(f"\n== {name} ==", flush=True)
            status, counts = run_step(python, STEPS[name], environment)
            rows.append((name, status))
            passed += counts.get("passed", 0)
            failed += counts.get("failed", 0) + counts.get("error", 0)
    print("\n" + "\n".join(f"{name:<10} {'passed' if status == 0 else f'FAILED ({status})'}" for name, status in rows))
    print(f"{passed} passed, {failed} failed", flush=True)
    return int(any(status for _, status in rows))


def main(argv: list[str]) -> int:
    """Read the command line, make the environment when needed, and open or test the course."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument(
        "--lang", choices=sorted(WORDS), default=default_language(dict(os.environ), locale.getlocale()[0])
    )
    say = WORDS[early.parse_known_args(argv)[0].lang]
    if sys.version_info < OLDEST_PYTHON:
        print(say["python"].format(version=sys.version.split()[0]), file=sys.stderr)
        return 1
    own = f"start.py {' | '.join(COURSE_COMMANDS)} ..."
    parser = argparse.ArgumentParser(prog="start.py", description=say["about"], epilog=own, parents=[early])
    parser.add_argument("--workspace", metavar="DIR")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--port", type=int)
    parser.add_argument("command", nargs="?", choices=["test"])
    parser.add_argument("steps", nargs="*", metavar="step", help=" ".join(STEPS))
    handed_on = bool(argv) and argv[0] in COURSE_COMMANDS
    options = parser.parse_args([] if handed_on else argv)
    unknown = set(options.steps) - set(STEPS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(STEPS)}")
    groups = {"test"} if options.command else set()
    try:
        if not is_ready(ROOT, groups):
            install(ROOT, groups, say)
    except StartError as error:
        print(say[str(error)].format(folder=ROOT / ".venv"), file=sys.stderr)
        return 1
    except OSError as error:
        print(say["write"].format(folder=ROOT, reason=error.strerror), file=sys.stderr)
        return 1
    python = program(ROOT / ".venv", "python")
    if handed_on:  # where the learner stands: the files they name are named from there
        return subprocess.call([str(program(ROOT / ".venv", "course")), *argv])
    if options.command:
        return run_tests(python, options.steps or list(STEPS))
    print(say["open"], flush=True)
    return open_course(python, options)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
