"""The decision log on the page: written, saved by the kernel, and no word lost where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from plain import STRICT, Site, mount, served
from playwright.sync_api import Browser, Locator, Page, expect

from course.decisions.reading import parse_log
from course.decisions.replaying import replay_all
from course.labs import find_lab
from course.text import LANGUAGES, Words
from course.widgets.lab import LabView
from tools.tabs import Server, Tab

LAB = find_lab("payment-rules")
every_language = pytest.mark.parametrize("lang", LANGUAGES)

REFLECTION = 'Vi gav upp fart: "tempo" – för B:s del.\nOch \\ mer ✓'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve a plain page with Vega beside it."""
    with served(tmp_path, STRICT, with_vega=True) as page:
        yield page


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the kernel that is lent to the page a learner's folder."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a tab of its own."""
    context = browser.new_context(viewport={"width": 1000, "height": 1400})
    yield context.new_page()
    context.close()


def opened(view: Locator | Page, words: Words) -> tuple[Locator, Locator, Locator, Locator]:
    """Unfold the part; return the box for the reflection, the one for who, the button and the status."""
    part = view.locator("details", has_text=words("view.decision"))
    part.locator("summary").click()
    return (
        part.get_by_label(words("view.decision.reflection"), exact=True),
        part.get_by_label(words("view.decision.who"), exact=True),
        part.get_by_role("button", name=words("view.decision.save")),
        part.get_by_role("status"),
    )


@every_language
def test_a_decision_is_saved_by_keyboard_with_what_the_controls_stand_at(
    page: Page, site: Site, home: Path, lang: str
) -> None:
    """Move a control, write, press the button: the file holds the values of the page and is the same when replayed."""
    words = LAB.words(lang)
    complaints = mount(page, site, LabView(LAB, lang))
    page.get_by_role("button", name=words("predict.skip")).click()
    page.get_by_label(words("payment-rules.volume_yours.label"), exact=True).press("Home")
    reflection, who, save, status = opened(page, words)
    expect(reflection).to_have_accessible_description(words("view.decision.reflection.help"))
    expect(who).to_have_accessible_description(words("view.decision.who.help"))
    reflection.focus()
    page.keyboard.insert_text(REFLECTION)
    page.keyboard.press("Tab")
    expect(who).to_be_focused()
    page.keyboard.insert_text("Åsa")
    page.keyboard.press("Tab")
    expect(save).to_be_focused()
    page.keyboard.press("Enter")
    folder = home / "decision-logs"
    expect(status).to_contain_text(str(folder))
    expect(save).to_be_focused()
    (path,) = folder.iterdir()
    expect(status).to_have_text(words("view.decision.saved", name=path.name, folder=folder))
    log = parse_log(path.read_text(encoding="utf-8"), words)
    assert (log.reflection, log.who, log.prediction) == (REFLECTION, "Åsa", None)
    assert log.parameters == {**LAB.defaults(), "volume_yours": 0.6}
    assert [each.verdict for each in replay_all([folder], words)] == ["same"]
    # What is saved need not be written again; who it was usually stays.
    expect(reflection).to_have_value("")
    expect(who).to_have_value("Åsa")
    assert not complaints, complaints[0]


@every_language
def test_a_log_that_cannot_be_saved_stays_in_the_box(
    page: Page, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """An empty text, then a folder that cannot be written: a sentence each, and what was written stays."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    words = LAB.words(lang)
    mount(page, site, LabView(LAB, lang))
    reflection, _, save, status = opened(page, words)
    save.click()
    expect(status).to_have_text(words("view.decision.empty"))
    reflection.fill(REFLECTION)
    save.click()
    expect(status).to_have_text(words("view.decision.failed", folder=tmp_path / "file" / "decision-logs"))
    expect(reflection).to_have_value(REFLECTION)


def test_a_draft_outlives_the_page_but_not_its_saving(page: Page, site: Site, home: Path) -> None:
    """Loaded again, the boxes hold what was written; once it is saved, they do not."""
    words = LAB.words("sv")
    mount(page, site, LabView(LAB, "sv"))
    reflection, who, *_ = opened(page, words)
    reflection.fill(REFLECTION)
    who.fill("Åsa")
    page.reload()
    reflection, who, save, status = opened(page, words)
    expect(reflection).to_have_value(REFLECTION)
    expect(who).to_have_value("Åsa")
    save.click()
    expect(status).to_contain_text(".json")
    page.reload()
    reflection, who, *_ = opened(page, words)
    expect(reflection).to_have_value("")
    expect(who).to_have_value("Åsa")
    assert len(list((home / "decision-logs").iterdir())) == 1


def test_a_busy_kernel_saves_once_and_late(page: Page, site: Site, home: Path) -> None:
    """Nobody answers: said after a while, text kept, a second press sends nothing; the late answer is still shown."""
    words = LAB.words("en")
    view = LabView(LAB, "en")
    mount(page, site, view)
    reflection, _, save, status = opened(page, words)
    # The page's own kernel is held back until the test lets it go.
    page.evaluate(
        """() => { const real = window.kernel; window.asked = 0;
          const held = new Promise((go) => (window.go = go));
          window.kernel = async (text) => { window.asked++; await held; return real(text); }; }"""
    )
    reflection.fill("x")
    save.click()
    expect(status).to_have_text(words("view.no_kernel"), timeout=6_000)
    expect(reflection).to_have_value("x")
    save.click()
    reflection.fill("x and more")
    page.evaluate("window.go()")
    expect(status).to_contain_text(".json")
    expect(reflection).to_have_value("x and more")
    assert page.evaluate("window.asked") == 1
    (path,) = (home / "decision-logs").iterdir()
    assert parse_log(path.read_text(encoding="utf-8"), words).reflection == "x"


def test_a_browser_that_keeps_nothing_can_save(page: Page, site: Site, home: Path) -> None:
    """Where the browser forbids storage, nothing fails."""
    words = LAB.words("en")
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })")
    complaints = mount(page, site, LabView(LAB, "en"))
    reflection, _, save, status = opened(page, words)
    reflection.fill("x")
    save.click()
    expect(status).to_contain_text(".json")
    assert not complaints, complaints[0]


def test_in_jupyterlab_a_draft_outlives_its_cell_and_keys_stay_in_the_box(tab: Tab, server: Server) -> None:
    """Keys that mean something to the notebook are letters in the box; run again, the text is there, and is saved."""
    server.forget()
    words = LAB.words("en")
    tab.open(
        server.write("decision", f"from course import open_lesson\nopen_lesson({LAB.lesson!r}, 'en').lab({LAB.id!r})")
    )
    tab.run_all()
    cells = tab.page.locator(".jp-Notebook .jp-Cell").count()
    reflection, _, save, status = opened(tab.labs(1), words)
    reflection.focus()
    tab.page.keyboard.type("abxdd m")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.type("zz")
    expect(reflection).to_have_value("abxdd m\nzz")
    assert tab.page.locator(".jp-Notebook .jp-Cell").count() == cells, "a key for the box changed the notebook"
    assert not tab.errors, tab.errors[0][:300]
    # A kernel that knows nothing of the lab: said so, twice, and nothing is lost.
    tab.menu("Kernel", "Restart Kernel…")
    tab.page.locator(".jp-Dialog .jp-mod-accept").click()
    tab.page.locator(".jp-Dialog").wait_for(state="detached")
    tab.wait_until_idle()
    for _ in range(2):
        status.evaluate("(status) => (status.textContent = '')")
        save.click()
        expect(status).to_have_text(words("view.no_kernel"), timeout=6_000)
    tab.run_all()
    reflection, _, save, status = opened(tab.labs(1), words)
    expect(reflection).to_have_value("abxdd m\nzz")
    save.click()
    folder = server.home / "decision-logs"
    expect(status).to_contain_text(str(folder))
    logs = [parse_log(path.read_text(encoding="utf-8"), words) for path in folder.iterdir()]
    assert [log.reflection for log in logs] == ["abxdd m\nzz"]
    assert not tab.errors, tab.errors[0][:300]
