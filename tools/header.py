"""The first cell of a page, filled from its front matter, so that title, minutes and sources stand in one place."""

from __future__ import annotations

import copy
import math
from string import Template

from tools.front_matter import LessonMatter, SolutionMatter
from tools.places import TEMPLATES, Place
from tools.readability import count_words
from tools.twins import Notebook, TwinError

#: The tag of the cell that is filled.
TAG = "header"

#: Reading speed for prose with figures in it, words a minute [ours; a round figure under Brysbaert 2019's 238].
WORDS_A_MINUTE = 200


def template(name: str, lang: str) -> Template:
    """Return one of the texts in tools/templates."""
    return Template((TEMPLATES / f"{name}.{lang}.md").read_text(encoding="utf-8"))


def reading_minutes(notebook: Notebook) -> int:
    """Return how long the text for learners takes to read, in whole minutes, at least 1."""
    skipped = {TAG, "teacher", "sheet-40"}
    texts = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not skipped & set(cell.metadata.get("tags", []))
    ]
    return max(1, math.ceil(sum(map(count_words, texts)) / WORDS_A_MINUTE))


def lesson_header(matter: LessonMatter, minutes_to_read: int) -> str:
    """Return the first cell of a lesson: title, question, summary, objectives, minutes, prerequisites, sources."""
    page = {"en": ("p.", "pp."), "sv": ("s.", "s.")}[matter.lang]
    sources = [
        f"- {source.citation}, {page['–' in source.pages or ',' in source.pages]} {source.pages}"
        for source in matter.sources
    ]
    return (
        template("header", matter.lang)
        .substitute(
            title=matter.title,
            question=matter.question,
            summary=matter.summary,
            objectives="\n".join(f"- {objective.text}" for objective in matter.objectives),
            reading=minutes_to_read,
            lesson=matter.minutes.lesson,
            lab=matter.minutes.lab,
            exercise=matter.minutes.exercise,
            debate=matter.minutes.debate,
            prerequisites="\n".join(f"- {text}" for text in matter.prerequisites or _NOTHING[matter.lang]),
            sources="\n".join(sources),
            slug=matter.lesson,
        )
        .strip()
    )


def task_header(matter: SolutionMatter) -> str:
    """Return the first cell of a solution or an exercise: title, and the way to the lesson."""
    text = template(f"header-{matter.kind}", matter.lang)
    return text.substitute(title=matter.title, slug=matter.lesson, tasks=len(matter.tasks)).strip()


def with_header(notebook: Notebook, text: str, place: Place) -> Notebook:
    """Return a copy in which the cell tagged `header` is this text. Raises TwinError when not one cell has the tag."""
    result = copy.deepcopy(notebook)
    cells = [cell for cell in result.cells if TAG in cell.metadata.get("tags", [])]
    if len(cells) != 1 or cells[0].cell_type != "markdown":
        raise TwinError(f"{place}: one markdown cell must be tagged `{TAG}`; {len(cells)} cells are")
    cells[0].source = text
    return result


_NOTHING = {"en": ("None.",), "sv": ("Inga.",)}
