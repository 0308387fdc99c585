"""Solutions to exercises, with nbgrader's own preprocessors run through nbconvert.

What stands between `### BEGIN SOLUTION` and `### END SOLUTION` becomes a stub, hidden tests go, and a markdown cell
that nbgrader marks as an answer becomes a place to write. Cells tagged `solution` are for teachers and go too.
"""

from __future__ import annotations

import copy

import nbformat
from nbconvert.exporters import NotebookExporter
from traitlets.config import Config

from tools.twins import Notebook, plain_notebook

CODE_STUB = {"en": "# Your code here", "sv": "# Skriv din kod här"}
TEXT_STUB = {"en": "*Write your answer here.*", "sv": "*Skriv ditt svar här.*"}


def derive_exercise(solution: Notebook, lang: str) -> Notebook:
    """Return the exercise of a solution in this language, without outputs.

    Raises RuntimeError (nbgrader's) when a region is not closed or stands in a cell that is no answer.
    """
    bare = plain_notebook(solution.cells, solution.metadata["course"])
    exporter = NotebookExporter(config=_config(lang))  # type: ignore[no-untyped-call]
    text, _ = exporter.from_notebook_node(bare)  # type: ignore[no-untyped-call]
    course = copy.deepcopy(dict(solution.metadata["course"]))
    derived = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    return plain_notebook(derived.cells, {**course, "kind": "exercise"})


def _config(lang: str) -> Config:
    config = Config()
    config.NotebookExporter.preprocessors = [
        "nbconvert.preprocessors.TagRemovePreprocessor",
        "nbgrader.preprocessors.ClearSolutions",
        "nbgrader.preprocessors.ClearHiddenTests",
    ]
    config.TagRemovePreprocessor.remove_cell_tags = {"solution"}
    config.ClearSolutions.code_stub = {"python": CODE_STUB[lang]}
    config.ClearSolutions.text_stub = TEXT_STUB[lang]
    return config
