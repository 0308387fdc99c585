"""Lesson 07's checks beyond what every check must do: answers worked by hand, and coding with a margin."""

from __future__ import annotations

from collections import Counter
from math import exp
from typing import Any

import pytest

from course.checks import find_checks
from course.checks._incentive_cases import (
    CASES,
    CODED,
    CODES,
    CONTESTED,
    FIRST_CODER,
    SECOND_CODER,
    TWO_AMOUNTS,
    right_effort,
)
from course.checks.engine import judge
from course.checks.verdict import Verdict
from course.data import load
from course.text import LANGUAGES, Words

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
    assert ask("trust-steps", [2.25 / 3.25, 1.8 / 2.8, 0.9 / 1.9]).right  # odds 1.5 · 1.5, · 0.8, · 0.5
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
    ],
)
def test_a_pattern_in_the_coding_is_named(changed: dict[str, str], mistake: str, right: str) -> None:
    """A pattern of labels gets its message also when other labels are right or wrong."""
    verdict = ask("code-statements", {**CODED, **changed})
    assert verdict.message == told("code-statements", mistake, right=right, total="10")


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
