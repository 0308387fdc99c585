"""The learner's own predictions, met again."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from course import progress
from course.labs import find_lab, lab_ids
from course.text import Words
from course.widgets.figure import html_table


class PredictionsTable:
    """What the learner predicted in a lesson's labs, beside what the models say. Empty until something is stored."""

    def __init__(self, slug: str, words: Words) -> None:
        """Read the learner's record."""
        self.words = words
        labs = [find_lab(name) for name in lab_ids()]
        rows = [row for lab in labs if lab.lesson == slug for row in self._rows(lab)]
        columns = [words(f"predictions.{column}") for column in ("lab", "question", "answer", "model")]
        self.table = pd.DataFrame(rows, columns=columns)

    def _rows(self, lab: Any) -> list[list[str]]:
        stored = progress.latest("prediction", lab.lesson, lab.id)
        if stored is None:
            return []
        answers = stored.get("answers") or {}
        rows = []
        for prediction in lab.predictions:
            name = f"{lab.id}.predict.{prediction.id}"
            answer = answers.get(prediction.id)
            yours = self.words(f"{name}.{answer}") if answer else self.words("predictions.skipped")
            model = self.words(f"{name}.{lab.verdict(prediction)}")
            rows.append([self.words(f"{lab.id}.title"), self.words(name), yours, model])
        return rows

    def __repr__(self) -> str:
        """Return the table as text, or that there is nothing yet."""
        return self.words("predictions.none") if self.table.empty else self.table.to_string(index=False)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>" if self.table.empty else html_table(self.table)
