"""JupyterLab with the course's settings: quiet, fast to start, and without a single request to the internet.

`settings` says what differs from a stock JupyterLab; `open_course` starts the server in this process.
The settings a learner can change in JupyterLab have their defaults in `course/jupyter/overrides.json`.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Defaults for JupyterLab itself: no news, no update check, widget state saved, every cell drawn.
APP_SETTINGS = Path(__file__).parent / "jupyter"

#: Tried first; when nobody asked for a port and this one is taken, the next free one is used.
DEFAULT_PORT = 8888

#: Kept in the workspace by the course, and of no use in a file list: the record, JupyterLab's own settings.
_COURSE_FILES = ("record*.sqlite*", "jupyterlab")

#: Never of use in a file list (Jupyter's own default list, which ours replaces).
_MACHINE_FILES = ("__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~")


class PortError(OSError):
    """The port that was asked for cannot be used."""


def first_page(lang: str) -> str:
    """Return the address, on the server, of the course's first page in a language."""
    return f"/lab/tree/lessons/{lang}/index.ipynb"


def settings(folder: Path, lang: str, port: int | None, browser: bool, token: str) -> dict[str, dict[str, Any]]:
    """Return what the course changes in Jupyter Server and JupyterLab, as traitlets configuration."""
    jupyter_home = folder / "jupyterlab"
    return {
        "ServerApp": {
            "root_dir": str(folder),
            "port": DEFAULT_PORT if port is None else port,
            "port_retries": 50 if port is None else 0,
            "open_browser": browser,
            # A browser installed as a Snap or Flatpak may not read the redirect file in Jupyter's hidden folder.
            "use_redirect_file": False,
            # Containers run as root; the server listens on this machine only and asks for its token.
            "allow_root": True,
        },
        "Application": {"log_level": "ERROR"},
        "IdentityProvider": {"token": token},
        "ContentsManager": {"hide_globs": [*_MACHINE_FILES, *_COURSE_FILES]},
        "LabApp": {
            "default_url": first_page(lang),
            "app_settings_dir": str(APP_SETTINGS),
            # Open tabs and changed settings are kept with the course, apart from the learner's other notebooks.
            "workspaces_dir": str(jupyter_home / "workspaces"),
            "user_settings_dir": str(jupyter_home / "settings"),
            # The three places where JupyterLab would ask the internet.
            "extension_manager": "readonly",
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        },
    }


def check_port(port: int) -> None:
    """Raise PortError when this machine does not let us listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise PortError(str(error)) from error


def _send_without_delay() -> None:
    """Switch off Nagle's algorithm on the kernel's websocket: it held lab answers back for 40 ms (ours, measured)."""
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    handler: Any = KernelWebsocketHandler
    stock_open = handler.open

    async def open_without_delay(self: Any, *args: Any, **kwargs: Any) -> None:
        self.set_nodelay(True)
        await stock_open(self, *args, **kwargs)

    handler.open = open_without_delay


def open_page(folder: Path, lang: str) -> str | None:
    """Return the address of the course's first page where a server already shows this folder, otherwise None."""
    try:
        from jupyter_server.serverapp import list_running_servers
    except ImportError:
        return None
    for server in list_running_servers():
        # A server that has been killed leaves its note behind; one that answers nobody is not open.
        if os.path.realpath(server.get("root_dir", "")) == os.path.realpath(folder) and _answers(server["port"]):
            return f"http://localhost:{server['port']}{first_page(lang)}?token={server['token']}"
    return None


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def open_course(folder: Path, lang: str, *, port: int | None, browser: bool, ready: Callable[[str], None]) -> None:
    """Run JupyterLab on the course's first page until somebody presses Ctrl-C.

    folder: the learner's workspace, which the file list shows. port: None takes the first free one from 8888.
    ready is called once with the page's address when the server answers.
    Raises PortError when the port that was asked for is taken.
    """
    if port is not None:
        check_port(port)
    # Not at the top: `course doctor` must run where these are missing.
    from jupyter_server.serverapp import ServerApp
    from traitlets.config import Config

    _send_without_delay()
    token = secrets.token_hex(24)
    # Other server extensions (grading, language servers, terminals) only cost time at the start: none is looked for.
    server: Any = ServerApp.instance(
        config=Config(settings(folder, lang, port, browser, token)), jpserver_extensions={"jupyterlab": True}
    )
    server.initialize(argv=[], find_extensions=False, starter_extension="lab")
    # Ctrl-C means stop; the stock handler would ask a question in English.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.stop(from_signal=True))
    page = f"http://localhost:{server.port}{first_page(lang)}?token={token}"
    server.io_loop.add_callback(ready, page)
    server.start()
