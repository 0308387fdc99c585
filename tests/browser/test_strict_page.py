"""The views on a plain page under a strict content policy: no JupyterLab, no eval, the real Python side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from plain import STRICT, WITH_BLOB, Site, mount, served
from playwright.sync_api import Browser, expect

from course.labs import find_lab
from course.text import Words
from course.widgets.lab import LabView


@pytest.fixture(params=["served", "sent"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """Serve a page that has Vega beside it, or one that must ask the kernel for it."""
    beside = request.param == "served"
    with served(tmp_path, STRICT if beside else WITH_BLOB, beside) as page:
        yield page


def test_a_lab_is_drawn_and_moves_without_eval(
    browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a policy without eval the chart is drawn, a key moves it, and the browser has nothing to report."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path_factory.mktemp("home")))
    lab = find_lab("payment-rules")
    words = Words("en", lab.lesson)
    page = browser.new_page()
    complaints = mount(page, site, LabView(lab, "en"))
    expect(page.locator(".smt-chart svg")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name=words("predict.skip")).click()
    before = page.locator(".smt-chart svg").inner_html()
    page.get_by_label(words("payment-rules.volume_yours.label"), exact=True).press("Home")
    expected = lab.summary(lab.run(**{**lab.defaults(), "volume_yours": 0.6}), words)
    expect(page.locator(".smt-summary")).to_have_text(expected)
    page.wait_for_function("before => document.querySelector('.smt-chart svg').innerHTML !== before", arg=before)
    assert not complaints, complaints[0]
    page.close()


def test_the_policy_does_forbid_eval(browser: Browser, site: Site) -> None:
    """A script of the page's own that tries eval is refused, so the test above means something."""
    (site.folder / "probe.js").write_text("try { window.got = eval('1'); } catch { window.got = 'refused'; }")
    page = browser.new_page()
    page.goto(site.url)
    page.add_script_tag(url="probe.js")
    assert page.evaluate("window.got") == "refused"
    page.close()
