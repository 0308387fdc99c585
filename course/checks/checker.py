"""What a notebook's checks remember while it is open: how often each was tried, and how it stands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from course.checks import find_checks
from course.checks.engine import judge
from course.checks.verdict import Done, TaskState, Verdict
from course.text import Words


class Checker:
    """The checks of one lesson in one language."""

    def __init__(self, lesson_slug: str, words: Words) -> None:
        """Find the lesson's checks; nothing has been tried yet."""
        self.words = words
        self.checks = {check.id: check for check in find_checks(lesson_slug)}
        self._tries: dict[str, int] = {}
        self._verdicts: dict[str, Verdict] = {}

    def check(self, task_id: str, answer: Any) -> Verdict:
        """Judge an answer to a task. A task that does not exist is answered with the nearest ones."""
        if type(task_id) is not str or task_id not in self.checks:
            return self._unknown(task_id if type(task_id) is str else "")
        verdict = judge(self.checks[task_id], answer, self.words, self._tries.get(task_id, 0))
        if verdict.status == "wrong":
            self._tries[task_id] = self._tries.get(task_id, 0) + 1
        self._verdicts[task_id] = verdict
        return verdict

    def done(self) -> Done:
        """Sum up where each task stands after its latest check."""
        states = tuple(self._state(task_id) for task_id in self.checks)
        count = {status: sum(state.status == status for state in states) for status in ("right", "wrong", "unanswered")}
        points = sum(self.checks[state.id].points for state in states if state.status == "right")
        possible = sum(check.points for check in self.checks.values())
        heading = self.words("check.done", **count, total=len(states), points=points, possible=possible)
        return Done(heading, states, points, possible, self.words.lang)

    def _state(self, task_id: str) -> TaskState:
        verdict = self._verdicts.get(task_id)
        status = verdict.status if verdict else "unanswered"
        return TaskState(task_id, self.words(f"task.{task_id}.title"), status, self.words(f"check.status.{status}"))

    def _unknown(self, task_id: str) -> Verdict:
        near = get_close_matches(task_id, self.checks, n=3, cutoff=0.4) or list(self.checks)
        message = self.words("check.unknown", name=task_id[:40], known=", ".join(near))
        return Verdict("unanswered", self.words("check.status.unanswered"), message, lang=self.words.lang)
