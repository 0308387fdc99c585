"""Every lab of the course, driven by its declaration: one test module for all of them."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest

from course.labs import find_lab, lab_ids
from course.labs.engine import OURS, Choice, Lab, Origin, ParameterError, Prediction, Slider, Switch
from course.labs.payment_rules import ASSIGNED, YOURS
from course.quizzes import quiz_slugs
from course.text import LANGUAGES

LABS = lab_ids()
every_lab = pytest.mark.parametrize("lab", [find_lab(name) for name in LABS], ids=LABS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)

#: Values that no control takes.
REFUSED = (10**400, math.nan, math.inf, -math.inf, 1e9, -1e9, "0,55", None, [1], {"a": 1}, object(), 3 + 4j)


def cases(lab: Lab) -> list[dict]:
    """The defaults, each control at its extremes, and all controls at their least and at their greatest."""
    single = [{control.name: value} for control in lab.controls for value in control.extremes()]
    both = [{control.name: control.extremes()[end] for control in lab.controls} for end in (0, 1)]
    predicted = [dict(prediction.change) for prediction in lab.predictions]
    return [{}, *single, *both, *predicted]


def results(lab: Lab):
    return [(case, lab.run(**{**lab.defaults(), **case})) for case in cases(lab)]


def test_there_are_labs():
    """Discovery finds the labs of lesson 06."""
    assert set(LABS) >= {"payment-rules", "setting-choice", "budget-year", "next-years-frame"}


@every_lab
def test_a_lab_belongs_to_a_lesson(lab):
    """A lab's lesson is one that opens; a misspelt one would hide the lab."""
    assert lab.lesson in quiz_slugs(), f"{lab.id}: no lesson {lab.lesson!r}; there are {quiz_slugs()}"


def test_a_lab_is_named_as_its_file(monkeypatch):
    """A lab whose id is not its file's name is told so, with both."""
    other = find_lab("budget-year")
    monkeypatch.setattr("course.labs.payment_rules.LAB", other)
    with pytest.raises(ValueError, match=r"payment_rules\.py: LAB\.id is 'budget-year', but must be 'payment-rules'"):
        find_lab("payment-rules")


@every_lab
@every_language
def test_a_lab_has_all_its_words(lab, lang):
    """Registered means documented: every id that the declaration implies has a text in both languages."""
    words = lab.words(lang)
    assert all(words(key).strip() for key in lab.text_keys())
    assert len(words.lines(f"{lab.id}.card.blind")) == 3, "the model card names three things left out"
    assert words.lines(f"{lab.id}.card.assumptions")
    assert words.lines(f"{lab.id}.card.not_for")


@every_lab
@every_language
def test_a_lab_draws_tells_and_tabulates_at_its_extremes(lab, lang):
    """At default, least and greatest values: rows without gaps, a sentence, a table, and a chart that is valid."""
    words = lab.words(lang)
    for case, result in results(lab):
        rows, table, summary = lab.frame(result, words), lab.table(result, words), lab.summary(result, words)
        assert not rows.isna().any().any(), f"{lab.id} {case}: the chart's rows have gaps"
        assert summary.endswith("."), f"{lab.id} {case}: {summary!r} is no sentence"
        assert "nan" not in summary.lower().split(), f"{lab.id} {case}: {summary!r}"
        assert not table.isna().any().any()
        assert len(table) <= 40, f"{lab.id}: a table to read has at most 40 rows"
    chart = lab.chart(lab.frame(lab.run(**lab.defaults()), words), words).to_dict()  # validates against the schema
    assert chart["title"] == words(f"{lab.id}.chart.title")
    assert chart["description"] == words(f"{lab.id}.chart.description")


@every_lab
def test_a_chart_differs_only_in_its_rows(lab):
    """The live view compiles a chart once: at any values only the data may differ."""
    words = lab.words("en")
    specs = []
    for _, result in results(lab):
        spec = lab.chart(lab.frame(result, words), words).to_dict()
        del spec["datasets"]
        specs.append(str(spec).replace(spec["data"]["name"] if "data" in spec else "", "rows"))
    assert len(set(specs)) == 1


@every_lab
def test_rows_keep_their_columns(lab):
    """Columns and their kinds are the same at any values, so that they can be packed once and for all."""
    words = lab.words("sv")
    kinds = {
        tuple((name, pd.api.types.is_numeric_dtype(kind)) for name, kind in lab.frame(result, words).dtypes.items())
        for _, result in results(lab)
    }
    assert len(kinds) == 1


@every_lab
def test_a_run_is_pure(lab):
    """The same values give the same rows twice, and running changes no default."""
    before = lab.defaults()
    words = lab.words("en")
    first, second = (lab.frame(lab.run(**before), words) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert lab.defaults() == before


@every_lab
@every_language
def test_a_lab_refuses_what_has_no_meaning_in_one_sentence(lab, lang):
    """Wrong types, NaN, infinity and values out of range get one clear sentence that names the control."""
    words = lab.words(lang)
    for control, value in itertools.product(lab.controls, REFUSED):
        with pytest.raises(ParameterError) as refused:
            lab.take({control.name: value}, words)
        message = str(refused.value)
        assert words(f"{lab.id}.{control.name}.label") in message, message
        assert message.endswith("."), message
        assert "\n" not in message


@every_lab
@every_language
def test_a_lab_refuses_unknown_names_and_things_that_are_no_mapping(lab, lang):
    """An unknown control is answered with the known ones."""
    words = lab.words(lang)
    with pytest.raises(ParameterError, match=lab.controls[0].name):
        lab.take({"no_such_control": 1}, words)
    with pytest.raises(ParameterError):
        lab.take([1, 2], words)


@every_lab
def test_what_a_lab_takes_it_can_run(lab):
    """Every accepted set of values runs, and left-out values keep their defaults."""
    words = lab.words("en")
    for case in cases(lab):
        params = lab.take(case, words)
        assert set(params) == set(lab.defaults())
        lab.run(**params)


@every_lab
def test_a_prediction_has_one_right_answer_that_the_model_gives(lab):
    """The verdict is computed, and is one of the options; the lab asks at least one question."""
    assert lab.predictions
    for prediction in lab.predictions:
        assert lab.verdict(prediction) in prediction.options


@every_lab
def test_every_default_says_where_it_comes_from(lab):
    """Source with a page, outside with a reference, or ours; `our` choices are told in the help or the card."""
    for control in (*lab.controls, *lab.constants):
        if control.origin.kind == "source":
            assert "p. " in control.origin.reference


def payment_lab(**case):
    lab = find_lab("payment-rules")
    return lab.run(**{**lab.defaults(), **case})


def test_the_payment_lab_gives_check_row_two():
    """Fact file 5.6.1: A at 92 %, B at 110 %: 482, 313.5, 200, 100, in all 1,095.5."""
    total = payment_lab(volume_a=0.92, volume_yours=1.1).payment.total
    assert total.tolist() == pytest.approx([482, 313.5, 200, 100])
    assert total.sum() == pytest.approx(1095.5)


def test_in_the_payment_lab_nobody_gains_when_all_produce_more():
    """Fact file 5.6.1, last row in spirit: everybody at 110 % is paid the frame."""
    result = payment_lab(volume_a=1.1, volume_yours=1.1, volume_others=1.1)
    assert result.payment.total.tolist() == pytest.approx(ASSIGNED.tolist())


def test_the_payment_curve_passes_through_the_learners_point():
    """The curve at B's own volume is B's payment."""
    result = payment_lab(volume_yours=1.2, volume_a=0.8)
    assert result.curve[60] == pytest.approx(result.payment.total[YOURS] / ASSIGNED[YOURS])


def test_the_four_labs_show_what_the_syllabus_says():
    """Must show (syllabus 06): nobody is paid when everybody overproduces; inpatient favoured; November; a race."""
    verdicts = {
        (name, prediction.id): find_lab(name).verdict(prediction)
        for name in ("payment-rules", "setting-choice", "budget-year", "next-years-frame")
        for prediction in find_lab(name).predictions
    }
    assert verdicts == {
        ("payment-rules", "alone"): "part",
        ("payment-rules", "everyone"): "same",
        ("setting-choice", "appropriation"): "call",
        ("budget-year", "closing"): "november",
        ("budget-year", "variable"): "never",
        ("next-years-frame", "leaner"): "rises",
    }
    setting = find_lab("setting-choice")
    assert setting.run(**setting.defaults()).choice.chosen == 0


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda: Slider("x", 2, 0, 1, 0.1, "of_frame"), "slider 'x': needs low < high"),
        (lambda: Slider("x", 0, 0, 1, 0, "of_frame"), "slider 'x': needs low < high"),
        (lambda: Slider("x", 0, 0, 1, 0.3, "of_frame"), "slider 'x': the step 0.3 does not lead from 0 to 1"),
        (lambda: Choice("x", "c", ("a", "b")), "choice 'x': needs at least two options"),
        (lambda: Origin("source"), "an origin of kind 'source' needs its reference"),
    ],
)
def test_a_declaration_is_checked_where_it_is_made(declare, message):
    """A control that could not work fails when it is declared, by name."""
    with pytest.raises(ValueError, match=message):
        declare()


def test_a_lab_refuses_a_prediction_about_no_control():
    """A prediction that moves something that the lab does not have fails when the lab is declared."""
    lab = find_lab("payment-rules")
    shared = {"frame": lab.frame, "chart": lab.chart, "table": lab.table, "summary": lab.summary}
    wrong = Prediction("p", ("a", "b"), {"paces": 1}, lambda before, after: "a")
    controls = (Switch("pace", True, OURS),)
    with pytest.raises(ValueError, match="prediction 'p' moves \\['paces'\\], not controls"):
        Lab(id="x", lesson="06", controls=controls, run=lab.run, predictions=(wrong,), **shared)
    with pytest.raises(ValueError, match="two controls have the same name"):
        Lab(id="x", lesson="06", controls=controls * 2, run=lab.run, predictions=(), **shared)
