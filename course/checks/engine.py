"""What a check is, and how an answer is judged: pure, no widgets, and no answer makes it raise.

A check's words are in the lesson's catalogue: `task.<id>.title`, `.expected` (what kind of answer: "four numbers, one
for each hospital"), `.right`, `.wrong`, `.hints` (a line for each) and one `.<misconception>` for each known mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from course.checks import find_checks
from course.checks.kinds import Kind
from course.checks.limits import LIMIT, call_within
from course.checks.snapshot import snapshot
from course.checks.values import BlankError, RefusedError
from course.checks.verdict import Done, Status, TaskState, Verdict
from course.text import Words

__all__ = ["Check", "Checker", "Done", "Misconception", "Verdict", "judge"]


@dataclass(frozen=True)
class Misconception:
    """A mistake that we know. `example` makes an answer that holds it, by the mistaken reasoning, not by a literal.

    An answer holds the mistake when it is the same as the example or, if `when` is given, when that says so of the
    answer as read. Several may share an id, and so a message.
    """

    id: str
    example: Callable[[], Any]
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Check:
    """A task: what kind of answer it wants, how the right one is made, and the mistakes that we know, in order.

    `right` works the answer out from models and data when it is asked, so no answer is written down.
    """

    id: str
    objective: str
    kind: Kind
    right: Callable[[], Any]
    misconceptions: tuple[Misconception, ...]
    points: int = 1

    def __post_init__(self) -> None:
        """Refuse a check that knows fewer than two mistakes, or gives no points."""
        if len(self.misconceptions) < 2 or self.points < 1:
            raise ValueError(f"check {self.id!r} needs at least two known mistakes and at least one point")

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that the check needs."""
        parts = ("title", "expected", "right", "wrong", "hints", *(mistake.id for mistake in self.misconceptions))
        return tuple(dict.fromkeys(f"task.{self.id}.{part}" for part in parts))


@dataclass(frozen=True)
class _Known:
    """A check's right answer and its known mistakes, read as a learner's answer is."""

    right: Any
    mistakes: tuple[tuple[Misconception, Any], ...]


def judge(check: Check, answer: Any, words: Words, tries: int = 0, seconds: float = LIMIT) -> Verdict:
    """Judge an answer, whatever it is. `tries` is how many wrong ones came before: each opens one more hint.

    An answer that takes more than `seconds` is stopped (see `course.checks.limits`).
    """
    status, message = _found(check, answer, words, seconds)
    return _verdict(check, status, message, words, tries)


def _found(check: Check, answer: Any, words: Words, seconds: float) -> tuple[Status, str]:
    """Return how an answer stands, and what to say about it."""
    # Made here, outside the guard: an author's mistake must be seen, and not be taken for the learner's.
    known = _Known(
        check.kind.read(check.right(), words),
        tuple((mistake, check.kind.read(mistake.example(), words)) for mistake in check.misconceptions),
    )
    outcome = call_within(lambda: _judge(check, known, answer, words), seconds)
    if outcome.late:
        return "wrong", words("check.too_slow", seconds=words.number(seconds))
    if outcome.error is not None:
        return "wrong", words("check.unreadable", expected=words(f"task.{check.id}.expected"))
    found: tuple[Status, str] = outcome.value
    return found


def _verdict(check: Check, status: Status, message: str, words: Words, tries: int) -> Verdict:
    hints = words.lines(f"task.{check.id}.hints")
    return Verdict(
        status,
        words(f"check.status.{status}"),
        message,
        hint_title=_hint_title(len(hints), tries, words) if status == "wrong" else None,
        hints=tuple(hints[:tries]) if status == "wrong" else (),
        lang=words.lang,
    )


def _judge(check: Check, known: _Known, answer: Any, words: Words) -> tuple[Status, str]:
    task = f"task.{check.id}"
    try:
        value = check.kind.read(answer, words)
        if check.kind.same(value, known.right):
            remark = check.kind.remark(value)
            return "right", " ".join([words(f"{task}.right"), *([words(remark)] if remark else [])])
        mistake = _mistake(check, known, value)
        if mistake is None:
            near = check.kind.near(value, known.right)
            if near is not None:
                return "wrong", words(near)
            check.kind.fit(value, words)
        details = check.kind.details(value, known.right)
        return "wrong", words(f"{task}.{mistake or 'wrong'}", **details)
    except BlankError as blank:
        if blank.left < blank.total:
            return "unanswered", words("check.partly", left=blank.left, total=blank.total)
        return "unanswered", words("check.unanswered", expected=words(f"{task}.expected"))
    except RefusedError as refused:
        return "wrong", _refusal(refused.key, refused.values, words(f"{task}.expected"), words)


def _mistake(check: Check, known: _Known, value: Any) -> str | None:
    for mistake, example in known.mistakes:
        if mistake.when(value) if mistake.when else check.kind.same(value, example):
            return mistake.id
    return None


def _refusal(key: str, values: dict[str, str], expected: str, words: Words) -> str:
    """Return a refusal in words; a refusal of a function's result holds another one, under `why`."""
    filled = dict(values)
    if "got" in filled and key in ("check.type", "check.value"):
        filled["got"] = words(f"check.type.{filled['got']}")
    if "why" in filled:
        why = filled.pop("why")
        inner = {name: value for name, value in filled.items() if name not in ("case", "error")}
        filled["why"] = _refusal(why, inner, words("check.function.expected"), words)
    return words(key, **{"expected": expected, **filled})


def _hint_title(total: int, tries: int, words: Words) -> str:
    if tries == 0:
        return words("check.hints.waiting", total=total)
    return words("check.hints.shown", shown=min(tries, total), total=total)


class Checker:
    """One lesson's checks in one language, and what they remember: how often each was tried, and how it stands."""

    def __init__(self, lesson_slug: str, words: Words) -> None:
        """Find the lesson's checks; nothing has been tried yet."""
        self.words = words
        self.checks = {check.id: check for check in find_checks(lesson_slug)}
        self._tries: dict[str, int] = {}
        #: What each task's latest wrong answer was, and what was said about it.
        self._latest: dict[str, tuple[Any, str]] = {}
        self._verdicts: dict[str, Verdict] = {}

    def check(self, task_id: str, answer: Any) -> Verdict:
        """Judge an answer to a task. A task that does not exist is answered with the nearest ones.

        The same wrong answer again opens no hint: the cell above may have stopped with an error.
        """
        if type(task_id) is not str or task_id not in self.checks:
            return self._unknown(task_id if type(task_id) is str else "")
        check, taken = self.checks[task_id], snapshot(answer)
        status, message = _found(check, answer, self.words, LIMIT)
        if status == "wrong":
            again = self._latest.get(task_id) == (taken, message)
            self._latest[task_id] = (taken, message)
            self._tries[task_id] = self._tries.get(task_id, 0) + (not again)
            message = f"{self.words('check.same_answer')} {message}" if again else message
        verdict = _verdict(check, status, message, self.words, max(self._tries.get(task_id, 0) - 1, 0))
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
