"""The one build command: changed texts to finished notebooks.

    python -m tools.build [NAME ...]      builds what is stale; NAME is a lesson such as 06-payment-rules
    python -m tools.build --check         writes nothing; exit status 1, naming what is stale
    python -m tools.build --all           runs every notebook again (after a change in `course` or a dataset)

Reads and writes, in this order:
1. reads  course/text/LANG/DOMAIN.po               writes DOMAIN.mo beside it
2. reads  lessons/LANG/NAME.md                     writes it back (header cell, one form), and NAME.ipynb, executed
3. reads  solutions/LANG/NAME.md                   writes it back (header cell, one form), and NAME.ipynb, executed
4. reads  solutions/LANG/NAME.md                   writes exercises/LANG/NAME.md and NAME.ipynb, executed
5. reads  the head of every lessons/LANG/NAME.md   writes lessons/LANG/index.md and index.ipynb
The notebooks of a lesson without a quiz are not run: they would not open it.
A notebook is stale when its cells or its head differ from its twin, or when it was not run from top to bottom.
Whether stored outputs are still what the code gives is nbval's question; files that would not change are not touched.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbclient.exceptions import CellExecutionError

from tools.catalogues import CatalogueError, compile_catalogue, find_catalogues
from tools.derive import derive_exercise
from tools.execution import execute
from tools.front_matter import FrontMatterError, load_lesson, load_solution
from tools.header import TAG, lesson_header, reading_minutes, task_header, with_header
from tools.index import index_page
from tools.places import ROOT, WRITTEN_ROOMS, Place, find_indexes, find_places
from tools.twins import Notebook, TwinError, disagreement, read_notebook, read_twin, write_notebook, write_twin

#: What an author can cause and mend; anything else is our own error and is shown in full.
AUTHORS_ERRORS = (TwinError, FrontMatterError, CatalogueError)

#: The terminal's colour codes in IPython's tracebacks.
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True)
class Output:
    """A file that the build keeps: why it is stale (None when it is not), and how to make its content."""

    path: Path
    stale: str | None
    make: Callable[[], bytes]


def written(place: Place) -> Notebook:
    """Return what an author's twin says, with its header cell filled, without outputs."""
    notebook = read_twin(place.twin)
    course = notebook.metadata["course"]
    if place.room == "lessons":
        return with_header(notebook, lesson_header(load_lesson(course, place), reading_minutes(notebook)), place)
    matter = load_solution(course, place)
    return with_header(notebook, task_header(matter), place) if _has_header(notebook) else notebook


def exercise(place: Place) -> Notebook:
    """Return the exercise that belongs here, made from its solution, without outputs."""
    source = Place(place.root, "solutions", place.lang, place.name)
    try:
        notebook = derive_exercise(written(source), place.lang)
    except RuntimeError as error:  # nbgrader's only kind
        raise TwinError(f"{source}: {error}") from error
    matter = load_solution(notebook.metadata["course"], place)
    return with_header(notebook, task_header(matter), place) if _has_header(notebook) else notebook


def outputs(root: Path, names: Iterable[str] = (), again: bool = False) -> Iterator[Output]:
    """Yield every file of the build in the order in which it has to be written; names limit the lessons."""
    for path in find_catalogues(root):
        yield _file(path.with_suffix(".mo"), compile_catalogue(path))
    wanted = set(names)
    written_places = [place for place in find_places(root, WRITTEN_ROOMS) if place.twin.exists()]
    for place in written_places:
        if not wanted or place.name in wanted:
            yield from _pair(place, written(place), again)
    for place in written_places:
        if place.room == "solutions" and (not wanted or place.name in wanted):
            target = Place(root, "exercises", place.lang, place.name)
            yield from _pair(target, exercise(target), again)
    for place in find_indexes(root):
        lessons = [item for item in written_places if (item.room, item.lang) == ("lessons", place.lang)]
        matters = [load_lesson(read_twin(item.twin).metadata["course"], item) for item in lessons]
        if matters:
            yield from _pair(place, index_page(matters, place.lang), again=False)


def _pair(place: Place, wanted: Notebook, again: bool) -> Iterator[Output]:
    yield _file(place.twin, write_twin(wanted).encode())
    stale = "is to be run again" if again else _why_stale(place.notebook, wanted)
    yield Output(place.notebook, stale, lambda: _run(place, wanted))


def _run(place: Place, wanted: Notebook) -> bytes:
    try:
        return write_notebook(execute(wanted, place.notebook.parent)).encode()
    except CellExecutionError as error:
        raise TwinError(f"{place}: {_COLOURS.sub('', str(error))}") from error


def _why_stale(path: Path, wanted: Notebook) -> str | None:
    if not path.exists():
        return "is missing"
    return disagreement(read_notebook(path), wanted)


def _file(path: Path, content: bytes) -> Output:
    same = path.exists() and path.read_bytes() == content
    return Output(path, None if same else "is missing" if not path.exists() else "is out of step", lambda: content)


def _has_header(notebook: Notebook) -> bool:
    return any(TAG in cell.metadata.get("tags", []) for cell in notebook.cells)


def _write(output: Output, name: str) -> bool:
    """Write a stale file and say so; False, with the error shown, when its cells fail. The others can still be made."""
    try:
        content = output.make()
    except AUTHORS_ERRORS as error:
        print(error, file=sys.stderr)
        return False
    if not (output.path.exists() and output.path.read_bytes() == content):
        output.path.parent.mkdir(parents=True, exist_ok=True)
        output.path.write_bytes(content)
        print(f"wrote {name}: it {output.stale}")
    return True


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Build what is stale, or with --check name it; 0 when everything is in step."""
    parser = argparse.ArgumentParser(prog="python -m tools.build", description="Changed texts to finished notebooks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a lesson, such as 06-payment-rules; default: all")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    parser.add_argument("--all", action="store_true", help="run every notebook again")
    options = parser.parse_args(argv)
    known = {place.name for place in find_places(root, WRITTEN_ROOMS)}
    if unknown := set(options.names) - known:
        parser.error(f"no lesson {', '.join(sorted(unknown))}; there are {', '.join(sorted(known)) or 'none yet'}")
    return _run_build(root, options.names, options.check, options.all)


def _without_quiz(root: Path, names: list[str]) -> list[str]:
    """Return the lessons, of these or of all, that have no quiz and therefore would not open."""
    known = sorted({place.name for place in find_places(root, WRITTEN_ROOMS)})
    wanted = [name for name in known if not names or name in names]
    return [name for name in wanted if not (root / "course" / "quizzes" / f"{name}.toml").exists()]


def _run_build(root: Path, names: list[str], check: bool, again: bool) -> int:
    closed = _without_quiz(root, names)
    for slug in closed:
        print(f"course/quizzes/{slug}.toml is missing: a lesson opens only if it has a quiz", file=sys.stderr)
    left = len(closed)
    try:
        for output in outputs(root, names, again):
            name = output.path.relative_to(root).as_posix()
            if output.path.suffix == ".ipynb" and output.path.stem in closed:
                continue
            if output.stale and check:
                left += 1
                print(f"{name} {output.stale}", file=sys.stderr)
            elif output.stale:
                left += not _write(output, name)
    except AUTHORS_ERRORS as error:
        print(error, file=sys.stderr)
        return 1
    if left and check:
        print("run python -m tools.build", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
