"""The learner's own predictions, met again."""

from __future__ import annotations

import html

import pandas as pd

from course.standing import bets
from course.text import Words
from course.widgets.figure import html_table


class PredictionsTable:
    """What the learner predicted in a lesson's labs, beside what the models say. Empty until something is stored."""

    def __init__(self, words: Words) -> None:
        """Read the learner's record."""
        self.words = words
        rows = [(bet.lab, bet.question, bet.yours or words("predictions.skipped"), bet.model) for bet in bets(words)]
        columns = [words(f"predictions.{column}") for column in ("lab", "question", "answer", "model")]
        self.table = pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        """Return the table as text, or that there is nothing yet."""
        return self.words("predictions.none") if self.table.empty else self.table.to_string(index=False)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>" if self.table.empty else html_table(self.table)
