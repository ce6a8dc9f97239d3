"""The pages beside the talk in a real browser: what is asked is seen, on a phone and in the dark,
by the keyboard too, and nothing is asked of another machine.

Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import browser_kit
import page_kit
import pytest
from browser_kit import PHONE, choose, keep, options, serving, visiting
from playwright.sync_api import Browser, Page, expect

from slu.paths import DEFAULT_MODEL
from slu.understanding.understander import Understander

PATIENCE = 60_000  # a busy machine opens a family of vectors late
READY = {
    "inside": "#mg-attention .mg-heat",
    "words": "#mg-neighbours-found table",
    "compare": "#mg-reports section",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pages")
    voice = page_kit.voice_assistant(folder, Understander.load(DEFAULT_MODEL))
    with serving(voice, page_kit.Clock()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_kit.launched() as started:
        yield started


def ask(page: Page, label: str, text: str) -> None:
    """Typed and sent by the keyboard alone."""
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Enter")


def test_a_visitor_goes_from_page_to_page(browser: Browser, address: str) -> None:
    with visiting(browser, address, "?__theme=dark") as page:
        for name, path in (("들여다보기", "inside"), ("임베딩", "words"), ("비교", "compare")):
            page.get_by_role("link", name=name).click()
            page.wait_for_selector(READY[path], timeout=PATIENCE)
            assert page.url.endswith(f"/{path}?__theme=dark")
            expect(page.locator("nav a[aria-current=page]:visible")).to_have_text(name)
            assert page.evaluate("document.body.classList.contains('dark')")
        page.get_by_role("link", name="대화").click()
        page.wait_for_selector(".mg-beside")


def test_a_sentence_is_looked_into(browser: Browser, address: str) -> None:
    with visiting(browser, address, "inside", READY["inside"]) as page:
        ask(page, "들여다볼 문장", page_kit.LIGHT)
        expect(page.locator("#mg-slots mark").first).to_contain_text("거실", timeout=PATIENCE)
        expect(page.locator("#mg-intents li").first).to_contain_text("조명 켜기")
        expect(page.locator("#mg-occlusion tbody th").first).to_have_text("'거실' 없이")
        attention = page.locator("#mg-attention tbody td")
        mean = attention.all_inner_texts()
        choose(page.get_by_label("층"), "3")
        expect(attention).not_to_have_text(mean)
        page.get_by_role("button", name="부산 주말").click()
        expect(page.locator("#mg-slots mark").first).to_contain_text("부산", timeout=PATIENCE)
        expect(page.get_by_label("들여다볼 문장")).to_have_value(re.compile("^부산 주말"))
        ask(page, "들여다볼 문장", " ")
        expect(page.locator("#mg-stages [role=alert]")).to_contain_text("적어 주세요")


def test_what_is_looked_into_never_runs(browser: Browser, address: str) -> None:
    evil = "<img src=x onerror='document.title=1'> ${document.title=2} {{value}} `"
    with visiting(browser, address, "inside", READY["inside"]) as page:
        ask(page, "들여다볼 문장", evil)
        expect(page.locator("#mg-stages .mg-texts dd").first).to_contain_text("onerror")
        expect(page.locator("#mg-stages img")).to_have_count(0)
        expect(page).to_have_title("말귀")


def test_families_answer_side_by_side(browser: Browser, address: str) -> None:
    with visiting(browser, address, "words", READY["words"]) as page:
        page.get_by_label("말귀 ELMo").check()
        ask(page, "낱말 셋: 가 나 다", "아들 딸 왕")
        found = page.locator("#mg-analogy-found")
        heading = found.locator("thead th")
        expect(heading).to_have_text(
            ["아들 : 딸 = 왕 : ?", "말귀 낱말", "말귀 ELMo"], timeout=PATIENCE
        )
        expect(found.locator("tbody tr").first).to_contain_text(re.compile(r"[가-힣]+ 0\.\d\d"))
        page.get_by_role("button", name="두 뜻 견주기").click()
        senses = page.locator("#mg-senses tbody tr")
        expect(senses.first).to_be_visible(timeout=PATIENCE)
        assert senses.count() >= 3
        expect(senses.first).to_contain_text("1.000")
        ask(page, "낱말 셋: 가 나 다", "아들 딸")
        expect(found.get_by_role("alert")).to_contain_text("셋 적어 주세요")


def test_results_are_shown(browser: Browser, address: str) -> None:
    with visiting(browser, address, "compare", READY["compare"]) as page:
        bars = page.locator("#mg-compared .mg-bars li")
        first = bars.all_inner_texts()
        options(page.get_by_label("무엇으로 견줄까요")).nth(1).click()
        expect(bars).not_to_have_text(first)
        page.locator("#mg-reports summary").first.click()
        expect(page.locator("#mg-reports table").first).to_be_visible()
        keep(page, "compare", whole=True)


@pytest.mark.parametrize("path", READY)
def test_it_fits_a_phone_in_the_dark(browser: Browser, address: str, path: str) -> None:
    with visiting(browser, address, f"{path}?__theme=dark", READY[path], viewport=PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", background)[:3])) < 64
        unnamed = page.evaluate(
            "[...document.querySelectorAll('.mg-wide, .mg-atlas, svg[role=img], input, textarea')]"
            ".filter(e => e.checkVisibility() && !e.labels?.length"
            " && !e.getAttribute('aria-label')).length"
        )
        assert unnamed == 0
        keep(page, f"{path}-phone-dark")
