"""Quiz, dilemma and exercise in JupyterLab: wrong, then right, with the reason said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from course.checks import find_checks
from course.checks.engine import Checker
from course.dilemmas import dilemma_lessons, find_dilemmas
from course.quizzes import find_quiz, quiz_slugs
from course.text import LANGUAGES, Words
from course.widgets.dilemma import verdict
from tools.tabs import Server, Tab

QUIZZES = quiz_slugs()
DILEMMAS = [(slug, dilemma) for slug in dilemma_lessons() for dilemma in find_dilemmas(slug)]


def test_there_is_something_to_answer() -> None:
    """Quizzes, dilemmas and tasks were found, not forgotten."""
    assert QUIZZES
    assert DILEMMAS
    assert all(find_checks(slug) for slug in QUIZZES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quiz_explains_a_wrong_answer_and_then_the_right_one(tab: Tab, server: Server, lang: str) -> None:
    """Each question: no choice, a wrong one, the right one; each with its own words, and a score that counts rights."""
    opened = [f"from course import open_lesson\nopen_lesson({slug!r}, {lang!r}).quiz()" for slug in QUIZZES]
    tab.open(server.write(f"quiz-{lang}", *opened))
    tab.run_all()
    for number, slug in enumerate(QUIZZES):
        words, questions = Words(lang, slug), find_quiz(slug)
        view = tab.page.locator(".smt-quiz").nth(number)
        for place, question in enumerate(questions):
            box = view.locator(".smt-question").nth(place)
            check = box.get_by_role("button", name=words("quiz.check"))
            check.click()
            expect(box.get_by_text(words("quiz.choose"))).to_be_visible()
            for option in sorted(question.options, key=lambda option: option.right):
                box.get_by_label(option.text[lang], exact=True).check()
                check.click()
                expect(box.locator(".smt-reply")).to_contain_text(option.why[lang])
                word = words("quiz.right" if option.right else "quiz.wrong")
                expect(box.locator(".smt-reply strong")).to_have_text(re.compile(re.escape(word)))
                score = words("quiz.score", right=place + option.right, total=len(questions))
                expect(view.locator(".smt-score")).to_have_text(score)
    assert not tab.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_dilemma_shows_whom_each_choice_serves(tab: Tab, server: Server, lang: str) -> None:
    """Nothing before a choice; then, for either choice, its own verdict and a row for each party."""
    opened = [
        f"from course import open_lesson\nopen_lesson({slug!r}, {lang!r}).dilemma({dilemma.id!r})"
        for slug, dilemma in DILEMMAS
    ]
    tab.open(server.write(f"dilemma-{lang}", *opened))
    tab.run_all()
    for number, (slug, dilemma) in enumerate(DILEMMAS):
        words = Words(lang, slug)
        view = tab.page.locator(".smt-dilemma").nth(number)
        decide = view.get_by_role("button", name=words("dilemma.decide"))
        decide.click()
        expect(view.get_by_text(words("dilemma.choose"))).to_be_visible()
        expect(view.locator("table")).to_have_count(0)
        for option in dilemma.options:
            view.get_by_label(words(f"dilemma.{dilemma.id}.option.{option}"), exact=True).check()
            decide.click()
            expect(view.get_by_role("status")).to_contain_text(verdict(dilemma, option, words))
            expect(view.locator("tbody tr")).to_have_count(len(dilemma.parties))
    assert not tab.errors


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", QUIZZES)
def test_a_task_is_answered_in_its_cell(tab: Tab, slug: str, lang: str) -> None:
    """In the real exercise: nothing, a known mistake and the right answer each get their own message."""
    check = next(each for each in find_checks(slug) if isinstance(each.right(), int | float))
    words, name = Words(lang, slug), check.id.replace("-", "_")
    tab.open(f"exercises/{lang}/{slug}.ipynb")
    tab.run_all()
    answer = tab.page.locator(".jp-CodeCell", has_text=f"{name} = ...")
    verdicts = tab.page.locator(".jp-CodeCell", has_text=f'lesson.check("{check.id}"')
    expect(verdicts.locator(".jp-OutputArea")).to_contain_text(Checker(slug, words).check(check.id, ...).message)
    for value in (check.misconceptions[0].example(), check.right()):
        answer.locator(".cm-content").click()
        tab.page.keyboard.press("Control+A")
        tab.page.keyboard.type(f"{name} = {value!r}")
        tab.page.keyboard.press("Shift+Enter")
        # What was typed is what the cell is found by from now on.
        answer = tab.page.locator(".jp-CodeCell", has_text=f"{name} = {value!r}")
        verdicts.locator(".cm-content").click()
        tab.page.keyboard.press("Shift+Enter")
        expect(verdicts.locator(".jp-OutputArea")).to_contain_text(Checker(slug, words).check(check.id, value).message)
    assert not tab.red(), tab.red()
