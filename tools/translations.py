"""Keep the languages in step: what may differ between a page and its twin language, and who looked at it last.

    python -m tools.translations check             names what differs and what nobody has looked at; exit status 1
    python -m tools.translations confirm [NAME]    records that each Swedish cell was compared with its English one

Reads: lessons/LANG/NAME.md, solutions/LANG/NAME.md, lessons/translations.lock.json. Writes (confirm): the lock.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from tools.header import TAG
from tools.pairing import differences
from tools.places import ROOT, WRITTEN_ROOMS, Place, find_places
from tools.twins import Notebook, read_twin

LOCK = Path("lessons") / "translations.lock.json"

#: A page's pairs of fingerprints, "english swedish", in the order of its cells; the first is the front matter's.
Pairs = list[str]


def fingerprint(value: Any) -> str:
    """Return the first 12 hexadecimal figures of a text's or a structure's SHA-256."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def pairs(english: Notebook, swedish: Notebook) -> Pairs:
    """Return the pairs of a page. The header cell is made from the front matter and does not count."""
    columns = [
        [
            fingerprint(page.metadata["course"]),
            *(fingerprint([c.cell_type, c.source]) for c in page.cells if not _made(c)),
        ]
        for page in (english, swedish)
    ]
    return [f"{left} {right}" for left, right in zip(*columns, strict=False)]


def unconfirmed(english: Notebook, swedish: Notebook, locked: Pairs) -> list[str]:
    """Name the cells that changed since someone compared the languages, and in which language."""
    if not locked:
        return ["nobody has recorded yet that the languages were compared"]
    current = pairs(english, swedish)
    names = ["front matter", *(_name(cell) for cell in english.cells if not _made(cell))]
    seen = [set(column) for column in zip(*(pair.split() for pair in locked), strict=True)]
    problems = []
    for pair, name in zip(current, names, strict=False):
        if pair not in locked:
            changed = [
                lang for lang, half, known in zip(("en", "sv"), pair.split(), seen, strict=True) if half not in known
            ]
            problems.append(
                f"{name}: {' and '.join(changed) or 'the pairing'} changed since the languages were compared"
            )
    if not problems and current != locked:
        problems.append("cells were moved or removed since the languages were compared")
    return problems


def read_lock(root: Path) -> dict[str, Pairs]:
    """Return the lock: pairs by page, such as "lessons/06-payment-rules"; empty when there is no lock yet."""
    path = root / LOCK
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def read_pages(root: Path) -> dict[str, tuple[Notebook, Notebook]]:
    """Return every page that exists in both languages, English first, by its name in the lock."""
    places = [place for place in find_places(root, WRITTEN_ROOMS) if place.lang == "en" and place.twin.exists()]
    couples = [(place, Place(root, place.room, "sv", place.name)) for place in places]
    return {
        f"{one.room}/{one.name}": (read_twin(one.twin), read_twin(other.twin))
        for one, other in couples
        if other.twin.exists()
    }


def gone(root: Path) -> list[str]:
    """Name the pages that are in the lock and no longer in the course, and how they leave it."""
    return [
        f"{page}: is gone, but still in the lock; run python -m tools.translations confirm {page.split('/')[1]}"
        for page in sorted(set(read_lock(root)) - set(read_pages(root)))
    ]


def check(root: Path) -> list[str]:
    """Return everything that is out of step between the languages, each with its page."""
    lock, problems = read_lock(root), gone(root)
    for name, (english, swedish) in read_pages(root).items():
        found = differences(english, swedish) + unconfirmed(english, swedish, lock.get(name, []))
        problems += [f"{name}: {problem}" for problem in found]
    return problems


def confirm(root: Path, name: str | None) -> dict[str, Pairs]:
    """Return the lock with the pairs of this lesson (or of all) as they are now; pages that are gone leave it."""
    lock, pages = read_lock(root), read_pages(root)
    chosen = {page for page in pages if name is None or page.split("/")[1] == name}
    return {page: pairs(*pages[page]) if page in chosen else lock.get(page, []) for page in pages}


def _made(cell: Any) -> bool:
    return TAG in cell.metadata.get("tags", [])


def _name(cell: Any) -> str:
    first = next(iter(cell.source.splitlines()), "")
    return f"{cell.id} ({first[:50]!r})"


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Check the languages, or record that they were compared."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description="Keep the languages in step.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="name what differs and what nobody has looked at")
    commands.add_parser("confirm", help="record that the languages were compared").add_argument("name", nargs="?")
    options = parser.parse_args(argv)
    if options.command == "check":
        problems = check(root)
        print("\n".join(problems) or "the languages are in step", file=sys.stderr if problems else sys.stdout)
        return 1 if problems else 0
    names = {page.split("/")[1] for page in {**read_pages(root), **read_lock(root)}}
    if options.name and options.name not in names:
        parser.error(f"no lesson {options.name} in both languages; there are {', '.join(sorted(names)) or 'none yet'}")
    text = json.dumps(confirm(root, options.name), indent=1, sort_keys=True) + "\n"
    (root / LOCK).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
