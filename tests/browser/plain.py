"""The views on a plain page: the joined front end, a content policy, and the real Python side lent to the page."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page

from course.widgets.base import STATIC, CourseView, front_end
from course.widgets.vega import vega_file

#: As strict as the views allow: no eval, no inline script. Styles on elements are Vega's way of setting fonts.
STRICT = "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'"
#: Where no server has Vega, its text comes from the kernel and is imported from a blob.
WITH_BLOB = STRICT.replace("script-src 'self'", "script-src 'self' blob:")

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Views</title>{config}
<link rel="stylesheet" href="views.css"><script type="module" src="mount.mjs"></script></head>
<body><main><h1>Course</h1><h2>Lesson</h2><div id="view"></div></main></body></html>"""
CONFIG = """<script id="jupyter-config-data" type="application/json">{"fullLabextensionsUrl": "/ext"}</script>"""
#: A model as anywidget gives one: traits by name, messages both ways; `kernel` is Python, lent by the test.
MOUNT = """
import views from "./front_end.mjs";
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const state = await (await fetch("state.json")).json();
if (state.rows) state.rows = bytes(state.rows);
const listeners = new Set();
const model = {
  get: (name) => state[name],
  on: (_, listener) => listeners.add(listener),
  off: (_, listener) => listeners.delete(listener),
  async send(content) {
    for (const { content: answer, buffers } of await window.kernel(JSON.stringify(content))) {
      for (const listener of listeners) listener(answer, buffers.map(bytes));
    }
  },
};
views.render({ model, el: document.getElementById("view") });
"""


@dataclass
class Site:
    """A folder served under a content policy."""

    folder: Path
    url: str


def handler(policy: str) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        def guess_type(self, path: Any) -> str:
            return "text/javascript" if str(path).endswith(".mjs") else super().guess_type(path)

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def served(folder: Path, policy: str, with_vega: bool) -> Iterator[Site]:
    """Serve a page under a content policy, with Vega beside it or not."""
    (folder / "index.html").write_text(PAGE.format(config=CONFIG if with_vega else ""), encoding="utf-8")
    (folder / "mount.mjs").write_text(MOUNT, encoding="utf-8")
    (folder / "front_end.mjs").write_text(front_end(), encoding="utf-8")
    (folder / "views.css").write_bytes((STATIC / "views.css").read_bytes())
    if with_vega:
        vega = vega_file()
        assert vega, "vega.mjs is not installed: run `python3 start.py test`"
        place = folder / "ext" / "styra-med-tillit" / "static"
        place.mkdir(parents=True)
        (place / "vega.mjs").write_bytes(vega.read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler(policy), directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Site(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()


def mount(page: Page, site: Site, view: CourseView) -> list[str]:
    """Put a view on the page with its real Python side; return the list of complaints, which grows."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    state = {name: view.get_state()[name] for name in view.get_state() if name in ("kind", "config", "columns", "rows")}
    if "rows" in state:
        state["rows"] = base64.b64encode(state["rows"]).decode()
    (site.folder / "state.json").write_text(json.dumps(state), encoding="utf-8")

    def kernel(text: str) -> list[dict[str, Any]]:
        answers: list[dict[str, Any]] = []
        view.send = lambda content, buffers=None: answers.append(  # type: ignore[method-assign]
            {"content": content, "buffers": [base64.b64encode(each).decode() for each in buffers or []]}
        )
        view._receive(view, json.loads(text), [])
        return answers

    page.expose_function("kernel", kernel)
    page.goto(site.url)
    return complaints
