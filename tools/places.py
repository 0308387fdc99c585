"""Where notebooks and their text twins stand: ROOM/LANG/NAME.ipynb with ROOM/LANG/NAME.md beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).parent / "templates"

#: As in `course.text`, and tested to be; the tools must run while the course does not import.
LANGUAGES = ("en", "sv")

#: Rooms whose twins are written by hand; exercises are made from solutions.
WRITTEN_ROOMS = ("lessons", "solutions")
ROOMS = (*WRITTEN_ROOMS, "exercises")

#: A lesson's name: two figures and a few words in lower case.
SLUG = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Place:
    """One notebook in one language, under a root folder: a room, a language, a lesson's name (or `index`)."""

    root: Path
    room: str
    lang: str
    name: str

    @property
    def twin(self) -> Path:
        """The text that authors edit and reviewers read."""
        return self.root / self.room / self.lang / f"{self.name}.md"

    @property
    def notebook(self) -> Path:
        """The notebook, with outputs, that learners open."""
        return self.twin.with_suffix(".ipynb")

    def __str__(self) -> str:
        """Return the twin's path below the root, for messages."""
        return self.twin.relative_to(self.root).as_posix()


def find_places(root: Path, rooms: tuple[str, ...] = ROOMS) -> list[Place]:
    """Return every lesson's place in these rooms that has a twin or a notebook, in order of room, name, language."""
    found = {
        (room, path.stem, lang)
        for room in rooms
        for lang in LANGUAGES
        for path in (root / room / lang).glob("*.*")
        if path.suffix in {".md", ".ipynb"} and SLUG.fullmatch(path.stem)
    }
    return [Place(root, room, lang, name) for room, name, lang in sorted(found, key=_order)]


def find_indexes(root: Path) -> list[Place]:
    """Return the place of the first page, one per language."""
    return [Place(root, "lessons", lang, "index") for lang in LANGUAGES]


def _order(found: tuple[str, str, str]) -> tuple[int, str, int]:
    room, name, lang = found
    return ROOMS.index(room), name, LANGUAGES.index(lang)
