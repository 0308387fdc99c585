"""Exercises are made from solutions, hold no answer, and say «not answered» when they are run untouched."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import code, notebook, page, places, quoted, text, twin

from tools.build import exercise
from tools.derive import CODE_STUB, TEXT_STUB, derive_exercise
from tools.places import ROOT, Place
from tools.twins import disagreement, write_twin


def nbgrader(name: str, *, solution: bool, points: int | None = None) -> dict[str, Any]:
    """Return nbgrader's metadata for an answer (solution) or a check (with points)."""
    grade = {"grade": points is not None, "locked": not solution, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": name, "solution": solution, **grade, "points": points or 0}}


def solution_page() -> Any:
    """Return a small solution: an answer, a function, a check with a hidden test, a reflection, a teacher's remark."""
    answer = "years = ...\n### BEGIN SOLUTION\nyears = 2012 - 2006 + 1\n### END SOLUTION"
    function = "def pay(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n    return ..."
    check = "lesson.check('years', years)\n### BEGIN HIDDEN TESTS\nassert years == 7\n### END HIDDEN TESTS"
    cells = [
        text("# Task"),
        code(answer, **nbgrader("years-answer", solution=True)),
        code(function, **nbgrader("pay-answer", solution=True)),
        code(check, **nbgrader("years", solution=False, points=1)),
        text("Seven years, both ends counted."),
        text("Both ends count, says the teacher.", "solution"),
    ]
    cells[4].metadata = nbgrader("reflection", solution=True)
    return page(*cells, course={"lesson": "07-tiny", "kind": "solution", "lang": "en"})


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_answers_become_stubs(lang: str) -> None:
    """Marked regions become a stub in the page's language; hidden tests and teachers' cells go; the rest stays."""
    made = derive_exercise(solution_page(), lang)
    assert [cell.source for cell in made.cells] == [
        "# Task",
        f"years = ...\n{CODE_STUB[lang]}",
        f"def pay(x):\n    {CODE_STUB[lang]}\n    return ...",
        "lesson.check('years', years)",
        TEXT_STUB[lang],
    ]
    assert made.metadata["course"]["kind"] == "exercise"
    assert made.cells[3].metadata["nbgrader"]["grade_id"] == "years", "a course must be able to grade it"


def test_solution_is_left_alone() -> None:
    """Deriving an exercise changes nothing in its solution."""
    solution = solution_page()
    derive_exercise(solution, "en")
    assert solution == solution_page()


@pytest.mark.filterwarnings("ignore")
def test_unclosed_region_is_an_error() -> None:
    """A region without an end is refused rather than cut to the end of the cell."""
    broken = solution_page()
    broken.cells[1].source = "years = ...\n### BEGIN SOLUTION\nyears = 7"
    with pytest.raises(RuntimeError, match="no end solution statement found"):
        derive_exercise(broken, "en")


def test_exercises_are_what_their_solutions_give() -> None:
    """Made again, every exercise and its twin are as they are stored, and every solution has one."""
    for place in places("solutions"):
        target = Place(ROOT, "exercises", place.lang, place.name)
        wanted = exercise(target)
        assert target.twin.read_text(encoding="utf-8") == write_twin(wanted), f"{target} is not what its solution gives"
        assert (found := disagreement(notebook(target), wanted)) is None, f"{target}: {found}"
    assert {p.name for p in places("exercises")} == {p.name for p in places("solutions")}, "an exercise has no solution"


def checks(place: Place) -> dict[str, Any]:
    """Return the stored outputs of a notebook's check cells, by the call; hidden tests stand in solutions only."""
    cells = [cell for cell in notebook(place).cells if cell.cell_type == "code" and "lesson.check(" in cell.source]
    return {cell.source[cell.source.rindex("lesson.check(") :]: cell.outputs for cell in cells}


def test_untouched_exercise_says_so() -> None:
    """An untouched exercise ran to its end, and no check says there what it says to the solution."""
    for place in places("exercises"):
        untouched, solved = checks(place), checks(Place(ROOT, "solutions", place.lang, place.name))
        assert untouched, f"{place} checks nothing"
        assert set(untouched) == set(solved)
        same = [source for source, found in untouched.items() if found == solved[source]]
        assert not same, f"{place}: an unanswered task gets the verdict of the solution: {same}"


def test_no_answer_is_left() -> None:
    """No marker and no line between markers of a solution stands in its exercise's code."""
    for place in places("exercises"):
        source = "\n".join(cell.source for cell in twin(place).cells if cell.cell_type == "code")
        assert "SOLUTION" not in source
        assert "HIDDEN TEST" not in source
        assert CODE_STUB[place.lang] in source, f"{place}: there is nothing to write"


def test_tasks_can_be_graded() -> None:
    """Every task in the front matter is a locked nbgrader cell with its points, and no grade_id occurs twice."""
    for place in places("solutions"):
        metadata = [cell.metadata["nbgrader"] for cell in twin(place).cells if "nbgrader" in cell.metadata]
        names = [item["grade_id"] for item in metadata]
        assert len(names) == len(set(names)), f"{place}: a grade_id occurs twice in {names}"
        graded = {item["grade_id"]: item["points"] for item in metadata if item["grade"] and not item["solution"]}
        tasks = {task["id"]: task["points"] for task in twin(place).metadata["course"]["tasks"]}
        assert graded == tasks, f"{place}: graded cells {graded}, tasks {tasks}"


def test_answers_begin_unanswered() -> None:
    """Every cell to write code in has `...` outside its marked region, so that the check can say «not answered»."""
    for place in places("exercises"):
        for cell in twin(place).cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
                assert "..." in cell.source, f"{place}: {quoted(cell)} has no `...`"
