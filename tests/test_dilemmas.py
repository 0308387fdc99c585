"""Every dilemma of the course: no answer key, and each option is somebody's best."""

from __future__ import annotations

import pytest

from course.dilemmas import Dilemma, Party, dilemma_lessons, find_dilemmas
from course.labs import find_lab
from course.text import LANGUAGES, Words
from course.widgets.dilemma import outcome_table, verdict

FOUND = [(slug, dilemma) for slug in dilemma_lessons() for dilemma in find_dilemmas(slug)]
every_dilemma = pytest.mark.parametrize(("slug", "dilemma"), FOUND, ids=[f"{s}:{d.id}" for s, d in FOUND])


def test_every_lesson_with_dilemmas_has_two():
    """Discovery finds lesson 06's, and a lesson has exactly two."""
    assert "06-payment-rules" in dilemma_lessons()
    assert all(len(find_dilemmas(slug)) == 2 for slug in dilemma_lessons())


@every_dilemma
def test_each_option_is_best_for_somebody(slug, dilemma):
    """If one option were best for all, it would be no dilemma."""
    best = dilemma.best()
    for option in dilemma.options:
        assert option in best.values(), f"{dilemma.id}: nobody gains by {option!r}: {dilemma.outcomes()}"


@every_dilemma
def test_the_options_are_runs_of_a_lab_of_the_same_lesson(slug, dilemma):
    """Both runs are ones that a learner could make with the lab's own controls."""
    lab = find_lab(dilemma.lab)
    assert lab.lesson == slug
    for params in dilemma.options.values():
        lab.take(params, lab.words("en"))


@every_dilemma
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_dilemma_is_told_in_both_languages(slug, dilemma, lang):
    """All its words are there, and the table and the verdict name every party."""
    words = Words(lang, slug)
    assert all(words(key).strip() for key in dilemma.text_keys())
    table = outcome_table(dilemma, words)
    assert len(table) == len(dilemma.parties)
    for option in dilemma.options:
        sentence = verdict(dilemma, option, words)
        assert words(f"dilemma.{dilemma.id}.option.{option}") in sentence


def test_a_party_that_is_indifferent_is_said_to_be():
    """A party whose figure is the same in both has no best option."""
    same = Party("anyone", lambda result: 1.0, "more")
    moved = Party("b", lambda result: result.yours, "more")
    dilemma = Dilemma("d", "payment-rules", {"x": {"volume_yours": 0.8}, "y": {}}, (same, moved))
    assert dilemma.best() == {"anyone": None, "b": "y"}


def test_a_dilemma_has_two_options_and_two_parties():
    """One option, or one party, is refused where it is declared."""
    with pytest.raises(ValueError, match="dilemma 'd' needs two options and at least two parties"):
        Dilemma("d", "payment-rules", {"x": {}}, ())
