"""Lesson 08: answers worked by hand, and texts that state only what the panel, the labs and the table give."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from typing import Any

import jupytext
import numpy as np
import pandas as pd
import pytest
from seeds import ROOT
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from course.charts.evidence import expectations
from course.checks import _panel_cases as panel
from course.checks import find_checks
from course.checks._agreement_cases import CASES, CODES, EXAMPLE, kappa, right_agreement
from course.checks.did_it_work import LESSON, STATEMENTS
from course.checks.engine import judge
from course.checks.verdict import Verdict
from course.data import load
from course.dilemmas import find_dilemmas
from course.labs import find_lab
from course.labs.evaluation_bench import ESTIMATORS
from course.models.panel import World, average_awareness
from course.text import LANGUAGES, Words

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def text_of(room: str, lang: str) -> str:
    """Return all text and code of a twin, with plain spaces."""
    cells = jupytext.read(ROOT / room / lang / f"{LESSON}.md").cells
    return re.sub(r"\s+", " ", "\n".join(cell.source for cell in cells))


def judged(task: str, answer: Any, lang: str = "en") -> Verdict:
    check = next(check for check in find_checks(LESSON) if check.id == task)
    return judge(check, answer, Words(lang, LESSON))


def ask(task: str, answer: Any) -> str:
    return judged(task, answer).status


def told(task: str, answer: Any, mistake: str, **figures: Any) -> bool:
    """Say whether an answer gets this message, in both languages."""
    return all(
        judged(task, answer, lang).message == Words(lang, LESSON)(f"task.{task}.{mistake}", **figures)
        for lang in LANGUAGES
    )


def test_answers_worked_by_hand() -> None:
    """The answers that need no panel agree with what a person reckons on paper."""
    # Fact file 5.6.11: −0.015 · (1 − 2/6) and −0.010 · 5/6.
    assert ask("bias", [-0.015 * 4 / 6, -0.010 * 5 / 6]) == "right"
    # Eight statements, six alike; chance 3/8 · 2/8 + 4/8 · 4/8 + 1/8 · 2/8 = 0.375.
    first, second = (np.array(codes) for codes in EXAMPLE)
    assert right_agreement()(first, second) == [0.75, pytest.approx((0.75 - 0.375) / (1 - 0.375))]


def test_kappa_has_the_bounds_that_it_should() -> None:
    """Full agreement gives 1; agreement as often as chance gives nothing; never alike is below it."""
    codes = np.array([1, 1, 0, -1])
    assert kappa(codes, codes) == pytest.approx(1)
    assert kappa(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0])) == pytest.approx(0)
    assert kappa(np.array([1, 1, 0, 0]), np.array([0, 0, 1, 1])) == pytest.approx(-1)


def test_kappa_is_that_of_an_independent_library() -> None:
    """Statsmodels finds the same kappa for every pair of codings that the function is tried on."""
    for case in CASES:
        table, _ = to_table(np.column_stack([case["first"], case["second"]]))
        assert kappa(**case) == pytest.approx(cohens_kappa(table, return_results=False), abs=1e-12)


def test_agreement_is_tried_on_many_kinds_of_coders() -> None:
    """The cases differ in length and in agreement, and some coders never use one of the codes."""
    assert len({case["first"].size for case in CASES}) >= 4
    assert np.ptp([kappa(**case) for case in CASES]) > 0.5
    assert any(-1 not in case["first"] and -1 not in case["second"] for case in CASES)
    lacks = [tuple(frozenset(CODES) - set(codes) for codes in case.values()) for case in CASES]
    different = {pair for pair in lacks if pair[0] != pair[1]}
    assert len(different) >= 4
    assert all(sum(pair == each for pair in lacks) >= 2 for each in different)


def alone(table: Any) -> list[float]:
    """Return the measures from a table of shares, one coder's codes down and the other's across."""
    alike, chance = float(np.trace(table)), float(table.sum(axis=0) @ table.sum(axis=1))
    return [alike, (alike - chance) / (1 - chance)]


def counted_by_position(first: Any, second: Any) -> list[float]:
    table = np.zeros((3, 3))
    for mine, yours in zip(first, second, strict=True):
        table[mine, yours] += 1 / len(first)
    return alone(table)


def counted_at_once(first: Any, second: Any) -> list[float]:
    table = np.zeros((3, 3))
    np.add.at(table, (first + 1, second + 1), 1 / len(first))
    return alone(table)


def counted_with_bincount(first: Any, second: Any) -> list[float]:
    alike = float(np.mean(first == second))
    chance = float(np.bincount(first + 1, minlength=3) @ np.bincount(second + 1, minlength=3)) / len(first) ** 2
    return [alike, (alike - chance) / (1 - chance)]


@pytest.mark.parametrize("function", [counted_by_position, counted_at_once, counted_with_bincount])
def test_codes_may_be_used_as_positions(function: Any) -> None:
    """The codes come as whole numbers, as the exercise shows them, so that a table may be counted by position."""
    assert ask("agreement", function) == "right"


def test_a_table_whose_diagonal_is_shifted_is_wrong() -> None:
    """Who makes a table of the codes that happen to be used is found out by coders who use different codes."""
    assert (
        ask("agreement", lambda first, second: alone(pd.crosstab(first, second, normalize=True).to_numpy())) == "wrong"
    )


def kappa_with(chance: Any, beyond: Any = lambda alike, chance: (alike - chance) / (1 - chance)) -> Any:
    def measure(first: Any, second: Any) -> list[float]:
        alike = float(np.mean(first == second))
        return [alike, beyond(alike, chance(first, second))]

    return measure


def over(codes: Any) -> Any:
    return lambda first, second: sum(np.mean(first == code) * np.mean(second == code) for code in codes)


@pytest.mark.parametrize("codes", [range(3), (0, -1), (1, -1)])
def test_a_code_that_is_forgotten_is_told(codes: Any) -> None:
    """Whichever code is missing from chance, the message says that one is."""
    assert told("agreement", kappa_with(over(codes)), "left-out")


def test_missing_parentheses_are_told() -> None:
    """With chance right and the division wrong, the parentheses are spoken of, and not chance."""
    assert told(
        "agreement", kappa_with(over(CODES), lambda alike, chance: (alike - chance) / 1 - chance), "parentheses"
    )


@pytest.mark.parametrize("decimals", [2, 3])
def test_a_function_that_rounds_is_shown_where_it_fails(decimals: int) -> None:
    """Rounding inside the function is right for the example only; the message shows a case and what was given."""
    verdict = judged("agreement", lambda *codes: np.round(right_agreement()(*codes), decimals).tolist())
    assert verdict.status == "wrong"
    first = CASES[1]
    given = [f"{value:.10g}" for value in np.round(right_agreement()(*first.values()), decimals)]
    assert f"[{', '.join(given)}]" in verdict.message
    assert f"first = [{', '.join(map(str, first['first']))}]" in verdict.message


def test_counts_are_not_parts() -> None:
    """A function that gives how many are alike is asked whether it does."""
    given = judged("agreement", lambda first, second: [np.sum(first == second), 0.5]).message
    assert Words("en")("check.range.counts", low="−1", high="1") in given


PLACEBO = (panel.p_value(), panel.times_as_far())


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        # Forgotten abs: every region is above Skåne, so all 21 are counted; the rank is 1 too.
        ([float(np.mean(panel.estimates() >= panel.estimates()[panel.somatic("recorded").index.get_loc(panel.SKANE)])),
          PLACEBO[1]], "rank"),
        ([1, PLACEBO[1]], "rank"),
        ([PLACEBO[0], -PLACEBO[1]], "below-zero"),
        ([100 * PLACEBO[0], PLACEBO[1]], "per-cent"),
        ([PLACEBO[1], PLACEBO[0]], "swapped"),
        ([PLACEBO[0], panel.times_as_far_without_skane(False)], "other-comparison"),
    ],
)  # fmt: skip
def test_the_placebos_mistakes_are_told_apart(answer: Any, mistake: str) -> None:
    """A p of 1 may be the rank or a forgotten abs, and the message names both; the other slips have their own."""
    assert told("placebo", answer, mistake)
    if mistake == "rank":
        assert "abs" in judged("placebo", answer).message


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([-0.01, -0.01], "whole"),
        ([-0.015, -0.0083], "whole"),
        ([-0.005, 0], "before-part"),
        ([-0.0125, -0.0083], "year-late"),
        ([-0.06, -0.05], "sums"),
        ([-0.0083, -0.01], "swapped"),
    ],
)
def test_each_of_the_two_events_is_judged_for_itself(answer: Any, mistake: str) -> None:
    """One event right and the other not is told by the mistake in that other."""
    assert told("bias", answer, mistake)


def test_logs_turned_into_shares_are_told() -> None:
    """A share in place of logs is no mistake of years; one outside the range is asked whether it is per cent."""
    naive, compared = panel.naive("recorded"), [panel.compared(outcome) for outcome in ("recorded", "real")]
    assert told("before-after", float(np.expm1(naive)), "share")
    assert told("compare", np.expm1(compared), "share")
    assert told("before-after", 100 * float(np.expm1(naive)), "per-cent")
    assert told("before-after", 6 * naive, "sums")
    assert told("compare", [compared[0], naive], "wrong", right=1, total=2)
    assert told("year-by-year", panel.coefficients()[::-1], "order")
    for lang in LANGUAGES:
        words = Words(lang, LESSON)
        assert judged("compare", [-10, -6], lang).message == words(
            "check.range.per_cent", low=words.number(-2), high="2"
        )


def test_estimates_agree_with_sums_made_cell_by_cell() -> None:
    """Answers from the estimators equal those that the exercise's own steps give, written out with plain loops."""
    rows: dict[str, dict[int, float]] = panel.somatic("recorded").to_dict("index")  # type: ignore[assignment]

    def change(name: str) -> float:
        return sum(rows[name][year] - rows[name][year - 6] for year in range(2012, 2018)) / 6

    def compared(name: str) -> float:
        return change(name) - sum(change(other) for other in rows if other != name) / 20

    distances = sorted(abs(compared(name)) for name in rows if name != panel.SKANE)
    skane = abs(compared(panel.SKANE))
    assert panel.naive("recorded") == pytest.approx(change(panel.SKANE), abs=1e-12)
    assert panel.compared("recorded") == pytest.approx(compared(panel.SKANE), abs=1e-12)
    assert panel.times_as_far() == pytest.approx(skane / distances[-1])
    assert panel.p_value() == pytest.approx((1 + sum(far >= skane for far in distances)) / 21)


@every_language
def test_the_example_in_the_notebook_is_the_checks(lang: str) -> None:
    """The two coders whom the exercise shows are the first that the function is tried on, and the sums are right."""
    text = text_of("solutions", lang)
    assert all(f"np.array({list(codes)})" in text for codes in EXAMPLE)
    assert all(f"- {letter}: " in text for letter in STATEMENTS)


@every_language
def test_the_solutions_figures_are_the_panels(lang: str) -> None:
    """What the worked answers say of the panel is what the estimators find in it."""
    words, text = Words(lang, LESSON), text_of("solutions", lang)
    _, reform, last = panel.coefficients()
    logs = [words.number(size, 3) for size in (reform, last)]
    falls = [words.percent(-float(np.expm1(size)), 1) for size in (reform, last, -0.15)]
    shown = [
        *(words.percent(panel.compared(outcome), 1) for outcome in ("recorded", "real")),
        words.percent(-panel.naive("recorded"), 1),
        *logs,
        *falls,
        words.percent(panel.others("recorded"), 1),
        words.percent(-sum(panel.left()), 1),
        words.number(panel.times_as_far(), 1),
        words.number(abs(panel.compared("recorded") - panel.compared("real")) * 100, 1),
    ]
    missing = [figure for figure in shown if re.sub(r"\s", " ", figure) not in text]
    assert not missing


@every_language
def test_the_lessons_figures_are_the_labs(lang: str) -> None:
    """What the lesson says about its labs at stated settings is what they give."""
    words, text = Words(lang, LESSON), text_of("lessons", lang)
    bench, study = find_lab("evaluation-bench"), find_lab("event-study")
    start, idle = (bench.run(**{**bench.defaults(), **change}) for change in ({}, {"effect": 0.0}))
    quiet = bench.run(**{**bench.defaults(), "trend": False, "queue_billion": False})
    naive, compared, triple = (ESTIMATORS.index(name) for name in ("before_after", "two_way", "triple"))
    if_psychiatry_too = float(start.mean[triple]) - World().coding * average_awareness()
    shown = [
        *(words.percent(float(size), 1) for size in (start.truth, *start.mean, if_psychiatry_too)),
        words.percent(float(idle.mean[compared]), 1),
        words.percent(float(quiet.mean[naive]), 1),
        words.percent(float(study.run(**study.defaults()).step[0]), 1),
        words.number(study.run(**{**study.defaults(), "effect": 0.0}).p, 3),
    ]
    missing = [figure for figure in shown if re.sub(r"\s", " ", figure) not in text]
    assert not missing
    assert study.run(**{**study.defaults(), "effect": 0.0}).rank == 1
    assert study.run(**{**study.defaults(), "effect": 0.0, "outcome": "real"}).rank == 2


def test_only_the_first_expectation_has_results_from_registers() -> None:
    """The lesson says so; the three others have nothing from registers but silence."""
    table = load("hypotheses_vs_findings", "en")
    results = table[(table["evidence"] == "register") & (table["bearing"] != "silent")]
    assert set(results["hypothesis"]) == {"H1"}
    assert set(table.loc[table["evidence"] == "register", "hypothesis"]) > {"H1"}


def test_findings_that_speak_for_the_return_stand_beside_those_against() -> None:
    """On output and on freedom there are findings both ways; no document alone is read as a sign of distrust."""
    table = load("hypotheses_vs_findings", "en")
    for hypothesis in ("H1", "H2"):
        assert {"supports", "against"} <= set(table.loc[table["hypothesis"] == hypothesis, "bearing"])
    assert not ((table["hypothesis"] == "H3") & (table["evidence"] == "documents")).any()


def test_each_expectation_is_stated_and_met_by_findings() -> None:
    """Each of the four has a row for what was expected, and at least two for what was found or is missing."""
    table = load("hypotheses_vs_findings", "sv")
    expected = table["bearing"] == "expected"
    assert set(table.loc[expected, "hypothesis"]) == {"H1", "H2", "H3", "H4"}
    assert (table.loc[expected, "evidence"] == "theory").all()
    assert (table.loc[~expected, "evidence"] != "theory").all()
    assert table[~expected].groupby("hypothesis", observed=True).size().min() >= 2


@every_language
def test_the_findings_can_be_read_without_knowing_the_columns_names(lang: str) -> None:
    """The table under the chart has headings and cells in words: no column's name, no short name of an expectation."""
    words, table = Words(lang, LESSON), load("hypotheses_vs_findings", lang)
    shown = expectations(table, words=words)[1]
    assert len(shown) > 10
    assert not set(shown.columns) & set(table.columns)
    assert set(shown[words("expectations-evidence.table.hypothesis")]) == {
        words(f"expectations-evidence.H{number}") for number in range(1, 5)
    }


def test_the_dilemmas_are_about_what_can_be_known() -> None:
    """To wait, and to count again, bring the estimate nearer to the truth; that is what the stories turn on."""
    best = {dilemma.id: dilemma.best() for dilemma in find_dilemmas(LESSON)}
    assert best["at-once"]["evaluator"] == "wait"
    assert best["count-again"]["patients"] == "recode"


@every_language
@pytest.mark.parametrize(
    ("written", "mine", "said"),
    [
        (lambda *_: [..., ...], ..., ["agreement"]),
        (lambda *_: None, ..., ["agreement"]),
        (lambda *_: 0.5, np.zeros(16, int), ["agreement", "agreement"]),
        (right_agreement(), [0] * 15, ["[0.75, 0.6]", "-1"]),
        (right_agreement(), [2] * 16, ["[0.75, 0.6]", "-1"]),
        (right_agreement(), ["1"] * 16, ["[0.75, 0.6]", "-1"]),
        (right_agreement(), 1, ["[0.75, 0.6]", "-1"]),
        (right_agreement(), [0] * 16, ["[0.75, 0.6]", "[0.6875, 0.0]"]),
    ],
)
def test_the_exercises_own_cells_say_what_is_missing(written: Any, mine: Any, said: list[str], lang: str) -> None:
    """An unfinished function, and codes that are too few or none, get a sentence in the cell and no traceback."""
    cells = [cell.source for cell in jupytext.read(ROOT / "solutions" / lang / f"{LESSON}.md").cells]
    example = next(source for source in cells if "def show" in source)
    own = next(source for source in cells if source.startswith("mine = ..."))
    names = {"np": np, "agreement": written, "codes": mine}
    with redirect_stdout(io.StringIO()) as printed:
        exec(example, names)
        exec(own.replace("mine = ...", "mine = codes"), names)
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(said)
    assert all(part in line for part, line in zip(said, lines, strict=True))
