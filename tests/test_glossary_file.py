"""The glossary is complete in both languages, agrees with the shared list of terms, and its sources hold."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
from seeds import SHARED, need, page_text, squeeze

from course.text.glossary import GLOSSARY, Term, TermError, find, load_glossary

TERMS = load_glossary()
#: "ours", a page of the report, or another reference with its year.
SOURCE = re.compile(r"ours|SOU 2018:38, p\. (\d+)|(?!SOU 2018:38).*\b(?:1[89]|20)\d\d\b.*")
MOST_WORDS = 25  # in a definition: one plain sentence

each_term = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.term_en)


def stems(term_sv: str) -> list[str]:
    """Return what the inflections of a Swedish term share, word by word, for a search in the text."""
    words = re.sub(r"\(.*\)", "", term_sv).split()
    return [squeeze(word).removesuffix("en")[:12] for word in words]


def test_the_glossary_holds_terms_in_order() -> None:
    """There are terms, sorted by their English names, and no name stands twice in either language."""
    assert len(TERMS) >= 45
    names = [term.term_en.casefold() for term in TERMS]
    assert names == sorted(names)
    for language in ("term_en", "term_sv"):
        twice = [name for name, count in Counter(getattr(term, language) for term in TERMS).items() if count > 1]
        assert not twice, f"{language} twice: {twice}"


@each_term
def test_a_definition_is_one_plain_sentence_in_each_language(term: Term) -> None:
    """Both definitions are there, of at most 25 words, and end with their only full stop."""
    for text in (term.definition_en, term.definition_sv):
        assert text == text.strip(), f"space around {text!r}"
        assert text[0].isupper(), f"no capital: {text!r}"
        assert text.endswith("."), f"no full stop: {text!r}"
        assert not re.search(r"[.!?]\s", text), f"more than one sentence: {text!r}"
        assert 2 < len(text.split()) <= MOST_WORDS, f"{len(text.split())} words: {text!r}"
    assert term.term_en.strip()
    assert term.term_sv.strip()


@each_term
def test_a_source_is_ours_or_a_page_where_the_term_stands(term: Term) -> None:
    """The source is "ours", a reference with a year, or a mapped page on which the Swedish term stands."""
    found = SOURCE.fullmatch(term.source)
    assert found, f"source {term.source!r}"
    if found[1]:
        text = squeeze(page_text(int(found[1])))
        absent = [stem for stem in stems(term.term_sv) if stem not in text]
        assert not absent, f"{absent} not on p. {found[1]}"


@pytest.mark.parametrize(
    ("source", "sound"),
    [
        ("ours", True),
        ("SOU 2018:38, p. 124", True),
        ("Okabe and Ito (2008)", True),
        ("SOU 2018:38", False),
        ("SOU 2018:38, 2018", False),
        ("Okabe and Ito", False),
        ("", False),
    ],
)
def test_another_source_has_a_year(source: str, sound: bool) -> None:
    """A reference other than the report needs a year, and the report always needs its page."""
    assert bool(SOURCE.fullmatch(source)) == sound


def test_a_page_that_is_not_mapped_is_told_with_what_to_do() -> None:
    """The message says which page, and where its chapter is to be added."""
    with pytest.raises(AssertionError, match=r"p\. 9 is not .*; add its chapter to tests/data/sou-2018-38-pages\.json"):
        page_text(9)


def test_the_pairs_are_those_of_the_shared_list() -> None:
    """A term that the shared list has in either language is paired with the same word here."""
    with need(SHARED / "terms.csv").open(encoding="utf-8", newline="") as file:
        shared = [(row["term_en"], row["term_sv"]) for row in csv.DictReader(file)]
    ours = [(term.term_en, term.term_sv) for term in TERMS]
    common = [pair for pair in ours if pair in shared]
    assert common, "no term in common with terms.csv"
    swedish = {sv for _, sv in shared}
    english = {en for en, _ in shared}
    differing = [pair for pair in ours if pair not in shared and (pair[0] in english or pair[1] in swedish)]
    assert not differing, f"paired in another way in terms.csv: {differing}"


def test_a_term_is_found_by_its_english_name() -> None:
    """Capitals do not matter, and the term found is the whole row."""
    assert find("Mix Points").term_sv == "mixpoäng"
    assert find("new public management (npm)") is not None
    assert all(find(term.term_en) == term for term in TERMS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("mix point", "no term 'mix point' in the glossary; nearest: mix points, "),
        ("anslag", "no term 'anslag' in the glossary; nearest: "),
        ("", "no term '' in the glossary; nearest: ability, accountability"),
    ],
)
def test_an_unknown_term_is_answered_with_the_nearest(wrong: str, message: str) -> None:
    """The error quotes the term and lists the nearest ones, or all when none is near."""
    with pytest.raises(TermError) as error:
        find(wrong)
    assert str(error.value).startswith(message)


def test_the_file_has_only_the_columns_that_a_term_has() -> None:
    """The header is term, definition and source, and no cell holds a line break."""
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "term_en,term_sv,definition_en,definition_sv,source"
    assert len(lines) == len(TERMS) + 1
