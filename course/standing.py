"""How far the learner has come: what each lesson asks, what is done, what is left, and predictions against outcomes.

What there is to do is read from the declarations of labs, quiz, checks and dilemmas; what has been done, from the
learner's record. Once done, a thing stays done: a wrong try afterwards takes nothing back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from course.checks import find_checks
from course.dilemmas import find_dilemmas
from course.labs import find_lab, lab_ids
from course.labs.engine import Lab
from course.progress import Event, events
from course.quizzes import find_quiz, quiz_slugs
from course.text import Words

PartKind = Literal["lab", "quiz", "dilemma", "task"]

#: What a lesson asks of a learner, in the order in which it is met.
PART_KINDS: tuple[PartKind, ...] = get_args(PartKind)


@dataclass(frozen=True)
class Part:
    """One thing that a lesson asks: a lab's prediction, a quiz question, a dilemma or a task, in words, done or not."""

    kind: PartKind
    text: str
    done: bool


@dataclass(frozen=True)
class Bet:
    """A prediction met again: the lab, the question, the learner's answer (None: skipped) and the model's, in words."""

    lab: str
    question: str
    yours: str | None
    model: str


@dataclass(frozen=True)
class Standing:
    """How one lesson stands: its title, what it asks, the seconds spent on it, and the predictions made."""

    slug: str
    title: str
    parts: tuple[Part, ...]
    seconds: float
    bets: tuple[Bet, ...]

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(part.done for part in self.parts)

    def left(self, words: Words) -> list[str]:
        """Return what is left in words: a line for each kind that has something, by number only before a beginning."""
        left = {kind: [part.text for part in self.parts if part.kind == kind and not part.done] for kind in PART_KINDS}
        if not self.done:
            return [words("progress.left.all", **{kind: len(names) for kind, names in left.items()})]
        lines = [
            words(f"progress.left.{kind}", number=len(names), names="; ".join(names))
            for kind, names in left.items()
            if names
        ]
        return lines or [words("progress.left.nothing")]

    def count(self, words: Words) -> str:
        """Return how many parts are done in words: "3 of 8 (lesson 3 of 5, exercise 0 of 3)"."""
        tasks = [part for part in self.parts if part.kind == "task"]
        solved, total = sum(part.done for part in tasks), len(self.parts)
        lesson = {"lesson_done": self.done - solved, "lesson": total - len(tasks)}
        return words("progress.count", done=self.done, total=total, solved=solved, tasks=len(tasks), **lesson)

    def time(self, words: Words) -> str:
        """Return the time spent in words, in hours and minutes."""
        hours, minutes = divmod(round(self.seconds / 60), 60)
        return words("progress.hours" if hours else "progress.minutes", hours=hours, minutes=minutes)


def standings(lang: str, slug: str | None = None) -> list[Standing]:
    """Return how every lesson stands, or one, in a language."""
    return [_standing(Words(lang, each)) for each in quiz_slugs() if slug in (None, each)]


def bets(words: Words) -> list[Bet]:
    """Return the newest predictions in a lesson's labs beside what the models say."""
    stored = {event.item: event for event in events("prediction", words.domain)}
    return [bet for lab in _labs(words.domain) if lab.id in stored for bet in _bets(lab, stored[lab.id], words)]


def _standing(words: Words) -> Standing:
    found = events(lesson=words.domain)
    seconds = sum(event.value["seconds"] for event in found if event.kind == "time" and "seconds" in event.value)
    # What was skipped is still to be predicted, and its outcome is not told.
    made = tuple(bet for bet in bets(words) if bet.yours is not None)
    return Standing(words.domain, words("lesson.title"), tuple(_parts(words, found)), seconds, made)


def _parts(words: Words, found: list[Event]) -> Iterator[Part]:
    def done(kind: str, item: str, counts: Callable[[dict[str, Any]], bool]) -> bool:
        return any(event.kind == kind and event.item == item and counts(event.value) for event in found)

    for lab in _labs(words.domain):
        yield Part(
            "lab", words(f"{lab.id}.title"), done("prediction", lab.id, lambda value: bool(value.get("answers")))
        )
    for number, question in enumerate(find_quiz(words.domain), 1):
        yield Part("quiz", str(number), done("quiz", question.id, lambda value: bool(value.get("right"))))
    for dilemma in find_dilemmas(words.domain):
        yield Part("dilemma", words(f"dilemma.{dilemma.id}"), done("dilemma", dilemma.id, bool))
    for check in find_checks(words.domain):
        right = done("check", check.id, lambda value: value.get("status") == "right")
        yield Part("task", words(f"task.{check.id}.title"), right)


def _labs(slug: str) -> list[Lab[Any]]:
    """Return the lesson's labs that ask for a prediction."""
    return [lab for lab in map(find_lab, lab_ids()) if lab.lesson == slug and lab.predictions]


def _bets(lab: Lab[Any], event: Event, words: Words) -> Iterator[Bet]:
    answers = event.value.get("answers") or {}
    for prediction in lab.predictions:
        name = f"{lab.id}.predict.{prediction.id}"
        answer = answers.get(prediction.id)
        # A lab that has changed since may no longer have the answer.
        yours = words(f"{name}.{answer}") if answer in prediction.options else None
        yield Bet(words(f"{lab.id}.title"), words(name), yours, words(f"{name}.{lab.verdict(prediction)}"))
