"""Access: axe finds nothing, every control is reached by keyboard, and the views fit a narrow, dark or printed page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from plain import STRICT, Site, mount, served
from playwright.sync_api import Browser, Page, expect

from course.dilemmas import dilemma_lessons, find_dilemmas
from course.labs import find_lab, lab_ids
from course.quizzes import quiz_slugs
from course.text import LANGUAGES, Words
from course.widgets.base import CourseView
from course.widgets.dilemma import DilemmaView
from course.widgets.lab import LabView
from course.widgets.progress import ProgressView
from course.widgets.quiz import QuizView

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: JupyterLab's dark theme as far as the views ask for it (its own values).
DARK = """document.body.dataset.jpThemeLight = "false";
document.body.style.cssText = "background: #111; --jp-content-font-color1: rgba(255, 255, 255, 1);" +
  "--jp-layout-color1: #212121; --jp-border-color0: #616161; --jp-content-font-color2: rgba(255, 255, 255, 0.7)";"""

#: Every kind of view, made anew for each test.
VIEWS: dict[str, Any] = {
    "progress": lambda lang: ProgressView(lang),
    **{f"lab {name}": lambda lang, name=name: LabView(find_lab(name), lang) for name in lab_ids()},
    **{f"quiz {slug}": lambda lang, slug=slug: QuizView(slug, lang) for slug in quiz_slugs()},
    **{
        f"dilemma {dilemma.id}": lambda lang, slug=slug, dilemma=dilemma: DilemmaView(dilemma, slug, lang)
        for slug in dilemma_lessons()
        for dilemma in find_dilemmas(slug)
    },
}
every_view = pytest.mark.parametrize("name", VIEWS)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a plain page with Vega beside it."""
    with served(tmp_path, STRICT, with_vega=True) as page:
        yield page


@pytest.fixture
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Open a tab for a learner without a record."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path_factory.mktemp("home")))
    # axe must be put in from outside, which the page's own policy would forbid.
    context = browser.new_context(viewport={"width": 1000, "height": 1400}, bypass_csp=True)
    yield context.new_page()
    context.close()


def shown(page: Page, site: Site, view: CourseView) -> None:
    """Put a view on the page and wait until it stands there whole."""
    mount(page, site, view)
    expect(page.locator(".smt")).to_be_visible()
    if isinstance(view, LabView):
        expect(page.locator(".smt-chart svg")).to_be_visible(timeout=30_000)
    if isinstance(view, ProgressView):
        expect(page.locator(".smt-standings")).to_be_visible()


def use(page: Page, view: CourseView) -> None:
    """Answer what the view asks and open all that is folded."""
    for group in page.locator(".smt fieldset:has(input[type=radio])").all():
        group.locator("input").first.check()
    for button in page.locator(".smt button.smt-primary").all():
        button.click()
    for folded in page.locator(".smt details").all():
        folded.locator("summary").click()
        expect(folded.locator(".smt-folded > *").first).to_be_visible()


def violations(page: Page) -> list[str]:
    """Return axe's findings inside the views, as one line each."""
    found = Axe().run(page, context=".smt", options=RULES).response["violations"]
    return [f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@every_view
@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("sv", "dark")])
def test_axe_finds_nothing(page: Page, site: Site, name: str, lang: str, theme: str) -> None:
    """WCAG 2.2 AA and best practice, as the view opens and again when it has been used and unfolded."""
    view = VIEWS[name](lang)
    shown(page, site, view)
    if theme == "dark":
        page.evaluate(DARK)
    assert not violations(page)
    use(page, view)
    assert not violations(page)


@every_view
def test_whatever_takes_focus_keeps_the_notebooks_keys_away(page: Page, site: Site, name: str) -> None:
    """Each focusable element has the attribute that JupyterLab and JupyterLite look for, on itself."""
    view = VIEWS[name]("sv")
    shown(page, site, view)
    use(page, view)
    bare = page.evaluate(
        """() => [...document.querySelectorAll(".smt :is(input, select, button, summary, a, textarea, [tabindex])")]
          .filter((element) => element.dataset.lmSuppressShortcuts !== "true").map((element) => element.outerHTML)"""
    )
    assert not bare


@every_view
def test_tab_reaches_every_control_in_the_order_of_the_page(page: Page, site: Site, name: str) -> None:
    """The keyboard alone reaches each enabled control, top to bottom; a group of radio buttons is one stop."""
    view = VIEWS[name]("en")
    shown(page, site, view)
    if isinstance(view, LabView):
        page.get_by_role("button", name=Words("en")("predict.skip")).click()
    stops = page.evaluate(
        """() => [...document.querySelectorAll(".smt :is(input, select, button, summary, [tabindex])")]
          .filter((element) => !element.matches(":disabled") && element.checkVisibility())
          .filter(({ type, name }, place, all) =>
            type !== "radio" || all.findIndex((one) => one.name === name) === place)
          .map((element, place) => { element.dataset.stop = place; return place; })"""
    )
    page.locator("[data-stop='0']").focus()
    reached = [0]
    for _ in stops[1:]:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("Number(document.activeElement.dataset.stop ?? -1)"))
    assert reached == stops


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_control_tells_its_name_value_unit_and_help(page: Page, site: Site, lang: str) -> None:
    """The accessibility tree of a slider: label, value with unit, and the help text as its description."""
    lab = find_lab("payment-rules")
    words = lab.words(lang)
    shown(page, site, LabView(lab, lang))
    slider = page.get_by_label(words("payment-rules.prepaid_share.label"), exact=True)
    assert (slider.get_attribute("aria-valuetext") or "").endswith(words("unit.of_frame"))
    expect(slider).to_have_accessible_description(words("payment-rules.prepaid_share.help"))
    expect(page.get_by_role("figure")).to_have_accessible_name(words("payment-rules.chart.title"))
    expect(page.get_by_role("figure")).to_have_accessible_description(page.locator(".smt-summary").inner_text())


@every_view
@pytest.mark.parametrize("width", [300, 640])
def test_a_narrow_column_cuts_nothing_off(page: Page, site: Site, name: str, width: int) -> None:
    """At 300 pixels (400 % zoom of 1,200) nothing but a table's own box scrolls sideways, and controls stack."""
    view = VIEWS[name]("sv")
    page.set_viewport_size({"width": width + 16, "height": 1200})
    shown(page, site, view)
    use(page, view)
    page.wait_for_timeout(300)  # the chart follows the width one frame later
    wide = page.evaluate(
        """(width) => [...document.querySelectorAll(".smt, .smt *")]
          .filter((element) => !element.closest(".smt-scroll, svg, .smt-hidden"))
          .filter((element) => element.getBoundingClientRect().right > width + 16.5)
          .map((element) => element.outerHTML.slice(0, 120))""",
        width,
    )
    assert not wide
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 16


def test_two_copies_of_a_lab_have_ids_of_their_own(page: Page, site: Site) -> None:
    """Labels of a second copy on the page point at its own controls."""
    shown(page, site, LabView(find_lab("payment-rules"), "en"))
    page.evaluate(
        """async () => {
          const views = (await import("./front_end.mjs")).default;
          const state = await (await fetch("state.json")).json();
          const rows = new DataView(Uint8Array.from(atob(state.rows), (letter) => letter.charCodeAt(0)).buffer);
          const get = (name) => (name === "rows" ? rows : state[name]);
          const el = document.body.appendChild(document.createElement("div"));
          views.render({ model: { get, on() {}, off() {}, send() {} }, el });
        }"""
    )
    expect(page.locator(".smt-lab")).to_have_count(2)
    ids = page.evaluate("[...document.querySelectorAll('.smt [id]')].map((element) => element.id)")
    assert len(set(ids)) == len(ids)
    strays = page.evaluate(
        """() => [...document.querySelectorAll(".smt-lab")].flatMap((lab) => [...lab.querySelectorAll("label")]
          .filter((label) => !lab.contains(document.getElementById(label.htmlFor))).map((label) => label.outerHTML))"""
    )
    assert not strays
