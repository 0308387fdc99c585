"""The handle that a notebook holds: one lesson in one language, and everything that it can show."""

from __future__ import annotations


class Lesson:
    """One lesson in one language."""

    def __init__(self, slug: str, lang: str) -> None:
        """Keep the lesson's slug and language."""
        self.slug, self.lang = slug, lang


def open_lesson(slug: str, lang: str) -> Lesson:
    """Open a lesson."""
    return Lesson(slug, lang)
