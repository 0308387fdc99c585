"""The views' Python side: what they send to the page, what they answer, and that nothing they are sent stops them."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest

from course import progress
from course.dilemmas import find_dilemmas
from course.labs import find_lab, lab_ids
from course.labs.engine import Slider
from course.text import LANGUAGES, Words
from course.widgets.base import front_end
from course.widgets.dilemma import DilemmaView
from course.widgets.figure import html_table
from course.widgets.lab import LabView
from course.widgets.packing import pack
from course.widgets.quiz import QuizView

SLUG = "06-payment-rules"
LABS = lab_ids()
every_lab = pytest.mark.parametrize("name", LABS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)

#: Messages that no page of ours sends.
JUNK = [
    {},
    {"type": None},
    {"type": "no such type", "id": 1},
    {"type": "run"},
    {"type": "run", "id": 1, "params": None},
    {"type": "run", "id": 1, "params": [1, 2]},
    {"type": "reveal", "id": 1, "prediction": ["x"]},
    {"type": "predict", "answers": "yes"},
    {"type": "predict", "answers": {"no": "such"}},
    {"type": "answer", "question": None, "option": "x"},
    {"type": "answer", "question": "prepaid", "option": 99},
    {"type": "choose", "option": 7},
    {"type": "choose", "option": ["allow"]},
]


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))


def unpack(columns: dict, data: bytes) -> pd.DataFrame:
    """Read packed rows as the page does."""
    rows = {}
    for column in columns["columns"]:
        if "texts" in column:
            codes = np.frombuffer(data, np.uint8, columns["rows"], column["start"])
            rows[column["name"]] = [column["texts"][code] for code in codes]
        else:
            assert column["start"] % 4 == 0, "numbers must start where four bytes do"
            rows[column["name"]] = np.frombuffer(data, "<f4", columns["rows"], column["start"])
    return pd.DataFrame(rows)


def spoken(view, message: dict) -> list[tuple[dict, list]]:
    """Send a message as the page would and return what the view answers."""
    answers: list[tuple[dict, list]] = []
    view.send = lambda content, buffers=None: answers.append((content, buffers or []))
    view._receive(view, message, [])
    return answers


def moves(lab) -> list[dict]:
    """Defaults, and each control at its extremes."""
    return [{}, *({control.name: value} for control in lab.controls for value in control.extremes())]


def test_packed_rows_come_back_as_they_were():
    """Numbers to single precision, texts exactly, in any order of columns."""
    rows = pd.DataFrame({"who": ["å", "ö", "å"], "x": [0.1, 2.0, -3.5], "n": [1, 2, 3]})
    back = unpack(*pack(rows))[["who", "x", "n"]]
    pd.testing.assert_frame_equal(back, rows, check_dtype=False, rtol=1e-6)


def test_a_column_with_too_many_texts_is_refused():
    """One byte holds 256 texts."""
    with pytest.raises(ValueError, match="column 'who' has 257 different texts; a chart's rows may have 256"):
        pack(pd.DataFrame({"who": [str(number) for number in range(257)]}))


@every_lab
@every_language
def test_a_lab_answers_every_move_with_rows_and_a_sentence(name, lang):
    """At default, least and greatest values: the rows, sentence and table of the lab itself."""
    lab, view = find_lab(name), LabView(find_lab(name), lang)
    words = lab.words(lang)
    for case in moves(lab):
        ((content, buffers),) = spoken(view, {"type": "run", "id": 5, "params": case, "table": True})
        result = lab.run(**{**lab.defaults(), **case})
        assert (content["type"], content["id"]) == ("result", 5)
        assert content["summary"] == lab.summary(result, words)
        pd.testing.assert_frame_equal(
            unpack(content["columns"], buffers[0])[list(lab.frame(result, words).columns)],
            lab.frame(result, words),
            check_dtype=False,
            rtol=1e-6,
        )
        assert len(content["table"]["rows"]) == len(lab.table(result, words))


@every_lab
@every_language
def test_a_lab_refuses_values_with_one_sentence(name, lang):
    """Out of range, NaN, infinity, wrong types and unknown names: one sentence, and the values set stay."""
    lab, view = find_lab(name), LabView(find_lab(name), lang)
    slider = next(control for control in lab.controls if isinstance(control, Slider))
    for params in (
        {slider.name: slider.high + 1},
        {slider.name: math.nan},
        {slider.name: math.inf},
        {slider.name: 10**400},
        {slider.name: "0,5"},
        {"nothing": 1},
        [slider.low],
        None,
    ):
        ((content, buffers),) = spoken(view, {"type": "run", "id": 9, "params": params})
        assert (content["type"], content["id"], buffers) == ("refused", 9, [])
        assert content["text"].endswith(".")
        assert view.params == lab.defaults()


@every_language
def test_a_fault_in_a_model_is_told_in_one_sentence(lang):
    """When a model fails, the page is told so, the values set stay, and the kernel's log gets the error."""
    view = LabView(find_lab("payment-rules"), lang)

    def fail(**params):
        raise ZeroDivisionError

    view.lab = dataclasses.replace(view.lab, run=fail)
    sent = []
    view.send = lambda content, buffers=None: sent.append(content)
    with pytest.raises(ZeroDivisionError):
        view.answer({"type": "run", "id": 9, "params": {"prepaid_share": 0.6}})
    assert sent == [{"id": 9, "type": "refused", "text": Words(lang)("view.failed")}]
    assert view.params == find_lab("payment-rules").defaults()


@every_lab
def test_the_verdict_on_a_prediction_is_the_models(name):
    """«Show this case» is answered with what the model gives."""
    lab, view = find_lab(name), LabView(find_lab(name), "en")
    for prediction in lab.predictions:
        ((content, _),) = spoken(view, {"type": "reveal", "id": 2, "prediction": prediction.id})
        assert content == {"id": 2, "type": "revealed", "option": lab.verdict(prediction)}


@every_lab
def test_a_prediction_is_kept_and_the_controls_stay_open(name):
    """A stored answer is there at the next start, on this view and on a new one."""
    lab = find_lab(name)
    view = LabView(lab, "sv")
    assert view.config["answered"] is None
    answers = {prediction.id: prediction.options[0] for prediction in lab.predictions}
    assert spoken(view, {"type": "predict", "answers": answers}) == []
    assert view.config["answered"] == {"answers": answers}
    assert LabView(lab, "sv").config["answered"] == {"answers": answers}


def test_skipping_is_remembered():
    """No answer is also stored, and the controls open at the next start."""
    view = LabView(find_lab("setting-choice"), "en")
    spoken(view, {"type": "predict", "answers": None})
    assert progress.latest("prediction", SLUG, "setting-choice") == {"answers": None}
    assert LabView(find_lab("setting-choice"), "en").config["answered"] == {"answers": None}


@every_language
def test_a_record_that_cannot_be_written_does_not_stop_a_lab(lang, tmp_path, monkeypatch):
    """The learner is told in one sentence, once in a notebook and not at every click, and all goes on."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("COURSE_HOME", str(blocked))
    view = LabView(find_lab("setting-choice"), lang)
    prediction = {"type": "predict", "answers": {"appropriation": "call"}}
    ((content, _),) = spoken(view, prediction)
    assert content == {"type": "notice", "text": Words(lang)("record.not_written", folder=blocked)}
    assert spoken(view, prediction) == []
    assert spoken(QuizView(SLUG, lang), {"type": "answer", "question": "prepaid", "option": 1}) == []
    assert spoken(view, {"type": "run", "id": 1, "params": {}})[0][0]["type"] == "result"


@every_language
def test_a_quiz_keeps_answers_and_hides_them_in_its_text(lang):
    """An answer goes to the record with whether it was right; the text without a kernel has questions, no key."""
    view = QuizView(SLUG, lang)
    spoken(view, {"type": "answer", "question": "prepaid", "option": 1})
    assert progress.latest("quiz", SLUG, "prepaid") == {"option": 1, "right": True}
    spoken(view, {"type": "answer", "question": "prepaid", "option": 0})
    assert progress.latest("quiz", SLUG, "prepaid") == {"option": 0, "right": False}
    for question in view.questions:
        assert question.text[lang] in repr(view)
        assert not any(option.why[lang] in repr(view) for option in question.options)


@every_language
def test_a_dilemma_keeps_the_choice_and_shows_both_sides(lang):
    """The choice goes to the record; the page has a verdict for each option and a row for each party."""
    dilemma = find_dilemmas(SLUG)[0]
    view = DilemmaView(dilemma, SLUG, lang)
    spoken(view, {"type": "choose", "option": "allow"})
    assert progress.latest("dilemma", SLUG, dilemma.id) == {"option": "allow"}
    assert set(view.config["verdicts"]) == set(dilemma.options)
    assert len(view.config["table"]["rows"]) == len(dilemma.parties)


def views(lang: str) -> list:
    return [
        LabView(find_lab("budget-year"), lang),
        QuizView(SLUG, lang),
        DilemmaView(find_dilemmas(SLUG)[0], SLUG, lang),
    ]


@pytest.mark.parametrize("message", [*JUNK, None, "text", 3, [1]], ids=str)
def test_junk_from_the_page_stops_no_view(message):
    """Whatever arrives, a view raises nothing, stores nothing wrong and sends at most one refusal."""
    for view in views("en"):
        answers = spoken(view, message)
        assert all(content["type"] == "refused" for content, _ in answers)
    assert not progress.events("quiz")
    assert not progress.events("dilemma")
    assert all(event.value == {"answers": None} or event.value == {"answers": {}} for event in progress.events())


@every_lab
@every_language
def test_what_a_lab_stores_in_a_notebook_is_small_and_without_rows_in_its_chart(name, lang):
    """The saved state (but for the front end) is under 60 kB; rows travel packed, not in the specification."""
    view = LabView(find_lab(name), lang)
    state = {key: value for key, value in view.get_state().items() if key not in ("_esm", "_css")}
    packed = len(state.pop("rows"))
    assert packed + len(json.dumps(state, default=str)) < 60_000
    assert "datasets" not in view.config["spec"]
    assert view.config["spec"]["data"] == {"name": "rows"}


@every_lab
@every_language
def test_the_text_of_a_lab_is_its_sentence(name, lang):
    """Without a kernel a lab reads as what it shows at its starting values."""
    lab = find_lab(name)
    assert repr(LabView(lab, lang)) == lab.summary(lab.run(**lab.defaults()), lab.words(lang))


def test_the_front_end_is_one_module():
    """The parts are joined into one module with one export and no import."""
    code = front_end()
    assert code.count("export default") == 1
    assert not [line for line in code.splitlines() if line.startswith("import ")]


def test_a_stored_table_sets_words_to_the_left_and_escapes_them():
    """Only a column of nothing but figures is set to the right; what a cell holds is text, never HTML."""
    stored = html_table(pd.DataFrame({"<b>": ["x<y", "2012"], "n": ["1\u00a0095,5", "−3 %"]}))
    assert stored.count("text-align: left") == stored.count("text-align: right") == 3
    assert "<th style='text-align: left'>&lt;b&gt;</th>" in stored
    assert "<td style='text-align: left'>x&lt;y</td><td style='text-align: right'>1\u00a0095,5</td>" in stored
    assert html_table(pd.DataFrame({"n": []})).endswith("<tbody></tbody></table>")
