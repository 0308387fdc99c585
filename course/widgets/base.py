"""What all views share: their JavaScript, and a text that reads well where no view can be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from course import progress
from course.text import Words

STATIC = Path(__file__).parent / "static"

#: The parts of the front end, in the order in which they are joined. Each but the last only defines functions.
_PARTS = ("dom.js", "chart.js", "decision.js", "lab.js", "quiz.js", "dilemma.js", "progress.js", "clock.js", "main.js")

#: Seconds: the page reports after a minute's work (`static/clock.js`), or a little more when it was busy.
_LONGEST_REPORT = 120


def front_end() -> str:
    """Return the views' JavaScript as the one module that anywidget loads."""
    return "\n".join((STATIC / part).read_text(encoding="utf-8") for part in _PARTS)


class CourseView(anywidget.AnyWidget):
    """A view of the course: `kind` says which, `config` holds all that it shows.

    A subclass answers messages in `answer`, saves with `save`, and gives `plain`, the Markdown shown without a kernel.
    """

    _esm = front_end()
    _css = (STATIC / "views.css").read_text(encoding="utf-8")
    kind = traitlets.Unicode().tag(sync=True)
    config = traitlets.Dict().tag(sync=True)

    def __init__(self, *, words: Words, lesson: str, plain: str, **traits: Any) -> None:
        """Keep the words and the plain text, and listen for messages."""
        self.words, self.lesson, self.plain = words, lesson, plain
        super().__init__(**traits)
        self.on_msg(self._receive)

    def _ipython_display_(self) -> None:
        bundle, metadata = self._repr_mimebundle_() or ({}, {})
        display({**bundle, "text/markdown": self.plain}, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        """Return the plain text: what an untrusted or unopened notebook shows."""
        return self.plain

    def _receive(self, _widget: object, content: object, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        if content.get("type") == "clock" and self.lesson:
            self.send({"type": "clock", "lesson": self.lesson})
        elif content.get("type") == "time":
            self._keep_time(content.get("seconds"))
        else:
            self.answer(content)

    def _keep_time(self, seconds: object) -> None:
        """Keep the seconds that the page has counted, if they can be true: it reports at least every other minute."""
        if self.lesson and type(seconds) is int and 0 < seconds <= _LONGEST_REPORT:
            self.save("time", "page", {"seconds": seconds})

    def answer(self, message: dict[str, Any]) -> None:
        """Answer a message from the page. A view that asks nothing of the kernel ignores it."""

    def save(self, kind: progress.Kind, item: str, value: dict[str, Any]) -> bool:
        """Write to the learner's own record; False when it cannot be written, which never stops a lesson."""
        saved = progress.save(kind, self.lesson, item, value)
        for sentence in progress.news(self.words):
            self.send({"type": "notice", "text": sentence})
        return saved
