"""Take a picture of every lab from the course as it runs: JupyterLab, its kernel, the page that a learner sees.

    python -m tools.pictures [LAB ...]      needs Chromium; all labs when none is named

Writes docs/labs/LANG/LAB.png and the pages docs/labs/README.md and README.sv.md that show them, lesson by lesson.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from course.labs import find_lab, lab_ids
from course.labs.engine import Lab
from course.text import LANGUAGES, Words
from tools.places import ROOT
from tools.running import running_chromium, running_course
from tools.tabs import Server, opened_tab

#: Width of a notebook's column on a laptop, and room for the whole of a lab.
WINDOW = {"width": 1240, "height": 2600}


def pages_folder(root: Path) -> Path:
    """Return where the pictures and their pages are."""
    return root / "docs" / "labs"


def page_name(lang: str) -> str:
    """Return the name of a language's page."""
    return "README.md" if lang == "en" else f"README.{lang}.md"


def page_text(lang: str) -> str:
    """Return the page with the pictures: each lab with its title, its purpose, and its summary as the alt text."""
    labs = sorted(map(find_lab, lab_ids()), key=lambda lab: (lab.lesson, lab.id))
    words = Words(lang)
    parts = [f"# {words('pictures.title')}", words("pictures.about")]
    for lesson, group in groupby(labs, key=lambda lab: lab.lesson):
        parts.append(f"## {lesson[:2]} {Words(lang, lesson)('lesson.title')}")
        parts += [_entry(lab, lang) for lab in group]
    return "\n\n".join(parts) + "\n"


def _entry(lab: Lab[Any], lang: str) -> str:
    words = lab.words(lang)
    summary = lab.summary(lab.run(**lab.defaults()), words)
    title, purpose = words(f"{lab.id}.title"), words(f"{lab.id}.purpose")
    return f"### {title}\n\n{purpose}\n\n![{summary}]({lang}/{lab.id}.png)"


def take(browser: Browser, server: Server, labs: Sequence[Lab[Any]], lang: str, folder: Path) -> None:
    """Run each lab in a notebook of its own and photograph controls and chart at the starting values."""
    for lab in labs:
        server.forget()  # or the other language's answer would count
        path = server.write(
            f"{lab.id}-{lang}", f"from course import open_lesson\nopen_lesson({lab.lesson!r}, {lang!r}).lab({lab.id!r})"
        )
        with opened_tab(browser, server, viewport=WINDOW) as tab:
            tab.open(path)
            tab.run_all()
            view = tab.labs(1)
            view.get_by_role("button", name=lab.words(lang)("predict.skip")).click()
            bench = view.locator(".smt-bench")
            bench.scroll_into_view_if_needed()
            tab.page.wait_for_timeout(300)  # the focus ring of the button fades
            bench.screenshot(path=folder / lang / f"{lab.id}.png")


def main(names: Sequence[str]) -> int:
    """Take the pictures of the labs named, or of all, in both languages, and write the pages."""
    labs = [find_lab(name) for name in names or lab_ids()]
    folder = pages_folder(ROOT)
    with tempfile.TemporaryDirectory() as home, running_course(Path(home)) as address, running_chromium() as browser:
        server = Server.at(address, Path(home))
        for lang in LANGUAGES:
            (folder / lang).mkdir(parents=True, exist_ok=True)
            take(browser, server, labs, lang, folder)
            (folder / page_name(lang)).write_text(page_text(lang), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
