"""Every quiz of the course."""

from __future__ import annotations

import re

import pytest

from course import quizzes
from course.quizzes import Option, Question, find_quiz, quiz_slugs

SLUGS = quiz_slugs()
every_quiz = pytest.mark.parametrize("slug", SLUGS)


def test_there_are_quizzes():
    """Discovery finds the quiz of lesson 06."""
    assert "06-payment-rules" in SLUGS


@every_quiz
def test_a_quiz_has_five_to_eight_questions_with_unique_ids(slug):
    """The syllabus asks for five to eight questions."""
    ids = [question.id for question in find_quiz(slug)]
    assert 5 <= len(ids) <= 8
    assert len(set(ids)) == len(ids)


@every_quiz
def test_every_option_has_an_explanation_of_its_own_in_both_languages(slug):
    """Nobody is told only «wrong», and no two options of a question share text or explanation."""
    for question in find_quiz(slug):
        for lang in ("en", "sv"):
            assert question.text[lang].strip()
            for part in ("text", "why"):
                texts = [getattr(option, part)[lang].strip() for option in question.options]
                assert all(texts), f"{question.id} ({lang}): an option lacks its {part}"
                assert len(set(texts)) == len(texts), f"{question.id} ({lang}): two options share a {part}"


@every_quiz
def test_every_question_names_its_page(slug):
    """A question stands on a page of a source."""
    for question in find_quiz(slug):
        assert re.search(r"p\. \d+", question.source), f"{slug}: {question.id} has no page, only {question.source!r}"


@every_quiz
def test_the_right_answer_cannot_be_found_by_length_or_place(slug):
    """The right option is not always the longest, nor always in the same place."""
    questions = find_quiz(slug)
    for lang in ("en", "sv"):
        lengths = [[len(option.text[lang]) for option in question.options] for question in questions]
        right = [next(i for i, option in enumerate(question.options) if option.right) for question in questions]
        longest = sum(sizes[place] == max(sizes) for sizes, place in zip(lengths, right, strict=True))
        assert longest <= len(questions) * 0.6, f"{lang}: the right answer is the longest in {longest} questions"
    assert max(right.count(place) for place in set(right)) <= len(questions) * 0.6


def test_a_question_with_two_right_answers_cannot_be_made():
    """A question has exactly one right option, and says which question has not."""
    text = {"en": "a", "sv": "b"}
    with pytest.raises(ValueError, match="question 'q' needs at least two options, exactly one of them right"):
        Question("q", "p. 1", text, (Option(True, text, text), Option(True, text, text)))
    with pytest.raises(ValueError, match="question 'q'"):
        Question("q", "p. 1", text, (Option(True, text, text),))


#: A whole question, and what the error says when one of its lines is gone or broken.
WHOLE = """[[question]]
id = "q"
source = "p. 1"
en = "a"
sv = "b"
[[question.option]]
right = true
en = "c"
sv = "d"
why = { en = "e", sv = "f" }
[[question.option]]
en = "g"
sv = "h"
why = { en = "i", sv = "j" }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "q"', "", r"07-tiny\.toml: question 1 lacks id"),
        ('source = "p. 1"', "", r"07-tiny\.toml: question 1 \(q\) lacks source"),
        ('sv = "b"', "", r"07-tiny\.toml: question 1 \(q\) lacks sv"),
        ('en = "g"', "", r"07-tiny\.toml: question 1 \(q\): option 2 lacks en"),
        ('why = { en = "i", sv = "j" }', "", r"option 2 lacks why"),
        (', sv = "f"', "", r"option 1: why lacks sv"),
        ("[[question", "[[questions", r"07-tiny\.toml lacks question"),
        ('en = "a"', "en = a", r"07-tiny\.toml: .*line 4"),
    ],
)
def test_what_a_quiz_lacks_is_named(old, new, message, tmp_path, monkeypatch):
    """A missing text is told with file, question and option, and a broken file with its name and line."""
    monkeypatch.setattr(quizzes, "FOLDER", tmp_path)
    find_quiz.cache_clear()
    (tmp_path / "07-tiny.toml").write_text(WHOLE, encoding="utf-8")
    assert find_quiz("07-tiny")[0].id == "q"
    find_quiz.cache_clear()
    (tmp_path / "07-tiny.toml").write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises((KeyError, ValueError), match=message):
        find_quiz("07-tiny")
