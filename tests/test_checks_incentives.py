"""Lesson 07's checks beyond what every check must do: answers worked by hand, and coding with a margin."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import redirect_stdout
from math import exp
from pathlib import Path
from typing import Any

import jupytext
import pytest

from course.checks import find_checks
from course.checks._incentive_cases import CASES, TWO_AMOUNTS, right_effort
from course.checks._statement_cases import CODED, CODES, CONTESTED, FIRST_CODER, SECOND_CODER
from course.checks.engine import judge
from course.checks.verdict import Verdict
from course.data import load
from course.text import LANGUAGES, Words

ROOT = Path(__file__).parent.parent
SLUG = "07-incentives-and-motivation"


def ask(task: str, answer: Any, lang: str = "en") -> Verdict:
    check = next(check for check in find_checks(SLUG) if check.id == task)
    return judge(check, answer, Words(lang, SLUG))


def told(task: str, mistake: str, **figures: Any) -> str:
    return Words("en", SLUG)(f"task.{task}.{mistake}", **figures)


def test_answers_worked_by_hand() -> None:
    """The answers agree with what a person reckons on paper."""
    assert ask("required-rise", 0.1 / 0.6).right  # 0.2 · 0.5 / (1 − 0.4)
    # 1.26 of will, 0.12 of pay: (1.38 − 0.3 · 1.26) / 0.91 before, 1.26 · 0.7 / 0.91 after, and 0.06 of coding.
    before, after = (1.38 - 0.3 * 1.26) / 0.91, 1.26 * 0.7 / 0.91
    assert ask("recorded-real", [after / (before + 0.06) - 1, after / before - 1]).right
    assert ask("trust-steps", [3.5 / 4.5, 2.8 / 3.8, 1.4 / 2.4]).right  # odds 7 / 3 · 1.5, · 0.8, · 0.5
    assert ask("chain", [0.126, 0.126 * (1 - exp(-1.5))]).right  # 0.9 · 0.7 · 0.5 · 0.4; three years of two
    assert ask("agreement", [11 / 16, 2 / 6]).right


#: Fact file 5.6.2: volume and quality under variable payment, without a signal of trust, and with a strong one.
TABLE = [(1.089, 0.928), (0.965, 0.965), (1.038, 1.038)]


def test_the_effort_function_is_tried_on_the_table_first() -> None:
    """The first cases are the fact file's three rows, and then come others, with both tasks worth doing."""
    for case, row in zip(CASES, TABLE, strict=False):
        assert TWO_AMOUNTS.same(right_effort()(*case.values()), list(row))
    rest = CASES[len(TABLE) :]
    assert {case["competition"] for case in rest} >= {0.0, 0.5}
    assert all(min(right_effort()(*case.values())) > 0 for case in CASES)


def test_the_effort_function_solves_the_two_equations() -> None:
    """What is right leaves nothing over in either of the equations that the exercise prints."""
    for case in CASES:
        volume, quality = right_effort()(*case.values())
        assert abs(case["volume_pull"] - volume - case["competition"] * quality) < 1e-12
        assert abs(case["quality_pull"] - quality - case["competition"] * volume) < 1e-12


@pytest.mark.parametrize("key", CODED)
def test_one_label_may_differ(key: str) -> None:
    """Coding is judgement: any one label may differ from ours, and the coding is still right."""
    other = next(code for code in CODES if code != CODED[key])
    assert ask("code-statements", {**CODED, key: other}).right


def test_two_labels_may_not_differ() -> None:
    """With two labels that differ the learner is told how many agree, and nothing of which."""
    verdict = ask("code-statements", {**CODED, "I1": "control", "I16": "money"})
    assert verdict.message == told("code-statements", "wrong", right="8", total="10")
    assert not [key for key in CODED if key in verdict.message]


@pytest.mark.parametrize(
    ("changed", "mistake", "right"),
    [
        (dict.fromkeys(["I3", "I4", "I6", "I9"], "money"), "all-money", "6"),
        ({"I4": "control", "I9": "control"}, "task-as-control", "8"),
        ({"I4": "money", "I9": "money"}, "task-as-money", "8"),
        ({"I5": "drive", "I15": "drive", "I1": "task"}, "chain-as-drive", "7"),
        ({"I3": "money", "I5": "money", "I6": "money", "I1": "task"}, "over-money", "6"),
    ],
)
def test_a_pattern_in_the_coding_is_named(changed: dict[str, str], mistake: str, right: str) -> None:
    """A pattern of labels gets its message also when other labels are right or wrong."""
    verdict = ask("code-statements", {**CODED, **changed})
    assert verdict.message == told("code-statements", mistake, right=right, total="10")


#: What the clinic of task 3 changes, in per cent, worked by hand as above; what reaches the ward in task 5.
RECORD, CARE = -16.5, -12.0
ARRIVES = 0.126


@pytest.mark.parametrize(
    ("task", "answer", "mistake"),
    [
        ("required-rise", 17, "percent"),  # 0.1 / 0.6, rounded
        ("required-rise", 16, "percent"),  # the same, cut
        ("recorded-real", [-RECORD, -CARE], "percent"),
        ("recorded-real", [-16, -11], "percent"),  # cut: 16.5 and 11.96
        ("recorded-real", [RECORD / 100, CARE], "percent"),
        ("chain", [ARRIVES, ARRIVES * (1 - exp(-2))], "time"),  # four years
        ("chain", [ARRIVES, ARRIVES * (1 - exp(1.5))], "time"),  # a minus forgotten: below zero
    ],
)
def test_a_mistake_is_known_in_other_figures(task: str, answer: Any, mistake: str) -> None:
    """Per cent are known however they are rounded, and a wrong time whatever it is."""
    assert ask(task, answer).message == told(task, mistake)


def test_praise_of_one_number_is_true() -> None:
    """Who has the first share of task 5 wrong, or both right but rounded, does not hear that the first is right."""
    praise = told("chain", "time")
    reached = ARRIVES * (1 - exp(-1.5))
    for answer in ([0.0945, 0.0945], [0.2, reached], [ARRIVES, round(reached, 2)], [ARRIVES, 9.8]):
        verdict = ask("chain", answer)
        assert not verdict.right
        assert verdict.message != praise, answer


@pytest.mark.parametrize("place", [0, 1])
def test_one_number_of_two_is_praised_only_if_it_is_always_right(place: int) -> None:
    """An effort function with one number right in every setting is told so; with one right in some it is not."""

    def spoiled(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        both = right_effort()(volume_pull, quality_pull, competition)
        both[1 - place] += 1
        return both

    def sometimes(volume_pull: float, quality_pull: float, competition: float) -> list[float]:
        both = spoiled(volume_pull, quality_pull, competition)
        both[place] += competition == 0.5
        return both

    assert ask("best-effort", spoiled).message == told("best-effort", "one-right")
    assert ask("best-effort", sometimes).message != told("best-effort", "one-right")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_self_test_waits_for_both_numbers(lang: str) -> None:
    """The loop of task 1 prints the table's three rows, and nothing while one of the two numbers is missing."""
    notebook = jupytext.read(ROOT / "solutions" / lang / f"{SLUG}.md")
    loop = next(cell.source for cell in notebook.cells if "for pulls in" in cell.source)

    def printed(effort: Any) -> list[str]:
        with redirect_stdout(io.StringIO()) as out:
            exec(loop, {"effort": effort})
        return out.getvalue().splitlines()

    assert [line.split("→")[1].split() for line in printed(right_effort())] == [list(map(str, row)) for row in TABLE]
    for half in ([..., ...], [1.0, ...], [..., 1.0]):
        assert printed(lambda *_, half=half: half) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_codes_may_be_written_in_either_language(lang: str) -> None:
    """The codes are known by their Swedish and their English names, whatever the lesson's language."""
    for other in LANGUAGES:
        names = {key: Words(other, SLUG)(f"task.code-statements.option.{code}") for key, code in CODED.items()}
        assert ask("code-statements", names, lang).right


def test_the_statements_are_those_of_the_table() -> None:
    """The ten statements and the six hard ones are the sixteen of the dataset, and every code is used."""
    ids = list(load("skane_interview_statements", "en")["statement_id"])
    assert len(FIRST_CODER) == len(SECOND_CODER) == len(ids) == 16
    assert {*CODED, *(ids[place] for place in CONTESTED)} == set(ids)
    assert set(CODED.values()) == set(FIRST_CODER) == set(SECOND_CODER) == set(CODES)


def test_the_coders_use_every_code_as_often() -> None:
    """The two coders have the same count of each code, so that equal counts cannot pass for agreement."""
    assert Counter(FIRST_CODER) == Counter(SECOND_CODER)
    assert FIRST_CODER != SECOND_CODER
