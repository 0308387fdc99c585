"""The handle that a notebook holds: what it shows, and what it says to a name that does not exist."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import altair as alt
import pandas as pd
import pytest

import course
from course import progress
from course.data import dataset_names, load
from course.lesson import Lesson, LessonError, open_lesson, show_progress
from course.text import LANGUAGES, Words

SLUG = "06-payment-rules"
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(autouse=True)
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))


def test_a_notebook_needs_three_names_only():
    """`from course import` offers the handle, how to get it and the first page's view, and names them when asked for
    another."""
    assert dir(course) == ["Lesson", "open_lesson", "show_progress"]
    assert course.open_lesson is open_lesson
    assert course.Lesson is Lesson
    assert course.show_progress is show_progress
    with pytest.raises(AttributeError, match=r"has no attribute 'lab'; it has: Lesson, open_lesson, show_progress"):
        _ = course.lab


def test_importing_the_package_only_defines():
    """Importing sets no renderer or option, writes nothing, and does not even load pandas."""
    code = "import sys, course; print('pandas' in sys.modules, 'altair' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]
    code = (
        "import altair as alt, pandas as pd; before = alt.renderers.active, pd.get_option('display.max_colwidth');"
        "import course.lesson; print(before == (alt.renderers.active, pd.get_option('display.max_colwidth')))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "True"


@every_language
def test_no_shipped_text_is_cut_on_screen(lang):
    """With a lesson open, a data set's table shows every text in full, however long."""
    open_lesson(SLUG, lang=lang)
    longest = 0
    for name in dataset_names():
        table = load(name, lang)
        texts = {text for column in table for text in table[column] if isinstance(text, str)}
        with pd.option_context("display.max_rows", None, "display.max_columns", None):
            shown = re.sub(r"\s+", " ", unescape(table._repr_html_()))
        assert not [text for text in texts if " ".join(text.split()) not in shown], name
        longest = max([longest, *map(len, texts)])
    assert longest > 200, "no text long enough to be cut by an ordinary width"


@every_language
def test_opening_says_what_is_open_and_lets_charts_be_drawn_offline(lang):
    """The handle prints as a sentence; charts come as Vega-Lite, which JupyterLab draws itself."""
    assert SLUG in repr(open_lesson(SLUG, lang=lang))
    assert alt.renderers.active == "mimetype"


@every_language
@pytest.mark.parametrize(
    ("ask", "known"),
    [
        (lambda lesson: lesson.lab("no-such"), "payment-rules"),
        (lambda lesson: lesson.chart("no-such"), "skane-timeline"),
        (lambda lesson: lesson.dilemma("no-such"), "november"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(lang, ask, known):
    """One sentence in the learner's language names what there is."""
    with pytest.raises(LessonError) as error:
        ask(open_lesson(SLUG, lang=lang))
    assert "no-such" in str(error.value)
    assert known in str(error.value)


def test_a_charts_own_error_is_not_taken_for_a_wrong_name():
    """A table without the chart's column is told as that, not as a chart that does not exist."""
    lesson = open_lesson(SLUG, lang="en")
    regimes, events = lesson.data("skane_payment_regimes"), lesson.data("skane_events")
    with pytest.raises(KeyError, match="year_start"):
        lesson.chart("skane-timeline", regimes, events.drop(columns="year_start"))


@every_language
def test_a_wrong_lesson_is_answered_with_the_right_ones(lang):
    """The sentence lists the lessons; a wrong language is told in both."""
    with pytest.raises(LessonError, match=SLUG):
        open_lesson("99-nothing", lang=lang)
    with pytest.raises(LessonError, match=r"en, sv.*en, sv"):
        open_lesson(SLUG, lang="da")


@every_language
def test_a_figure_shows_its_chart_its_description_and_its_table(lang):
    """The timeline has a title, a description that is also its text, and a row for every bar."""
    lesson = open_lesson(SLUG, lang=lang)
    figure = lesson.chart("skane-timeline", lesson.data("skane_payment_regimes"), lesson.data("skane_events"))
    words = Words(lang, SLUG)
    assert figure.spec["title"] == words("skane-timeline.title")
    assert repr(figure) == figure.spec["description"] == words("skane-timeline.description")
    bars = next(iter(figure.spec["datasets"].values()))
    assert len(bars) == len(figure.table)
    assert sum(bar["type"] == words("skane-timeline.type.payment_rule") for bar in bars) == 4
    assert {(bar["start"], bar["end"]) for bar in bars} >= {(2000, 2006), (2006, 2012), (2012, 2015), (2015, 2018)}


@every_language
def test_terms_come_in_the_lessons_language_with_the_other_beside(lang):
    """The first column is the lesson's own term, the second the other language's."""
    table = open_lesson(SLUG, lang=lang).terms("appropriation", "mix points").table
    own, other = ("anslag", "appropriation") if lang == "sv" else ("appropriation", "anslag")
    assert table.iloc[0].tolist()[:2] == [own, other]
    assert len(table) == 2


@every_language
def test_predictions_are_met_again(lang):
    """Nothing stored: a sentence. A stored answer stands beside the model's; a skipped one says so."""
    lesson = open_lesson(SLUG, lang=lang)
    words = Words(lang, SLUG)
    assert repr(lesson.predictions()) == words("predictions.none")
    progress.save("prediction", SLUG, "setting-choice", {"answers": {"appropriation": "inpatient"}})
    progress.save("prediction", SLUG, "payment-rules", {"answers": None})
    rows = lesson.predictions().table.to_numpy().tolist()
    assert [words("setting-choice.inpatient"), words("setting-choice.call")] in [row[2:] for row in rows]
    assert sum(words("predictions.skipped") in row for row in rows) == 2
    assert "<table" in lesson.predictions()._repr_html_()


@every_language
def test_a_check_is_remembered_and_summed_up(lang):
    """A judged answer goes to the learner's record, an unanswered one does not; `done` counts both."""
    lesson = open_lesson(SLUG, lang=lang)
    assert lesson.check("variable-years", ...).status == "unanswered"
    assert progress.latest("check", SLUG, "variable-years") is None
    assert lesson.check("variable-years", 7).status == "wrong"
    assert progress.latest("check", SLUG, "variable-years") == {"status": "wrong"}
    assert lesson.check("variable-years", 6).status == "right"
    assert progress.latest("check", SLUG, "variable-years") == {"status": "right"}
    assert "1" in repr(lesson.done())
