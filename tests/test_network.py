"""Nothing in the package, at the start or in a notebook reaches a network, or so much as tries to.

Each part runs in a network namespace that holds only the loopback device, so that it must manage without a network.
A hook in every Python process there also writes down each address that is asked for outside the machine itself:
a request whose failure is swallowed is found too. Needs Linux and `unshare`; elsewhere it is skipped, but not in CI.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(
    path
    for room in ("lessons", "solutions", "exercises")
    for path in (ROOT / room).glob("*/*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)

#: Loaded by every Python process of the tests below: it notes each step towards another machine.
HOOK = """
import os, socket, sys

def is_here(host):
    host = host.decode() if isinstance(host, bytes) else str(host or "")
    return host in ("", "localhost", "::1", "0.0.0.0", "::", socket.gethostname()) or host.startswith("127.")

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not is_here(host):
        with open(os.environ["NETWORK_LOG"], "a") as log:
            log.write(f"{event} {host}\\n")

sys.addaudithook(note)
"""

DRAW_EVERYTHING = """
from course import open_lesson
from course.data import dataset_names, load
from course.labs import find_lab, lab_ids
from course.text import LANGUAGES

assert dataset_names() and lab_ids()
for lang in LANGUAGES:
    for name in dataset_names():
        assert len(load(name, lang))
    for lab_id in lab_ids():
        lab = find_lab(lab_id)
        words, result = lab.words(lang), lab.run(**lab.defaults())
        assert lab.chart(lab.frame(result, words), words).to_dict()
        assert len(lab.table(result, words)) and lab.summary(result, words)
"""

#: Starts a command and waits until the page that it names answers with JupyterLab; then closes it as Ctrl-C would.
OPEN_AND_CLOSE = r"""
import re, signal, subprocess, sys, urllib.request

signal.signal(signal.SIGALRM, lambda *_: sys.exit("the course did not open and close in a minute"))
signal.alarm(60)
server = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
opened = False
try:
    for line in server.stdout:
        print(line, end="")
        page = re.search(r"http://\S+", line)
        if page:
            with urllib.request.urlopen(page.group()) as answer:
                opened = answer.status == 200 and b"jupyter-config-data" in answer.read()
            server.terminate()
    status = server.wait()
finally:
    server.terminate()
sys.exit(status if opened else 1)
"""

RUN_NOTEBOOK = """
import sys
from pathlib import Path
import nbformat
from nbclient import NotebookClient

path = Path(sys.argv[1])
NotebookClient(nbformat.read(path, 4), timeout=120, resources={"metadata": {"path": path.parent}}).execute()
"""

Offline = Callable[..., subprocess.CompletedProcess[str]]


def _give_up(reason: str) -> NoReturn:
    """Skip on a machine that cannot do it; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI this must run: {reason}")
    pytest.skip(reason)


@cache
def _namespace() -> tuple[str, ...] | None:
    """Return the words that put a command into a namespace with the loopback device only, None where we may not."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return None
    for rights in ("-n", "-rn"):
        words = ("unshare", rights, "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
        if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            return words
    return None


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return where addresses outside the machine are written down."""
    return tmp_path / "network.log"


@pytest.fixture
def offline(tmp_path: Path, log: Path) -> Offline:
    """Return a function that runs Python in a namespace without a network."""
    words = _namespace()
    if words is None:
        _give_up("no right to make a network namespace (Linux, unshare, ip)")
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "NETWORK_LOG": str(log)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words, sys.executable, *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip

    return run


def assert_quiet(done: subprocess.CompletedProcess[str], log: Path) -> None:
    """Fail with what was printed, or with the addresses that were asked for."""
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    assert not log.exists(), f"asked for other machines:\n{log.read_text()}"


def test_the_namespace_has_no_network(offline: Offline, log: Path) -> None:
    """An address on the internet is unreachable at once, this machine is not, and the attempt is written down."""
    attempt = (
        "import errno, socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as here:\n"
        "    socket.create_connection(here.getsockname()).close()\n"
        "try:\n"
        "    socket.create_connection(('192.0.2.1', 80), timeout=60)\n"  # RFC 5737: an address for documentation
        "except OSError as error:\n"
        "    print(errno.errorcode[error.errno])\n"
    )
    done = offline("-c", attempt)
    assert done.stdout.strip() == "ENETUNREACH", done.stderr
    assert log.read_text().splitlines()[-1] == "socket.connect 192.0.2.1"


def test_package_data_and_labs_need_no_network(offline: Offline, log: Path) -> None:
    """Importing the course, loading every dataset and drawing every lab asks for no other machine."""
    assert_quiet(offline("-c", DRAW_EVERYTHING), log)


def test_the_course_opens_without_network(offline: Offline, log: Path) -> None:
    """`course open` serves JupyterLab's page and asks for no other machine."""
    assert_quiet(offline("-c", OPEN_AND_CLOSE, sys.executable, "-m", "course.cli", "open", "--no-browser"), log)


def test_a_second_start_needs_no_network(offline: Offline, log: Path) -> None:
    """`python3 start.py` on an installed course opens it without fetching anything."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec
    assert spec.loader
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    if not start.is_ready(ROOT, set()):
        _give_up("this environment was not made by start.py, or has changed since")
    assert_quiet(offline("-c", OPEN_AND_CLOSE, sys.executable, "start.py", "--no-browser"), log)


def test_there_are_notebooks() -> None:
    """The list below was found, not forgotten."""
    assert NOTEBOOKS, f"no notebooks under {ROOT}"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_notebook_needs_no_network(notebook: Path, offline: Offline, log: Path) -> None:
    """Every cell of every notebook runs without a network and asks for no other machine."""
    assert_quiet(offline("-c", RUN_NOTEBOOK, str(notebook)), log)
