"""Every page as README shows it (`make pictures`), and at the width of a phone, where nothing is
wider than the page. Pictures stay in `artifacts/`; each is a small file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import ARTIFACTS, choose, keep, serving, visiting
from playwright.sync_api import Browser, Page, expect

from dialog.voice import Hearing, VoiceAssistant
from slu.evaluation.words.families import Families
from slu.paths import DEFAULT_MODEL
from slu.understanding.understander import Understander
from ui.web.builder import Builder

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import teaching_kit

PATIENCE = 200_000
WIDE, PHONE = {"width": 1040, "height": 720}, {"width": 390, "height": 844}
READY = {
    "talk": ".mg-beside",
    "inside": "#mg-attention .mg-arrows",
    "words": "#mg-likeness-found table",
    "train": "#mg-examples table",
    "compare": "#mg-reports section",
}
# Down to which heading a page is scrolled; the others are shown from the top.
SHOWN = {"inside": "어텐션", "train": "가르치기"}
MOST_BYTES = 200_000
# What reaches beyond the right edge of the page, and can be seen there.
BEYOND = """(width) => [...document.querySelectorAll('main *')]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > width + 1
    && !e.closest('.mg-wide, .mg-sr, svg, .mg-code'))
  .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The assistant and the families that ship, whatever else this machine has."""
    database = tmp_path_factory.mktemp("pictures") / "malgwi.db"
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(Understander.load(DEFAULT_MODEL), hearing, database)
    nothing = database.parent
    with pytest.MonkeyPatch.context() as patch:
        ships = Families.here(nothing, nothing)
        patch.setattr(Families, "here", staticmethod(lambda: ships))
        with serving(voice, page_kit.Clock()) as address:
            yield address


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pictures") / "비서"
    teaching_kit.assistant_folder(folder, epochs=24)
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(page_kit.Told(), hearing, folder.parent / "db", folder)
    with serving(voice, page_kit.Clock(), Builder()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_kit.launched() as started:
        yield started


def act(page: Page, name: str, how: str) -> None:
    """What a visitor does there, so that there is something to see."""
    if name == "talk":
        page.get_by_label("하고 싶은 말").fill(page_kit.WAKE)
        page.get_by_label("하고 싶은 말").press("Enter")
        expect(page.locator(".mg-why").last).to_be_visible(timeout=PATIENCE)
    elif name == "inside":
        choose(page.get_by_label("층"), "3")
        page.locator(f"{READY[name]} button").nth(3).click()
        expect(page.locator("#mg-nearby svg")).to_be_visible(timeout=PATIENCE)
    elif name == "words":
        for family in ("Skip-gram", "GloVe"):
            page.get_by_label(family).check()
        page.get_by_label("낱말(다섯까지)").press("Enter")
        heading = page.locator("#mg-neighbours-found thead").first.locator("th")
        expect(heading).to_have_count(4, timeout=PATIENCE)
    elif name == "train" and how == "wide":
        page.get_by_role("button", name="가르치기 시작").click()
        expect(page.locator("#mg-course")).to_contain_text("다 가르쳤습니다", timeout=PATIENCE)


def scroll(page: Page, heading: str) -> None:
    page.evaluate(
        "(heading) => [...document.querySelectorAll('h2')].find((e) => "
        "e.textContent === heading).scrollIntoView()",
        heading,
    )


@pytest.mark.parametrize("how", ["wide", "phone"])
@pytest.mark.parametrize("name", READY)
def test_a_picture_of_every_page(
    browser: Browser, name: str, how: str, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue("own" if name == "train" else "shipped")
    looks = WIDE if how == "wide" else PHONE
    path = name.replace("talk", "") + "?__theme=light"
    with visiting(browser, address, path, READY[name], viewport=looks) as page:
        act(page, name, how)
        assert page.evaluate("document.documentElement.scrollWidth") <= looks["width"]
        assert page.evaluate(BEYOND, looks["width"]) == []
        if how == "wide" and name in SHOWN:
            scroll(page, SHOWN[name])
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        keep(page, f"picture-{name}" + ("-phone" if how == "phone" else ""), whole=how == "phone")
    if how == "wide":
        assert (ARTIFACTS / f"picture-{name}.png").stat().st_size < MOST_BYTES
