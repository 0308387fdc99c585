"""Swedish pages read easily and are written with Swedish signs."""

from __future__ import annotations

import re

import pytest
from helpers import places, quoted, twin

from tools.header import template
from tools.places import Place
from tools.readability import lix, prose

#: The course's promise: "middle hard, as in newspapers" at most (Björnsson 1968's scale).
MOST = 50

#: Signs that a Swede would not write, in prose without code, formulas, links and quotations in English.
SIGNS = {
    "a percentage without a space": re.compile(r"\d%"),
    "a decimal point": re.compile(r"(?<![\d.:])\d+\.\d+(?![\d.])"),
    "straight or English quotation marks": re.compile(r"[\"“„]"),
    "a thousands comma": re.compile(r"(?<![\d,])[1-9]\d{0,2},\d{3}(?!\d)"),  # 0,048 is a Swedish decimal
}


def markdown(place: Place) -> str:
    """Return all text of a page."""
    return "\n\n".join(cell.source for cell in twin(place).cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        # 5 words, 1 sentence, 1 long (sjukhuset): 5/1 + 100*1/5
        ("Regionen betalar det nya sjukhuset.", 5 + 100 * 3 / 5),
        # 4 + 3 words, 2 sentences, no long word
        ("Vi gav dem pengar. Det var bra.", 7 / 2),
        # the abbreviation and the page end no sentence: 7 words (s and 124 count), 1 sentence, 0 long
        ("Det var så, t.ex. hos oss (s. 124).", 8),
        # a list: 2 items are 2 sentences of 2 words; the heading, table and code do not count
        ("# Rubriken\n\n- en sak\n- två saker\n\n| Tabellen | räknas |\n\n```\nprogrammet\n```", 2),
        # figures with a comma are one word: 3 words, 1 sentence
        ("Taket är 2,5", 3),
        # bold and a link: words stay, target goes; 4 words, 1 long (ersättning)
        ("Läs om **[ersättning](../sv/rörligersättning.ipynb)** nu.", 4 + 100 / 4),
        # the second paragraph starts a sentence of its own though the first has no full stop: 4 words, 2 sentences
        ("En rad\n\nTvå rader", 2),
        # a finished sentence and an open end in one paragraph: 4 words, 2 sentences
        ("Det gick. Sedan slut", 2),
    ],
)
def test_lix_is_as_counted_by_hand(source: str, wanted: float) -> None:
    """LIX is words per sentence plus per cent of words longer than six letters (Björnsson 1968), counted by hand."""
    assert lix(source) == pytest.approx(wanted)


def test_no_prose_has_no_lix() -> None:
    """A page without prose is refused rather than called easy."""
    with pytest.raises(ValueError, match="no prose"):
        lix("# Rubrik\n\n```\nkod\n```")


def test_swedish_reads_easily() -> None:
    """LIX of every Swedish lesson, solution and exercise is at most 50."""
    hard = {f"{place}": round(lix(markdown(place)), 1) for place in places() if place.lang == "sv"}
    assert hard, "no Swedish page found"
    assert not {name: value for name, value in hard.items() if value > MOST}, hard


def odd_signs(source: str) -> list[str]:
    """Return which signs in the prose are not Swedish, with the words around them."""
    return [
        f"{name}: {block[max(0, match.start() - 20) : match.end() + 20]!r}"
        for block in prose(re.sub(r"\b(?:avsnitt|kapitel|kap\.) [\d.]+|\d+\.\d+\.\d+", "", source))
        for name, sign in SIGNS.items()
        if (match := sign.search(block))
    ]


@pytest.mark.parametrize("source", ["Det är 55% nu.", "Det är 2.5 år.", 'Han sa "nej" då.', "Det är 1,800 kronor."])
def test_odd_sign_is_caught(source: str) -> None:
    """An English sign in Swedish prose is named."""
    assert odd_signs(source)


def test_swedish_signs_are_not_caught() -> None:
    """Decimal comma, spaced percentage, Swedish quotation marks, sections and code are as they should be."""
    text = 'Det är 2,5 år, 55 % och ”bra” (avsnitt 5.2), 1 800 kronor, p = 0,048, `lang="sv"`, SOU 2018:38.'
    assert odd_signs(text) == []


def test_swedish_is_written_with_swedish_signs() -> None:
    """No Swedish page has English quotation marks, decimal points or unspaced percentages in its prose."""
    found = [
        f"{place}: {quoted(cell)}: {odd}"
        for place in places("lessons", "solutions")
        if place.lang == "sv"
        for cell in twin(place).cells
        if cell.cell_type == "markdown"
        for odd in odd_signs(cell.source)
    ]
    assert not found, "\n".join(found)


def test_templates_read_easily() -> None:
    """The Swedish texts that the build puts on every page are at most LIX 50 too."""
    names = ("header", "header-solution", "header-exercise", "index")
    hard = {name: round(lix(template(name, "sv").template), 1) for name in names}
    assert max(hard.values()) <= MOST, hard
