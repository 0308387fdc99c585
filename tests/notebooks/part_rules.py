"""What a lesson must hold: its ten parts, its length, its references. A rule yields what is lacking, with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from helpers import quoted, tags

from tools.pairing import pages
from tools.readability import count_words, plain

Rule = Callable[[Any], Iterator[str]]

#: The tags of a lesson's markdown cells, in the order of the syllabus' ten parts.
PART_TAGS = (
    *("header", "case", "theory", "objection", "lab", "data", "quiz", "dilemma", "debate"),
    *("key-points", "terms", "reading", "later", "teacher", "sheet-40"),
)
#: Tags that say how a cell is shown or compared.
OTHER_TAGS = {"hide-input", "nbval-ignore-output"}

#: What a lesson's code calls at least so many times, each time with another argument, in a cell with the tag.
CALLS = {"lab": ("lab", 1), "data": ("data", 1), "chart": ("data", 1), "quiz": ("quiz", 1), "dilemma": ("dilemma", 2)}
CALLS |= {"terms": ("terms", 1), "predictions": ("later", 1)}

CASE_WORDS = 200
LESSON_WORDS = (1800, 3500)
PROSE_WORDS = 130
CODE_LINES = 10
SHEET_MINUTES = 40

#: Cells for teachers, and the one that is made from the front matter, are no prose for learners.
NOT_PROSE = {"header", "teacher", "sheet-40"}
#: Here years and percentages may stand without a page: made from the head, our own runs, teachers, lists of books.
NO_PAGES = NOT_PROSE | {"lab", "reading", "later"}

_LIST_OR_TABLE = re.compile(r"^\s*([-*+]|\d+[.)]|\|)", re.M)
_NUMBERED = re.compile(r"^\s*\d+[.)]\s+\S", re.M)
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__|<(?:strong|b)>(.+?)</(?:strong|b)>", re.S)
#: A row of the 40-minute sheet: "| 5 | …" in a table, "- 5 min …" in a list.
_SHEET_ROW = re.compile(r"^\|\s*(\d+)[ \u00a0]?(?:min\w*)?\s*\||^\s*(?:[-*+]|\d+[.)])\s+(\d+)[ \u00a0]min", re.M)
_FACT = re.compile(r"(?<![\d:])(?:1[89]|20)\d\d(?!\d)|\d[ \u00a0]?%|\bper ?cent\b|\bprocent\b")
_REPORT = re.compile(r"\b(?:SOU|Ds|dir\.|SFS|prop\.)[ \u00a0]\d{4}(?:/\d\d)?:\d+", re.I)
_OURS = re.compile(r"\b(?:ours|our own|vår|vårt|våra|vår egen|vårt eget|våra egna)\b", re.I)


def _markdown(lesson: Any, *names: str) -> list[Any]:
    cells = [cell for cell in lesson.cells if cell.cell_type == "markdown"]
    return [cell for cell in cells if not names or tags(cell) & set(names)]


def _calls(lesson: Any, name: str) -> list[tuple[Any, str]]:
    call = re.compile(rf"\blesson\.{name}\(([^)]*)\)")
    return [(cell, found) for cell in lesson.cells if cell.cell_type == "code" for found in call.findall(cell.source)]


def all_parts(lesson: Any) -> Iterator[str]:
    """Every part of a lesson has a text, recognised by its tag."""
    for tag in PART_TAGS:
        if not any(count_words(cell.source) for cell in _markdown(lesson, tag)):
            yield f"no text is tagged {tag}"


def known_tags(lesson: Any) -> Iterator[str]:
    """No tag is misspelt."""
    for cell in lesson.cells:
        if unknown := {tag for tag in tags(cell) - set(PART_TAGS) - OTHER_TAGS}:
            yield f"{quoted(cell)}: unknown tag {', '.join(sorted(unknown))}"


def all_calls(lesson: Any) -> Iterator[str]:
    """A lesson shows a lab, data, a chart, a quiz, two dilemmas, its terms and the old predictions, in tagged cells."""
    for name, (tag, least) in CALLS.items():
        found = _calls(lesson, name)
        if len({argument for _, argument in found}) < least:
            yield f"lesson.{name}(…) is called {len(found)} times, at least {least} are needed"
        yield from (f"{quoted(cell)}: not tagged {tag}" for cell, _ in found if tag not in tags(cell))


def labs_are_folded_and_explored(lesson: Any) -> Iterator[str]:
    """A lab's code is folded away, and each lab has three or four numbered questions to explore."""
    labs = _calls(lesson, "lab")
    for cell, _ in labs:
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            yield f"{quoted(cell)}: not folded (jupyter.source_hidden)"
    lists = [cell for cell in _markdown(lesson, "lab") if len(_NUMBERED.findall(cell.source)) in (3, 4)]
    if len(lists) < len(labs):
        yield f"{len(labs)} labs, but {len(lists)} lists of three or four questions tagged lab"


def case_is_short(lesson: Any) -> Iterator[str]:
    """The case has at most 200 words."""
    words = sum(count_words(cell.source) for cell in _markdown(lesson, "case"))
    if words > CASE_WORDS:
        yield f"the case has {words} words, {CASE_WORDS} at most"


def length_is_right(lesson: Any) -> Iterator[str]:
    """A lesson's markdown has 1,800 to 3,500 words."""
    words = sum(count_words(cell.source) for cell in _markdown(lesson))
    if not LESSON_WORDS[0] <= words <= LESSON_WORDS[1]:
        yield f"{words} words; {LESSON_WORDS[0]} to {LESSON_WORDS[1]} are right"


def code_is_short(lesson: Any) -> Iterator[str]:
    """A code cell has at most ten lines."""
    for cell in lesson.cells:
        if cell.cell_type == "code" and len(cell.source.splitlines()) > CODE_LINES:
            yield f"{quoted(cell)}: {len(cell.source.splitlines())} lines"


def prose_is_short(lesson: Any) -> Iterator[str]:
    """A cell of running text has at most 130 words; lists, tables and teachers' cells may have more."""
    for cell in _markdown(lesson):
        words = count_words(cell.source)
        if words > PROSE_WORDS and not tags(cell) & NOT_PROSE and not _LIST_OR_TABLE.search(cell.source):
            yield f"{quoted(cell)}: {words} words"


def sheet_sums_to_forty(lesson: Any) -> Iterator[str]:
    """The minutes that begin the rows of the 40-minute sheet sum to 40."""
    rows = [row for cell in _markdown(lesson, "sheet-40") for row in _SHEET_ROW.findall(cell.source)]
    minutes = [int("".join(row)) for row in rows]
    if sum(minutes) != SHEET_MINUTES:
        yield f"the sheet's minutes are {minutes}, together {sum(minutes)}"


def later_has_five_questions(lesson: Any) -> Iterator[str]:
    """Six weeks later there are five numbered questions."""
    found = sum(len(_NUMBERED.findall(cell.source)) for cell in _markdown(lesson, "later"))
    if found != 5:
        yield f"{found} numbered questions tagged later"


def facts_have_pages(lesson: Any) -> Iterator[str]:
    """A cell with a year or a percentage names a page (p. N, s. N), or says that it is ours."""
    for cell in _markdown(lesson):
        fact = _FACT.search(_REPORT.sub("", plain(cell.source)))
        if fact and not tags(cell) & NO_PAGES and not pages(cell.source) and not _OURS.search(cell.source):
            yield f"{quoted(cell)}: {fact[0]!r} without a page"


def debate_has_pages(lesson: Any) -> Iterator[str]:
    """The debate's sides are prepared with pages, at least two."""
    if len(pages("\n".join(cell.source for cell in _markdown(lesson, "debate")))) < 2:
        yield "the debate refers to fewer than two pages"


#: Every rule that needs the lesson alone.
RULES: tuple[Rule, ...] = (
    all_parts,
    known_tags,
    all_calls,
    labs_are_folded_and_explored,
    case_is_short,
    length_is_right,
    code_is_short,
    prose_is_short,
    sheet_sums_to_forty,
    later_has_five_questions,
    facts_have_pages,
    debate_has_pages,
)


def unknown_bold(lesson: Any, terms: Collection[str]) -> list[str]:
    """Return the bold words, teachers' cells aside, that are no term of the glossary; capitals do not matter."""
    known = {term.casefold() for term in terms}
    cells = [cell for cell in _markdown(lesson) if not tags(cell) & NOT_PROSE]
    bold = [(cell, "".join(match)) for cell in cells for match in _BOLD.findall(cell.source)]
    return [f"{quoted(cell)}: **{words}**" for cell, words in bold if words.strip(" .,:;").casefold() not in known]


def _pieces(cell: Any) -> list[str]:
    """Return a text's paragraphs and list items, each on one line; headings aside."""
    pieces = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)", cell.source)
    lines = [" ".join(re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", piece).split()) for piece in pieces]
    return [line for line in lines if line and not line.startswith("#")]


def _head(notebook: Any) -> list[str]:
    """Return the texts of a front matter that an author writes, titles aside."""
    course = notebook.metadata["course"]
    texts = [course.get("question"), course.get("summary"), *(item["text"] for item in course.get("objectives", []))]
    return [text for text in texts if text]


def unwritten(notebook: Any, template: Any) -> list[str]:
    """Return what an author has not yet written: the pieces of a page that are the template's own, with their cell."""
    theirs = {*_head(template), *(piece for cell in _markdown(template) for piece in _pieces(cell))}
    found = [("front matter", piece) for piece in _head(notebook)]
    found += [
        (quoted(cell), piece) for cell in _markdown(notebook) for piece in _pieces(cell) if tags(cell) != {"header"}
    ]
    return [f"{where}: still the template's: {piece!r}" for where, piece in found if piece in theirs]


def unserved(lesson: Any, solution: Any) -> list[str]:
    """Return what objectives and tasks lack: a task for every objective, an objective and a check for every task."""
    objectives = {objective["id"] for objective in lesson.metadata["course"]["objectives"]}
    tasks = solution.metadata["course"]["tasks"]
    code = "\n".join(cell.source for cell in solution.cells if cell.cell_type == "code")
    checked = set(re.findall(r"""lesson\.check\(\s*["']([^"']+)["']""", code))
    served, named = {task["objective"] for task in tasks}, {task["id"] for task in tasks}
    return [
        *(f"no task serves the objective {name}" for name in sorted(objectives - served)),
        *(f"a task serves {name}, which is no objective of the lesson" for name in sorted(served - objectives)),
        *(f"the task {name} is never checked" for name in sorted(named - checked)),
        *(f"lesson.check({name!r}) belongs to no task in the front matter" for name in sorted(checked - named)),
    ]
