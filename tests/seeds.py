"""The source texts beside the checkout, for tests that look a fact up in them."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

_MAP = json.loads((Path(__file__).parent / "data" / "sou-2018-38-pages.json").read_text(encoding="utf-8"))


def _page_lines() -> dict[int, range]:
    """Return the lines of each mapped page: a page ends where the next begins, or with its chapter."""
    found = {}
    for chapter in _MAP["chapters"]:
        firsts = {int(page): line for page, line in chapter["first_line"].items()}
        ends = [*list(firsts.values())[1:], chapter["last_line"] + 1]
        found.update({page: range(first, end) for (page, first), end in zip(firsts.items(), ends, strict=True)})
    return found


#: What to do about a page that is not mapped.
ADD_CHAPTER = "add its chapter to tests/data/sou-2018-38-pages.json"

#: The lines of each page of SOU 2018:38 that is mapped; the data file says where the map comes from.
PAGE_LINES = _page_lines()


def need(path: Path) -> Path:
    """Return the path; where it is absent the test is skipped with the reason, but in CI it fails."""
    if not path.exists():
        reason = f"{path} is not here, so facts cannot be looked up in it"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return path


@cache
def seed_lines() -> list[str]:
    """Return the lines of SOU 2018:38; line N of the text is at index N − 1."""
    return need(SHARED / "seeds" / _MAP["seed"]).read_text(encoding="utf-8").splitlines()


def passage(first: int, last: int) -> str:
    """Return lines first to last of SOU 2018:38 as running text."""
    return "\n".join(seed_lines()[first - 1 : last])


def squeeze(text: str) -> str:
    """Return the text without spaces, line breaks, hyphens and capitals: words broken at a line's end are whole."""
    return "".join(letter for letter in text.casefold() if not letter.isspace() and letter not in "-\u00ad")


def page_text(page: int) -> str:
    """Return a page of SOU 2018:38 as running text."""
    assert page in PAGE_LINES, f"p. {page} is not in the mapped chapters; {ADD_CHAPTER}"
    return passage(PAGE_LINES[page].start, PAGE_LINES[page].stop - 1)


def page_of(line: int) -> int:
    """Return the printed page that a line of the text stands on."""
    found = [page for page, lines in PAGE_LINES.items() if line in lines]
    assert found, f"line {line} is outside the mapped chapters; {ADD_CHAPTER}"
    return found[0]


def pages_of(first: int, last: int) -> str:
    """Return the page or pages of a passage as the tables write them: 124 or 124–125."""
    return str(page_of(first)) if page_of(first) == page_of(last) else f"{page_of(first)}–{page_of(last)}"
