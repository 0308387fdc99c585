"""Every lab of the course in JupyterLab: prediction, controls by keyboard, table, the case asked about, extremes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from course.labs import find_lab, lab_ids
from course.labs.engine import Choice, Lab, Slider, Switch
from course.text import LANGUAGES, Words
from tools.tabs import Server, Tab, chart, moved, opened_tab, summary

LABS = [find_lab(name) for name in lab_ids()]


def open_labs(server: Server, tab: Tab, lang: str) -> None:
    """Open a notebook that holds every lab, and run it without a record."""
    server.forget()
    sources = ["from course import open_lesson"]
    sources += [f"open_lesson({lab.lesson!r}, {lang!r}).lab({lab.id!r})" for lab in LABS]
    tab.open(server.write(f"labs-{lang}", *sources))
    tab.run_all()
    tab.labs(len(LABS))


@pytest.fixture(scope="module", params=LANGUAGES)
def labs_tab(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[tuple[Tab, str]]:
    """Open all labs in one language."""
    with opened_tab(browser, server) as tab:
        open_labs(server, tab, request.param)
        yield tab, request.param


@pytest.fixture(params=range(len(LABS)), ids=[lab.id for lab in LABS])
def one_lab(request: pytest.FixtureRequest, labs_tab: tuple[Tab, str]) -> tuple[Locator, Lab[Any], Words, Tab]:
    """Return one lab on the page, its declaration, its words and the tab."""
    tab, lang = labs_tab
    lab = LABS[request.param]
    tab.errors.clear()
    return tab.page.locator(".smt-lab").nth(request.param), lab, lab.words(lang), tab


OneLab = tuple[Locator, Lab[Any], Words, Tab]


def control(view: Locator, lab: Lab[Any], name: str, words: Words) -> Locator:
    """Return a control by its label."""
    return view.get_by_label(words(f"{lab.id}.{name}.label"), exact=True)


def test_the_prediction_comes_first(one_lab: OneLab) -> None:
    """Controls are disabled until every question has an answer; an incomplete one is refused in a sentence."""
    view, lab, words, tab = one_lab
    controls = [control(view, lab, each.name, words) for each in lab.controls]
    for each in controls:
        expect(each).to_be_disabled()
    lock = view.get_by_role("button", name=words("predict.lock"))
    lock.click()
    expect(view.get_by_text(words("predict.missing"))).to_be_visible()
    for prediction in lab.predictions:
        group = view.get_by_role("group", name=words(f"{lab.id}.predict.{prediction.id}"), exact=True)
        wrong = next(option for option in prediction.options if option != lab.verdict(prediction))
        group.get_by_label(words(f"{lab.id}.predict.{prediction.id}.{wrong}"), exact=True).check()
    lock.click()
    for each in controls:
        expect(each).to_be_enabled()
    assert not tab.errors


def test_show_this_case_tells_what_the_model_gives(one_lab: OneLab) -> None:
    """After a wrong prediction, the case asked about is set on the controls and the model's own answer is named."""
    view, lab, words, tab = one_lab
    for number, prediction in enumerate(lab.predictions):
        bet = view.locator(".smt-bet").nth(number)
        moved(view, bet.get_by_role("button", name=words("predict.show")).click)
        right = words(f"{lab.id}.predict.{prediction.id}.{lab.verdict(prediction)}")
        expect(bet.locator(".smt-verdict")).to_contain_text(words("predict.wrong", answer=right))
        params = {**lab.defaults(), **prediction.change}
        expect(view.locator(".smt-summary")).to_have_text(lab.summary(lab.run(**params), words))
        for name in prediction.change:
            if isinstance(next(each for each in lab.controls if each.name == name), Slider):
                assert float(control(view, lab, name, words).input_value()) == pytest.approx(params[name])
    assert not tab.errors


def test_reset_brings_the_start_back(one_lab: OneLab) -> None:
    """The reset button puts every control, the sentence and the chart back."""
    view, lab, words, tab = one_lab
    moved(view, view.get_by_role("button", name=words("view.reset")).click)
    expect(view.locator(".smt-summary")).to_have_text(lab.summary(lab.run(**lab.defaults()), words))
    before = chart(view)
    first = next(each for each in lab.controls if isinstance(each, Slider))
    slider = control(view, lab, first.name, words)
    moved(view, lambda: slider.press("Home"))
    assert chart(view) != before
    moved(view, view.get_by_role("button", name=words("view.reset")).click)
    assert float(slider.input_value()) == pytest.approx(first.default)
    expect(view.locator(".smt-summary")).to_have_text(lab.summary(lab.run(**lab.defaults()), words))
    assert chart(view) == before
    assert not tab.errors


def test_keys_move_sliders_and_nothing_else(one_lab: OneLab) -> None:
    """Arrow, Home and End move each slider, its value text and the sentence; the notebook's own keys stay away."""
    view, lab, words, tab = one_lab
    cells = tab.page.locator(".jp-Notebook .jp-Cell").count()
    for each in (each for each in lab.controls if isinstance(each, Slider)):
        slider = control(view, lab, each.name, words)
        slider.focus()
        params = lab.defaults()
        for key, value in (
            ("ArrowRight", min(each.default + each.step, each.high)), ("Home", each.low), ("End", each.high),
        ):  # fmt: skip
            before = float(slider.input_value())
            if before != pytest.approx(value):
                moved(view, lambda key=key: tab.page.keyboard.press(key))
            assert float(slider.input_value()) == pytest.approx(value), f"{lab.id}.{each.name}: {key}"
            shown = each.show(value, words)
            assert spaces(slider.get_attribute("aria-valuetext")) == spaces(shown)
            expect(view.locator(".smt-summary")).to_have_text(
                lab.summary(lab.run(**{**params, each.name: value}), words)
            )
        for key in ("a", "b", "x", "m", "ArrowUp", "ArrowDown"):
            tab.page.keyboard.press(key)
        assert slider.evaluate("(element) => element === document.activeElement"), f"{each.name} lost the focus"
        moved(view, view.get_by_role("button", name=words("view.reset")).click)
    assert tab.page.locator(".jp-Notebook .jp-Cell").count() == cells, "a key for a slider changed the notebook"
    assert not tab.errors


def spaces(text: str | None) -> str:
    """Return a text with ordinary spaces, whichever the browser chose."""
    return (text or "").replace("\u00a0", " ").replace("\u202f", " ")


def test_choices_and_switches_move_the_result(one_lab: OneLab) -> None:
    """Every option of a choice, and both sides of a switch, give what the model gives."""
    view, lab, words, tab = one_lab
    for each in lab.controls:
        box = control(view, lab, each.name, words)
        if isinstance(each, Choice):
            for option in [*each.options[1:], each.options[0]]:
                moved(view, lambda option=option, box=box: box.select_option(option))
                expected = lab.summary(lab.run(**{**lab.defaults(), each.name: option}), words)
                expect(view.locator(".smt-summary")).to_have_text(expected)
        elif isinstance(each, Switch):
            for on in (not each.default, each.default):
                box.focus()
                moved(view, lambda: tab.page.keyboard.press("Space"))
                assert box.is_checked() == on
                expected = lab.summary(lab.run(**{**lab.defaults(), each.name: on}), words)
                expect(view.locator(".smt-summary")).to_have_text(expected)
    assert not tab.errors


def test_extremes_are_drawn(one_lab: OneLab) -> None:
    """All sliders at their least, then at their greatest, with the table open: a chart, a table, no complaint."""
    view, lab, words, tab = one_lab
    table = view.locator("details", has=view.page.locator("summary", has_text=words("view.table")))
    moved(view, table.locator("summary").click)
    for key in ("Home", "End"):
        for each in (each for each in lab.controls if isinstance(each, Slider)):
            control(view, lab, each.name, words).press(key)
        end = 0 if key == "Home" else 1
        params = lab.defaults() | {c.name: c.extremes()[end] for c in lab.controls if isinstance(c, Slider)}
        result = lab.run(**params)
        expect(view.locator(".smt-summary")).to_have_text(lab.summary(result, words))
        # Waited for: the sentence may be the same at the values on the way there.
        expected = lab.table(result, words).astype(str).to_numpy().ravel().tolist()
        expect(table.locator("tbody th, tbody td")).to_have_text(expected)
        assert view.locator(".smt-chart svg path").count() > 3
        assert "NaN" not in chart(view)
    moved(view, view.get_by_role("button", name=words("view.reset")).click)
    table.locator("summary").click()
    assert not tab.errors, tab.errors[0][:300]


def test_answers_outlive_the_kernel(labs_tab: tuple[Tab, str]) -> None:
    """In a new kernel the labs remember the prediction, whose controls are open from the start."""
    tab, lang = labs_tab
    views = tab.labs(len(LABS))
    for view in views.all():
        for group in view.locator(".smt-predict fieldset").all():
            group.locator("input").first.check()
        for lock in view.locator(".smt-predict .smt-primary").all():
            lock.click()
    tab.restart_and_run_all()
    tab.labs(len(LABS))
    for number, lab in enumerate(LABS):
        words = lab.words(lang)
        view = views.nth(number)
        expect(view.locator(".smt-yours")).to_have_count(len(lab.predictions))
        expect(view.get_by_role("button", name=words("predict.lock"))).to_have_count(0)
        expect(view.locator("fieldset.smt-controls")).to_be_enabled()


def test_skipping_is_allowed_and_remembered(tab: Tab, server: Server) -> None:
    """Who skips gets the controls at once, is not asked again, and meets no verdict on a bet never made."""
    server.forget()
    lab = LABS[0]
    words = lab.words("sv")
    tab.open(server.write("skip", f"from course import open_lesson\nopen_lesson({lab.lesson!r}, 'sv').lab({lab.id!r})"))
    for _ in range(2):
        tab.run_all()
        view = tab.labs(1)
        skip = view.get_by_role("button", name=words("predict.skip"))
        if skip.count():
            skip.click()
        expect(view.locator("fieldset.smt-controls")).to_be_enabled()
        expect(view.get_by_text(words("predict.skipped"))).to_be_visible()
        expect(view.locator(".smt-yours")).to_have_count(0)
    assert skip.count() == 0
    assert summary(view)
