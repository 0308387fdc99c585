"""JupyterLab in a browser tab, as a learner meets it: open a notebook, run it, look at what is drawn.

For the browser tests, and for the pictures in `docs/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

#: Milliseconds that a slow machine may take for a step that has no limit of its own.
PATIENCE = 30_000
#: A tall window: less to scroll.
WINDOW = {"width": 1300, "height": 1600}

_NUMBERS = count(1)

ERROR = ".jp-RenderedText[data-mime-type$='.error'], .jp-RenderedText[data-mime-type$='.stderr']"
PROMPT = ".jp-Notebook .jp-CodeCell .jp-InputArea-prompt"
LAB = ".smt-lab"


@dataclass(frozen=True)
class Server:
    """A running course: where it answers, its token, and the learner's workspace, which it shows."""

    url: str
    token: str
    home: Path

    @classmethod
    def at(cls, address: str, home: Path) -> Server:
        """Read the address that `course open` prints."""
        parts = urlsplit(address)
        return cls(f"http://{parts.netloc}", parts.query.removeprefix("token="), home)

    def forget(self) -> None:
        """Remove the learner's record."""
        for file in self.home.glob("record*"):
            file.unlink()

    def write(self, name: str, *sources: str) -> str:
        """Write a notebook of code cells into the workspace and return its path on the server."""
        path = self.home / "scratch" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        write_notebook(path, *sources)
        return f"scratch/{name}.ipynb"


@dataclass
class Tab:
    """One tab. `errors` and `requests` grow as the page complains and asks."""

    page: Page
    server: Server
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    path: str = ""

    def __post_init__(self) -> None:
        """Listen from the first request on."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        self.page.on("request", self._note)
        self.page.on("websocket", lambda socket: self.requests.append(socket.url.replace("ws://", "http://", 1)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def strangers(self) -> list[str]:
        """Requests that left the page's origin."""
        own = (self.server.url, "data:", f"blob:{self.server.url}")
        return [url for url in self.requests if not url.startswith(own)]

    def open(self, path: str) -> None:
        """Open a notebook and wait until it is there, with an idle kernel."""
        self.path = path
        # A workspace of its own: what other tests left open stays there.
        self.page.goto(f"{self.server.url}/lab/workspaces/test{next(_NUMBERS)}/tree/{path}?token={self.server.token}")
        self.page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait until the page has the notebook's kernel and the kernel has nothing to do."""
        self.page.wait_for_function(
            """async () => {
              const answer = await fetch("/api/sessions");
              const name = decodeURI(location.pathname).split("/tree/")[1];
              const session = (await answer.json()).find(({ path }) => path === name);
              return session?.kernel.connections > 0 && session.kernel.execution_state === "idle"
                && document.querySelector("#jp-main-statusbar")?.innerText.includes("| Idle");
            }""",
            polling=200,
        )

    def close(self) -> None:
        """End the notebook's kernel, so that the next test has the machine to itself, and close the tab."""
        headers = {"Authorization": f"token {self.server.token}"}
        address = f"{self.server.url}/api/sessions"
        for session in self.page.request.get(address, headers=headers).json():
            if session["path"] == self.path:
                self.page.request.delete(f"{address}/{session['id']}", headers=headers)
        self.page.context.close()

    def menu(self, *names: str) -> None:
        """Choose from JupyterLab's menus."""
        first, *rest = names
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{first}$")).click()
        for name in rest:
            self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(name)}$")).last.click()

    def run_all(self) -> None:
        """Run every cell and wait for the last."""
        self._run("Run", "Run All Cells")

    def restart_and_run_all(self) -> None:
        """Start a new kernel and run every cell in it."""
        self.page.evaluate("document.querySelectorAll('.smt').forEach((view) => view.remove())")
        self._run("Kernel", "Restart Kernel and Run All Cells…")

    def _run(self, *names: str) -> None:
        self._forget_prompts()
        self.menu(*names)
        dialog = self.page.locator(".jp-Dialog")
        if names[0] == "Kernel":
            dialog.locator(".jp-mod-accept").click()
            dialog.wait_for(state="detached")
        self._wait_for_prompts()
        if not self._has_run():
            # On a busy machine JupyterLab now and then forgets a kernel just after starting it. It then drops the
            # run, or asks which kernel is meant; a learner presses the button again.
            if dialog.count():
                dialog.locator(".jp-mod-accept").click()
                dialog.wait_for(state="detached")
            self.wait_until_idle()
            self._forget_prompts()
            self.menu("Run", "Run All Cells")
            self._wait_for_prompts()
        assert not self.red(), self.red()[0][-600:]
        assert self._has_run(), f"not run to the end: {self.page.locator(PROMPT).all_text_contents()}"
        self.wait_until_idle()

    def _has_run(self) -> bool:
        """Whether each prompt on the page has its number, or a cell has stopped with an error."""
        prompts = self.page.locator(PROMPT).all_text_contents()
        return bool(self.red()) or all(re.search(r"\d", prompt) for prompt in prompts)

    def _forget_prompts(self) -> None:
        # The numbers of an earlier run must not look like those of this one; JupyterLab writes over the word.
        self.page.evaluate(f"document.querySelectorAll('{PROMPT}').forEach((prompt) => (prompt.textContent = 'old'))")

    def _wait_for_prompts(self) -> None:
        """Wait until no cell runs or is to run: all have a number, one has stopped in red, or the run was dropped."""
        self.page.wait_for_function(
            f"""() => document.querySelector("{ERROR}, .jp-Dialog")
            || [...document.querySelectorAll("{PROMPT}")].every((prompt) => /\\d|\\[ \\]/.test(prompt.textContent))""",
            polling=500,
        )

    def labs(self, number: int) -> Locator:
        """Return the labs on the page when this many are drawn and answered by the kernel."""
        self.page.wait_for_function(
            "(number) => document.querySelectorAll('.smt-live .smt-lab .smt-chart svg').length >= number",
            arg=number,
            polling=100,
        )
        return self.page.locator(LAB)

    def red(self) -> list[str]:
        """Text of every error or warning that a cell has printed."""
        return self.page.locator(ERROR).all_inner_texts()


def write_notebook(path: Path, *sources: str) -> None:
    """Write a notebook of code cells that have not been run."""
    v4: Any = nbformat.v4
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source.strip()) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


@contextmanager
def opened_tab(browser: Browser, server: Server, **options: Any) -> Iterator[Tab]:
    """Open a tab with a profile of its own."""
    tab = Tab(browser.new_context(**{"viewport": WINDOW, "locale": "en-GB", **options}).new_page(), server)
    try:
        yield tab
    finally:
        tab.close()


def chart(lab: Locator) -> str:
    """Return the shapes and words of the lab's drawn chart, to compare; not its ids, which count the drawings."""
    return str(
        lab.locator(".smt-chart svg").evaluate(
            """(svg) => [...svg.querySelectorAll("path, rect, line, text")].map((mark) =>
              ["d", "transform", "width", "height", "x2", "y2"].map((name) => mark.getAttribute(name)).join() +
              mark.textContent).join("\\n")"""
        )
    )


def summary(lab: Locator) -> str:
    """Return the sentence below the lab's chart."""
    return lab.locator(".smt-summary").inner_text()


def moved(lab: Locator, act: Callable[[], Any]) -> None:
    """Do something that moves a control and wait until its result is drawn."""
    lab.evaluate(
        """(lab) => { lab.drawn = new Promise((drawn, late) => {
          lab.parentElement.addEventListener("smt-drawn", () => drawn(true), { once: true });
          setTimeout(() => late(new Error("no result was drawn within ten seconds")), 10000);
        }); lab.drawn.catch(() => null); }"""
    )
    act()
    lab.evaluate("(lab) => lab.drawn")
