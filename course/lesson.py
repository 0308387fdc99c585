"""The handle that a notebook holds: one lesson in one language, and everything that it can show."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from course.charts import chart_names, draw
from course.checks.engine import Checker, Done, Verdict
from course.data import load
from course.dilemmas import find_dilemmas
from course.labs import find_lab, lab_ids
from course.progress import news, save
from course.quizzes import quiz_slugs
from course.text import LANGUAGES, Words
from course.widgets.dilemma import DilemmaView
from course.widgets.figure import Figure
from course.widgets.lab import LabView
from course.widgets.progress import ProgressView
from course.widgets.quiz import QuizView
from course.widgets.record import PredictionsTable
from course.widgets.terms import TermsTable


class LessonError(LookupError):
    """There is no such lesson, or the lesson has no such part; the message is one sentence for the learner."""


class Lesson:
    """One lesson in one language.

    Every method shows or returns one thing, in the lesson's language. A name that does not exist raises LessonError,
    whose message lists those that do.
    """

    def __init__(self, slug: str, lang: str) -> None:
        """Keep the lesson's name and language; `open_lesson` looks whether they exist."""
        self.slug, self.lang = slug, lang
        self._words = Words(lang, slug)
        self._checker = Checker(slug, self._words)

    def __repr__(self) -> str:
        """Return what was opened."""
        return self._words("lesson.opened", slug=self.slug)

    def data(self, name: str) -> pd.DataFrame:
        """Return a table by name, with its source in `.attrs`."""
        return load(name, self.lang)

    def chart(self, name: str, *tables: pd.DataFrame) -> Figure:
        """Draw one of the course's charts from tables."""
        if name not in (known := chart_names()):
            raise LessonError(self._words("lesson.unknown_chart", name=name, known=", ".join(known)))
        chart, table = draw(name, *tables, words=self._words)
        return Figure(chart, table, self._words)

    def lab(self, name: str) -> LabView:
        """Open a lab."""
        known = [lab for lab in lab_ids() if find_lab(lab).lesson == self.slug]
        if name not in known:
            raise LessonError(self._words("lesson.unknown_lab", name=name, known=", ".join(known)))
        return LabView(find_lab(name), self.lang)

    def quiz(self) -> QuizView:
        """Open the lesson's quiz."""
        return QuizView(self.slug, self.lang)

    def dilemma(self, name: str) -> DilemmaView:
        """Open a dilemma."""
        known = {dilemma.id: dilemma for dilemma in find_dilemmas(self.slug)}
        if name not in known:
            raise LessonError(self._words("lesson.unknown_dilemma", name=name, known=", ".join(known)))
        return DilemmaView(known[name], self.slug, self.lang)

    def check(self, task: str, answer: Any) -> Verdict:
        """Check an answer to a task of the exercise; never raises, whatever the answer is."""
        verdict = self._checker.check(task, answer)
        if verdict.status != "unanswered":
            save("check", self.slug, task, {"status": verdict.status})
            _tell(self._words)
        return verdict

    def done(self) -> Done:
        """Return how far the learner has come in this notebook."""
        return self._checker.done()

    def terms(self, *names: str) -> TermsTable:
        """Return these terms of the glossary, named by their English term in both languages."""
        return TermsTable(names, self._words)

    def predictions(self) -> PredictionsTable:
        """Return the learner's own stored predictions for this lesson, beside what the models say."""
        return PredictionsTable(self._words)

    def progress(self) -> ProgressView:
        """Open the view of how far the learner has come in this lesson, and what is left."""
        return ProgressView(self.lang, self.slug)


def open_lesson(slug: str, lang: str) -> Lesson:
    """Open a lesson in `en` or `sv`; let charts be drawn without a network and tables show their texts in full.

    Raises LessonError, with one sentence that lists what there is, for another lesson or language.
    """
    _check_language(lang)
    if slug not in quiz_slugs():
        raise LessonError(Words(lang)("lesson.unknown", slug=slug, known=", ".join(quiz_slugs())))
    alt.renderers.enable("mimetype")
    pd.set_option("display.max_colwidth", None)
    _tell(Words(lang))
    return Lesson(slug, lang)


def show_progress(lang: str) -> ProgressView:
    """Open the view of how far the learner has come in all lessons. Raises LessonError for another language."""
    _check_language(lang)
    return ProgressView(lang)


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise LessonError(
            " / ".join(Words(each)("lesson.unknown_language", known=", ".join(LANGUAGES)) for each in LANGUAGES)
        )


def _tell(words: Words) -> None:
    """Print what the learner does not know yet about the record; usually nothing."""
    for sentence in news(words):
        print(sentence)
