"""The words: both catalogues complete and alike, figures as the language writes them."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from course.text import LANGUAGES, TEXT_DIR, Words

DOMAINS = sorted({path.stem for lang in LANGUAGES for path in (TEXT_DIR / lang).glob("*.po")})
every_domain = pytest.mark.parametrize("domain", DOMAINS)


def entries(lang: str, domain: str) -> dict[str, str]:
    catalogue = read_po((TEXT_DIR / lang / f"{domain}.po").open("rb"))
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_catalogues():
    """Discovery finds the shared words and those of lesson 06."""
    assert {"interface", "06-payment-rules"} <= set(DOMAINS)


@every_domain
def test_both_languages_have_the_same_ids(domain):
    """English and Swedish are equals: no id in one that the other lacks, none empty, none twice."""
    english, swedish = (entries(lang, domain) for lang in LANGUAGES)
    assert english.keys() == swedish.keys()
    for catalogue in (english, swedish):
        assert not [key for key, text in catalogue.items() if not text.strip()]
    for lang in LANGUAGES:
        ids = re.findall(r'^msgid "(.+)"$', (TEXT_DIR / lang / f"{domain}.po").read_text(encoding="utf-8"), re.M)
        assert len(ids) == len(set(ids)), f"{lang}/{domain}.po has an id twice"


@every_domain
def test_both_languages_fill_in_the_same_fields_and_as_many_lines(domain):
    """A {field} in one language is in the other, and a list has as many items."""
    english, swedish = (entries(lang, domain) for lang in LANGUAGES)
    for key in english:
        assert fields(english[key]) == fields(swedish[key]), key
        assert english[key].count("\n") == swedish[key].count("\n"), f"{key}: not as many lines"


@every_domain
def test_no_id_stands_in_two_domains(domain):
    """A lesson's word would hide the shared one of the same name."""
    if domain != "interface":
        assert not entries("en", domain).keys() & entries("en", "interface").keys()


@every_domain
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(domain, lang):
    """What the package reads (.mo) says what people edit (.po); `python -m tools.build` makes it."""
    words = Words(lang, domain)
    for key, text in entries(lang, domain).items():
        assert words(key) == text, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_without_fields_is_shown_as_it_stands(lang):
    """Braces that are part of a text are single: nothing is filled in, so nothing would make them so."""
    for domain in DOMAINS:
        assert not [key for key, text in entries(lang, domain).items() if "{{" in text and not fields(text)]


def test_an_unknown_id_is_named():
    """A missing word is an author's error and says where it was looked for."""
    with pytest.raises(KeyError, match=r"no text 'no\.such\.id' in sv/06-payment-rules\.po or sv/interface\.po"):
        Words("sv", "06-payment-rules")("no.such.id")


def test_an_unknown_language_is_refused():
    """Only the course's languages."""
    with pytest.raises(ValueError, match="lang must be one of en, sv, not 'da'"):
        Words("da")


@pytest.mark.parametrize(
    ("value", "decimals", "english", "swedish"),
    [
        (1095.5, 1, "1,095.5", "1\u00a0095,5"),
        (1100, 0, "1,100", "1\u00a0100"),
        (-0.04, 1, "0.0", "0,0"),
        (-2.5, 1, "\u22122.5", "\u22122,5"),
        (0.5, 2, "0.50", "0,50"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(value, decimals, english, swedish):
    """Decimal comma and no-break space in Swedish, point and comma in English, a real minus, no minus zero."""
    assert Words("en").number(value, decimals) == english
    assert Words("sv").number(value, decimals) == swedish


def test_an_amount_has_a_decimal_only_when_it_needs_one():
    """1,100 for a whole figure, 1,095.5 for one that is not, and no minus zero."""
    assert [Words("en").amount(value) for value in (1100.0, 1095.5, -0.01)] == ["1,100", "1,095.5", "0"]


def test_a_source_is_cited_as_the_language_does():
    """p. and fn are s. and not in Swedish, and what is ours is called so."""
    assert Words("sv").reference("SOU 2018:38, p. 125, fn 7") == "SOU 2018:38, s. 125, not 7"
    assert Words("en").reference("SOU 2018:38, p. 125, fn 7") == "SOU 2018:38, p. 125, fn 7"
    assert [Words(lang).reference("ours") for lang in LANGUAGES] == ["ours", "vår"]


def test_per_cent_has_its_space_in_swedish_only():
    """55% in English; 55 % in Swedish, with a no-break space."""
    assert Words("en").percent(0.55) == "55%"
    assert Words("sv").percent(0.55) == "55\u00a0%"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_the_two_languages_write_the_same_figure(value, decimals):
    """Undoing the signs of each language gives the same number."""
    english = Words("en").number(value, decimals).replace(",", "")
    swedish = Words("sv").number(value, decimals).replace("\u00a0", "").replace(",", ".")
    assert english == swedish
