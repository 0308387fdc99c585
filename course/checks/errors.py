"""What common Python errors mean, in plain words: which sentence of the catalogue tells what to do about one."""

from __future__ import annotations

import re

#: Sentence, kind of error, and what its text says; the first that fits.
_PLAIN: tuple[tuple[str, type[BaseException], str], ...] = (
    ("truth", ValueError, r"truth value of an array"),
    ("lengths", ValueError, r"could not be broadcast|inhomogeneous"),
    ("unfinished", TypeError, r"ellipsis"),
    ("nothing", TypeError, r"NoneType"),
    ("nothing", AttributeError, r"NoneType"),
    ("call", TypeError, r"not callable"),
    ("comma", TypeError, r"'tuple'|concatenate tuple"),
    ("lists", TypeError, r"'list'|multiply sequence|concatenate list"),
    ("lists", AttributeError, r"'list' object"),
    ("position", IndexError, r"out of bounds|out of range"),
    ("name", NameError, r""),
    ("zero", ZeroDivisionError, r""),
)
SENTENCES = tuple(dict.fromkeys(f"check.error.{name}" for name, _, _ in _PLAIN))


def said(error: BaseException) -> str:
    """Return the name and text of what a learner's function raised, shortened."""
    try:
        text = str.__str__(str(error))
    except BaseException:  # an exception of the learner's own may fail to say what it is
        text = ""
    name = type(error).__name__
    return f"{name}: {text[:200]}" if text else name


def sentence(error: BaseException) -> str | None:
    """Return the id of the sentence that explains an error, or None for one that is not common."""
    text = said(error)
    for name, family, pattern in _PLAIN:
        if issubclass(type(error), family) and re.search(pattern, text):
            return f"check.error.{name}"
    return None
