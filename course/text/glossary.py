"""The glossary: the field's terms in English and Swedish, each with one plain sentence and its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

GLOSSARY = Path(__file__).parent / "glossary.csv"


class TermError(LookupError):
    """The glossary has no such term; the message lists the nearest ones."""


@dataclass(frozen=True)
class Term:
    """One row of the glossary. source: "SOU 2018:38, p. N", another reference, or "ours"."""

    term_en: str
    term_sv: str
    definition_en: str
    definition_sv: str
    source: str


def load_glossary() -> list[Term]:
    """Return every term, in alphabetical order of the English ones."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return [Term(**row) for row in csv.DictReader(file)]


def find(term_en: str) -> Term:
    """Return a term by its English name, capitals aside. Raises TermError that lists the nearest terms."""
    terms = {term.term_en.casefold(): term for term in load_glossary()}
    wanted = term_en.casefold()
    if wanted not in terms:
        near = get_close_matches(wanted, terms, n=3, cutoff=0.4) or sorted(terms)
        raise TermError(
            f"no term {term_en!r} in the glossary; nearest: {', '.join(terms[name].term_en for name in near)}"
        )
    return terms[wanted]
