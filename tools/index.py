"""The first page in each language, made from the lessons' front matter."""

from __future__ import annotations

import jupytext

from tools.front_matter import LessonMatter
from tools.header import template
from tools.twins import FORMAT, Notebook, plain_notebook


def index_page(lessons: list[LessonMatter], lang: str) -> Notebook:
    """Return the first page: where to begin, every lesson (at least one) with question and minutes, and progress."""
    ordered = sorted(lessons, key=lambda matter: matter.order)
    first = ordered[0]
    text = template("index", lang).substitute(
        first=f"[{first.title}]({first.lesson}.ipynb)",
        lessons="\n".join(_row(matter) for matter in ordered),
    )
    return plain_notebook(jupytext.reads(text, fmt=FORMAT).cells, {"kind": "index", "lang": lang})


def _row(matter: LessonMatter) -> str:
    """Return a lesson's row: number and title, question, minutes of lesson, exercise and debate."""
    slug, minutes = matter.lesson, matter.minutes
    link = f"[{matter.order:02} {matter.title}]({slug}.ipynb)"
    exercise = f"[{_EXERCISE[matter.lang]}](../../exercises/{matter.lang}/{slug}.ipynb)"
    timing = f"{minutes.lesson + minutes.lab} min | {exercise}, {minutes.exercise} min | {minutes.debate} min"
    return f"| {link} | {matter.question} | {timing} |"


_EXERCISE = {"en": "Exercise", "sv": "Övning"}
