"""Terms of the glossary as a table."""

from __future__ import annotations

import pandas as pd

from course.text import Words
from course.text.glossary import find
from course.widgets.figure import html_table


class TermsTable:
    """Terms in the lesson's language, with the other language's term, meaning and source."""

    def __init__(self, names: tuple[str, ...], words: Words) -> None:
        """Look the terms up by their English name. Raises what `glossary.find` raises for an unknown one."""
        terms = [find(name) for name in names]
        english = words.lang == "en"
        rows = [
            (term.term_en, term.term_sv, term.definition_en, words.reference(term.source))
            if english
            else (term.term_sv, term.term_en, term.definition_sv, words.reference(term.source))
            for term in terms
        ]
        columns = [words(f"terms.{column}") for column in ("term", "other", "meaning", "source")]
        self.table = pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_string(index=False)

    def _repr_html_(self) -> str:
        return html_table(self.table)
