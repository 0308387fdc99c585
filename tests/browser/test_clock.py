"""Time on a lesson, on a plain page with a clock that the test turns: counted while somebody works, and only then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain import STRICT, Site, mount, served
from playwright.sync_api import Browser, Page, expect

from course import progress
from course.quizzes import find_quiz, quiz_slugs
from course.standing import standings
from course.text import Words
from course.widgets.progress import ProgressView
from course.widgets.quiz import QuizView
from tools.tabs import PATIENCE, Server, Tab

LESSON = quiz_slugs()[0]
#: A second view of the same lesson with the module loaded anew, as JupyterLab does for every model.
SECOND = """async () => {
  const views = (await import("./second.mjs")).default;
  const state = await (await fetch("state.json")).json();
  const listeners = [];
  const model = {
    get: (name) => state[name],
    on: (_, listener) => listeners.push(listener),
    off() {},
    async send(content) {
      for (const { content: answer } of await window.kernel(JSON.stringify(content))) {
        listeners.forEach((listener) => listener(answer, []));
      }
    },
  };
  const el = document.body.appendChild(document.createElement("div"));
  window.endSecond = views.render({ model, el });
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a plain page."""
    with served(tmp_path, STRICT, with_vega=False) as page:
        shutil.copy(tmp_path / "front_end.mjs", tmp_path / "second.mjs")
        yield page


@pytest.fixture
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Open a tab whose time stands still, for a learner without a record."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path_factory.mktemp("home")))
    page = browser.new_page()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    yield page
    page.close()


def opened(page: Page, site: Site) -> list[str]:
    """Show a quiz and wait until its clock has the kernel's answer."""
    complaints = mount(page, site, QuizView(LESSON, "en"))
    wait_for_clock(page)
    return complaints


def wait_for_clock(page: Page, views: int = 1) -> None:
    page.wait_for_function(
        """(views) => [...(globalThis[Symbol.for("styra-med-tillit.clocks")]?.values() ?? [])]
          .some((clock) => clock.views.size === views)""",
        arg=views,
    )


def work(page: Page, seconds: int) -> None:
    """Let time pass with a hand on the page every twenty seconds."""
    for _ in range(0, seconds, 20):
        page.mouse.wheel(0, 1)
        page.mouse.move(_ % 7 * 9, 40)
        page.clock.run_for(20_000)


def hide(page: Page, hidden: bool) -> None:
    """Do as the browser does when another tab is chosen, and back."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def reported(page: Page, wanted: int) -> list[int]:
    """Return the seconds of each report when they come to what is wanted, or what has come if they never do."""
    for _ in range(40):
        page.evaluate("1")  # lets what the page has sent reach the kernel
        seconds = [event.value["seconds"] for event in progress.events("time", LESSON)]
        if sum(seconds) >= wanted:
            break
    return seconds


def test_work_is_reported_about_once_a_minute(page: Page, site: Site) -> None:
    """Five minutes with a hand on the page are five reports of a minute."""
    complaints = opened(page, site)
    work(page, 300)
    assert reported(page, 300) == [60] * 5
    assert {event.item for event in progress.events("time")} == {"page"}
    assert {frozenset(event.value) for event in progress.events("time")} == {frozenset({"seconds"})}
    assert not complaints


def test_a_page_that_is_left_alone_counts_a_minute_and_no_more(page: Page, site: Site) -> None:
    """A minute after the last sign of life the clock stops; a key starts it again."""
    opened(page, site)
    page.mouse.move(5, 5)
    page.clock.run_for(20 * 60_000)
    hide(page, True)
    first = reported(page, 60)
    assert sum(first) in (60, 61)
    hide(page, False)
    page.keyboard.press("Tab")
    page.clock.run_for(30_000)
    hide(page, True)
    assert sum(reported(page, 90)) - sum(first) in (30, 31)


def test_a_hidden_page_reports_at_once_and_then_stands_still(page: Page, site: Site) -> None:
    """What is counted when the page is hidden is sent then; nothing counts until it is seen again."""
    opened(page, site)
    work(page, 40)
    hide(page, True)
    assert reported(page, 40) == [40]
    work(page, 600)
    assert reported(page, 41) == [40]


def test_a_machine_that_slept_counts_nothing_for_it(page: Page, site: Site) -> None:
    """A gap between two looks of the clock is not work, however near the last sign of life."""
    opened(page, site)
    work(page, 20)
    page.mouse.move(8, 8)
    page.clock.fast_forward(50_000)
    hide(page, True)
    assert sum(reported(page, 20)) in (20, 21, 22)


def test_a_lesson_out_of_sight_stands_still(page: Page, site: Site) -> None:
    """Another notebook's tab in front hides every view of the lesson, though the page itself is seen."""
    opened(page, site)
    page.evaluate("document.getElementById('view').style.display = 'none'")
    work(page, 120)
    hide(page, True)
    # The clock looks once a second: it may have seen the lesson until then.
    assert sum(reported(page, 1)) <= 1


def test_what_was_seen_until_the_page_is_hidden_counts(page: Page, site: Site) -> None:
    """Time between two looks of the clock counts by what was in sight when it began, not when it ended."""
    opened(page, site)
    for _ in range(10):
        hide(page, False)
        page.mouse.move(9, 9)
        page.clock.run_for(600)
        hide(page, True)
        page.clock.run_for(100)
    assert sum(reported(page, 6)) in (5, 6, 7)


def test_two_views_of_a_lesson_share_a_clock(page: Page, site: Site) -> None:
    """However many views and copies of the module, a minute is reported once; the clock goes on when one ends."""
    opened(page, site)
    page.evaluate(SECOND)
    wait_for_clock(page, views=2)
    work(page, 120)
    assert reported(page, 120) == [60, 60]
    page.evaluate("window.endSecond()")
    wait_for_clock(page, views=1)
    work(page, 60)
    assert reported(page, 180) == [60, 60, 60]


def test_without_a_kernel_there_is_no_clock(page: Page, site: Site) -> None:
    """A view whose kernel never answers counts nothing, nor does one that belongs to no lesson."""
    mount(page, site, ProgressView("en"))
    page.locator(".smt-progress tbody tr").first.wait_for()
    page.evaluate("window.kernel = async () => []")
    page.evaluate(SECOND)
    work(page, 120)
    assert page.evaluate("globalThis[Symbol.for('styra-med-tillit.clocks')]") is None
    assert progress.events() == []


def test_jupyterlab_keeps_the_time_and_shows_the_progress(
    tab: Tab, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a real notebook seconds of work reach the record, and the progress view follows what is done beside it."""
    server.forget()
    monkeypatch.setenv("COURSE_HOME", str(server.home))
    opening = f"from course import open_lesson, show_progress\nlesson = open_lesson({LESSON!r}, 'en')"
    tab.open(server.write("progress", opening, "lesson.quiz()", "show_progress('en')"))
    tab.run_all()
    words, question = Words("en", LESSON), find_quiz(LESSON)[0]
    new = standings("en", LESSON)[0]
    cell = tab.page.locator(".smt-progress tbody tr").first.locator("td").first
    tab.page.locator(".smt-progress").scroll_into_view_if_needed()
    # The kernel has every lab to load first.
    expect(cell).to_have_text(new.count(words), timeout=PATIENCE)
    right = next(option for option in question.options if option.right)
    tab.page.get_by_label(right.text["en"], exact=True).check()
    tab.page.get_by_role("button", name=words("quiz.check")).first.click()
    expect(tab.page.locator(".smt-score")).not_to_be_empty()
    tab.page.locator(".smt-progress").hover()
    expect(cell).to_have_text(re.compile(rf"^1 \w+ {len(new.parts)}\b"), timeout=PATIENCE)
    # Hidden and seen again until a second of work has been there to report.
    tab.page.wait_for_function(
        """() => {
          for (const hidden of [true, false]) {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
          }
          return performance.now() > (window.began ??= performance.now()) + 2500;
        }""",
        polling=500,
    )
    # The seconds are on their way: on a busy machine the kernel may not have had them yet.
    for _ in range(PATIENCE // 100):
        if progress.events("time", LESSON):
            break
        tab.page.wait_for_timeout(100)
    assert progress.events("time", LESSON)
    assert not tab.errors
