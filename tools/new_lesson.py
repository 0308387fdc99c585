"""Begin a lesson: texts in both languages, with every part that a lesson has, for the tests to guide you on.

    python -m tools.new_lesson 07-incentives

Reads: tools/templates/{lesson,solution}.LANG.md. Writes: lessons/LANG/NAME.md and solutions/LANG/NAME.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.header import template
from tools.places import LANGUAGES, ROOT, SLUG, WRITTEN_ROOMS, Place, find_places


def new_lesson(root: Path, slug: str) -> dict[Path, str]:
    """Return the texts of a new lesson by path. Raises ValueError for a bad name, FileExistsError for a taken one."""
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no name for a lesson: two figures and words, such as 07-incentives")
    order, title = int(slug[:2]), slug[3:].replace("-", " ").capitalize()
    taken = {place.name for place in find_places(root, WRITTEN_ROOMS)} - {slug}
    if same := sorted(name for name in taken if name[:2] == slug[:2]):
        raise FileExistsError(f"{slug[:2]} is taken by {', '.join(same)}; choose another number")
    texts = {}
    for room in WRITTEN_ROOMS:
        for lang in LANGUAGES:
            place = Place(root, room, lang, slug)
            if place.twin.exists():
                raise FileExistsError(f"{place} is there already")
            texts[place.twin] = template(room.removesuffix("s"), lang).substitute(slug=slug, order=order, title=title)
    return texts


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the texts of a new lesson and say what comes next."""
    parser = argparse.ArgumentParser(prog="python -m tools.new_lesson", description="Begin a lesson.")
    parser.add_argument("slug", help="two figures and words, such as 07-incentives")
    slug = parser.parse_args(argv).slug
    try:
        texts = new_lesson(root, slug)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(root).as_posix()}")
    print(f"next: course/quizzes/{slug}.toml (a lesson opens only if it has a quiz) and all else that the texts call,")
    print(f"then python -m tools.build {slug} and python -m tools.translations confirm {slug}; see docs/authoring.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
