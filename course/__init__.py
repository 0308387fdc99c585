"""Styra med tillit / Steering with trust: what a notebook imports.

A notebook starts with two lines and needs no others:

    from course import open_lesson
    lesson = open_lesson("06-payment-rules", lang="en")
"""

from course.lesson import Lesson, open_lesson

__all__ = ["Lesson", "open_lesson"]
