"""The progress view: bars per lesson, what is left, and predictions against outcomes, asked for by the live page.

The view itself holds nothing of the learner's record, so a stored or shared notebook tells nobody how it went.
"""

from __future__ import annotations

from typing import Any

from course.standing import Standing, standings
from course.text import Words
from course.widgets.base import CourseView

_PAGE_WORDS = ("title", "lesson", "done", "time", "left", "bets", "static")
_BET_COLUMNS = ("lab", "question", "answer", "model")


def _row(standing: Standing, words: Words) -> dict[str, Any]:
    return {
        "title": standing.title,
        "share": standing.done / len(standing.parts),
        "done": standing.count(words),
        "time": standing.time(words),
        "left": standing.left(words),
    }


class ProgressView(CourseView):
    """How far the learner has come, in one lesson or in all. Its text is the same for everybody."""

    def __init__(self, lang: str, slug: str = "") -> None:
        """Describe the view to the page, without anything of the record. An empty slug means all lessons."""
        words = Words(lang, slug or "interface")
        page_words = {key: words(f"progress.{key}") for key in _PAGE_WORDS}
        config = {"words": {**page_words, "none": words("predictions.none")}}
        super().__init__(words=words, lesson=slug, plain=words("progress.static"), kind="progress", config=config)

    def answer(self, message: dict[str, Any]) -> None:
        """Tell the page how the lessons stand."""
        if message.get("type") != "progress":
            return
        found = standings(self.words.lang, self.lesson or None)
        self.send(
            {
                "type": "progress",
                "lessons": [_row(standing, self.words) for standing in found],
                "bets": {
                    "header": [self.words(f"predictions.{column}") for column in _BET_COLUMNS],
                    "rows": [
                        [bet.lab, bet.question, bet.yours, bet.model] for standing in found for bet in standing.bets
                    ],
                },
            }
        )
