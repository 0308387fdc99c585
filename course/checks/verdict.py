"""What a learner sees: the verdict on one answer, and the summary of a notebook's tasks.

Both are text and HTML. A status is always a sign and a word; the coloured edge only repeats it. No script, no id.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

Status = Literal["right", "wrong", "unanswered"]

SIGNS: dict[Status, str] = {"right": "✓", "wrong": "✗", "unanswered": "○"}

#: The edge: the theme's colour, or one that has 3:1 against white and against near-black.
EDGES: dict[Status, str] = {
    "right": "var(--jp-success-color0, #2e7d32)",
    "wrong": "var(--jp-warn-color0, #b35900)",
    "unanswered": "var(--jp-border-color0, #767676)",
}


def _box(status: Status, lang: str, inside: str) -> str:
    # The text keeps the page's own colour, which every theme gives enough contrast.
    style = f"border-left:0.4em solid {EDGES[status]};padding:0.3em 0.9em;color:var(--jp-content-font-color1, inherit)"
    return f'<div lang="{escape(lang)}" style="{style}">{inside}</div>'


def _signed(status: Status, word: str) -> str:
    return f'<span aria-hidden="true">{SIGNS[status]}</span> {escape(word)}'


@dataclass(frozen=True)
class Verdict:
    """The verdict on one answer: its status, that status as a word, what to say, and the hints opened so far."""

    status: Status
    word: str
    message: str
    hint_title: str | None = None
    hints: tuple[str, ...] = ()
    lang: str = "en"

    @property
    def right(self) -> bool:
        """Whether the answer was right."""
        return self.status == "right"

    @property
    def hint(self) -> str | None:
        """The newest hint, or None."""
        return self.hints[-1] if self.hints else None

    def __repr__(self) -> str:
        """Return the verdict as text."""
        lines = [f"{SIGNS[self.status]} {self.word}. {self.message}"]
        if self.hint_title:
            lines.append(self.hint_title)
        lines += [f"  {number}. {hint}" for number, hint in enumerate(self.hints, 1)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        inside = f"<p><strong>{_signed(self.status, self.word)}.</strong> {escape(self.message)}</p>"
        if self.hint_title:
            inside += f"<p>{escape(self.hint_title)}</p>"
        if self.hints:
            inside += "<ol>" + "".join(f"<li>{escape(hint)}</li>" for hint in self.hints) + "</ol>"
        return _box(self.status, self.lang, inside)


@dataclass(frozen=True)
class TaskState:
    """Where one task stands: its title, its status and that status as a word."""

    id: str
    title: str
    status: Status
    word: str


@dataclass(frozen=True)
class Done:
    """A notebook's tasks, one by one and counted: `heading` says how many are right, and the points."""

    heading: str
    tasks: tuple[TaskState, ...]
    points: int
    possible: int
    lang: str = "en"

    def __repr__(self) -> str:
        """Return the summary as text."""
        return "\n".join([self.heading, *(f"{SIGNS[task.status]} {task.title}: {task.word}" for task in self.tasks)])

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{escape(task.title)}: {_signed(task.status, task.word)}</li>" for task in self.tasks)
        everything: Status = "right" if self.points == self.possible else "unanswered"
        return _box(everything, self.lang, f"<p><strong>{escape(self.heading)}</strong></p><ul>{rows}</ul>")
