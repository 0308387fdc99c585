"""How a change is judged and told, the same in all labs that compare before with after."""

from __future__ import annotations

from course.text import Words

#: Changes smaller than this are shown as none: half of the last decimal of a per cent.
_NONE = 0.0005


def way(change: float) -> str:
    """Return `falls`, `same` or `rises`, the options of a prediction about a change."""
    return "same" if abs(change) < _NONE else "rises" if change > 0 else "falls"


def told(change: float, words: Words) -> str:
    """Return the change in words: which way, and how many per cent."""
    return words(f"change.{way(change)}", change=words.percent(abs(change), 1))


def signed(change: float, words: Words) -> str:
    """Return a change as per cent with one decimal and its sign, plus too."""
    text = words.percent(change, 1)
    return f"+{text}" if round(change, 3) > 0 else text
