"""Lesson 08: answers worked by hand, and texts that state only what the panel, the labs and the table give."""

from __future__ import annotations

import re
from typing import Any

import jupytext
import numpy as np
import pytest
from seeds import ROOT
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from course.checks import _panel_cases as panel
from course.checks import find_checks
from course.checks._agreement_cases import CASES, EXAMPLE, kappa, right_agreement
from course.checks.did_it_work import LESSON, STATEMENTS
from course.checks.engine import judge
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


def ask(task: str, answer: Any) -> str:
    check = next(check for check in find_checks(LESSON) if check.id == task)
    return judge(check, answer, Words("en", LESSON)).status


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


def test_the_dilemmas_are_about_what_can_be_known() -> None:
    """To wait, and to count again, bring the estimate nearer to the truth; that is what the stories turn on."""
    best = {dilemma.id: dilemma.best() for dilemma in find_dilemmas(LESSON)}
    assert best["at-once"]["evaluator"] == "wait"
    assert best["count-again"]["patients"] == "recode"
