"""Every page, in either language, by daylight and in the dark: axe-core finds nothing that would
shut a person out (`serious` or `critical` of WCAG 2 A and AA).

`.ci/axe-core` fetches it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import serving, visiting
from playwright.sync_api import Browser, Page

from dialog.voice import Hearing, VoiceAssistant
from slu.paths import DEFAULT_MODEL, ROOT
from slu.understanding.understander import Understander
from ui.web.builder import Builder

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import teaching_kit

PATIENCE = 120_000
READY = {
    "": ".mg-beside",
    "inside": "#mg-attention table",
    "words": "#mg-neighbours-found table",
    "compare": "#mg-reports section",
    "train": "#mg-examples table",
}
WORST = ("serious", "critical")
FADING_SECONDS = 8.0
ASKED = """async () => {
  const only = {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']};
  const found = await axe.run(document, {runOnly: only, resultTypes: ['violations']});
  return found.violations.map(each => ({
    rule: each.id, impact: each.impact,
    nodes: each.nodes.map(node => node.html.slice(0, 160) + ' | ' + node.failureSummary),
  }));
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    found = sorted((ROOT / "build").glob("axe-core-*.js"))
    if not found:
        if os.environ.get("CI"):
            pytest.fail("CI needs axe-core: .ci/axe-core")
        pytest.skip("axe-core is not there: .ci/axe-core fetches it")
    return found[-1].read_text("utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("axe")
    folder = teaching_kit.written(place / "비서")
    understander = Understander.load(DEFAULT_MODEL)
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(understander, hearing, place / "db", folder.path)
    with serving(voice, page_kit.Clock(), Builder()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_kit.launched() as started:
        yield started


def shut_out(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    return [
        f"{each['rule']} ({each['impact']}): {node}"
        for each in page.evaluate(ASKED)
        if each["impact"] in WORST
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("language", "theme"), [("ko", "light"), ("ko", "dark"), ("en", "light")])
@pytest.mark.parametrize("path", READY)
def test_nobody_is_shut_out(
    browser: Browser, address: str, axe: str, path: str, language: str, theme: str
) -> None:
    place = path if language == "ko" else f"en-{path}".removesuffix("-")
    with visiting(browser, address, f"{place}?__theme={theme}", "gradio-app") as page:
        page.wait_for_selector(READY[path], timeout=PATIENCE)
        assert page.evaluate("document.documentElement.lang") == language
        assert _lasting(page, axe) == []


def _lasting(page: Page, axe: str) -> list[str]:
    """Faults that stay: what is still fading in has too little contrast for a moment."""
    end = time.monotonic() + FADING_SECONDS
    while (found := shut_out(page, axe)) and time.monotonic() < end:
        page.wait_for_timeout(300)
    return found


def test_a_fault_would_be_found(browser: Browser, axe: str) -> None:
    page = browser.new_page()
    page.set_content("<main><img src='x'><button></button></main>")
    found = shut_out(page, axe)
    assert {each.split(" ")[0] for each in found} >= {"image-alt", "button-name"}
    page.close()
