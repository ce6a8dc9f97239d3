"""The page to talk on in a real browser: a microphone that streams, the browser's voice, why an
answer is what it is, the other language, a conversation to take along.

Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser_kit
import page_kit
import pytest
from browser_kit import PHONE, keep, serving, visiting
from playwright.sync_api import Browser, Page, expect

PATIENCE = 60_000
# A voice of this machine that says nothing and writes down what it was given.
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const voice = {
  hushed: 0,
  getVoices: () => [{lang: "ko-KR", localService: true, name: "here"}],
  speak(words) { window.said.push([words.text, words.lang, words.voice.name]); words.onstart?.(); },
  cancel() { this.hushed += 1; },
};
Object.defineProperty(window, "speechSynthesis", {value: voice});
"""
AWAY = VOICE.replace("localService: true", "localService: false")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    recording = browser_kit.with_silence(tmp_path_factory.mktemp("microphone") / "wake.wav")
    with browser_kit.launched(*browser_kit.hears(recording)) as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    voice = page_kit.voice_assistant(tmp_path_factory.mktemp("talk"))
    with serving(voice, page_kit.Clock()) as address:
        yield address


def type_in(page: Page, text: str) -> None:
    """Typed and sent by the keyboard alone."""
    page.get_by_label("하고 싶은 말").fill(text)
    page.get_by_label("하고 싶은 말").press("Enter")


def test_what_is_heard_is_seen_while_it_is_said(browser: Browser, address: str) -> None:
    with visiting(browser, address, viewport=PHONE) as page:
        button = page.locator(".mg-mic")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".mg-notice")).to_contain_text("말씀하세요", timeout=PATIENCE)
        hearing = page.locator(".mg-hearing")
        expect(hearing).to_contain_text(page_kit.WAKE[:2], timeout=PATIENCE)
        assert page.locator(".mg-reply").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        keep(page, "talk-hearing-phone")
        expect(page.locator(".mg-reply")).to_contain_text("오전 7시", timeout=PATIENCE)
        expect(hearing).to_be_hidden()
        expect(button).to_have_attribute("aria-pressed", "true")
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(page.locator(".mg-notice")).to_contain_text("마쳤습니다")


@pytest.mark.parametrize(
    ("name", "words"),
    [("NotAllowedError", "허락되지 않았습니다"), ("NotFoundError", "찾지 못했습니다")],
)
def test_without_a_microphone_a_sentence_says_what_to_do(
    browser: Browser, address: str, name: str, words: str
) -> None:
    refusing = (
        "navigator.mediaDevices.getUserMedia = () => "
        f"Promise.reject(new DOMException('', '{name}'));"
    )
    with visiting(browser, address, script=refusing) as page:
        page.get_by_role("button", name="말하기").click()
        expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        expect(page.locator(".mg-mic")).to_have_attribute("aria-pressed", "false")


def test_replies_are_said_where_that_is_wanted_and_remembered(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, script=VOICE) as page:
        switch = page.get_by_role("switch", name="소리로 답하기")
        type_in(page, page_kit.LIGHT)
        expect(page.locator(".mg-reply")).to_contain_text("거실")
        assert page.evaluate("said") == []
        switch.press("Space")
        expect(switch).to_be_checked()
        type_in(page, page_kit.WAKE)
        expect(page.locator(".mg-reply")).to_have_count(2)
        reply = page.locator(".mg-reply > span:last-child").last.inner_text()
        assert page.evaluate("said") == [[reply, "ko-KR", "here"]]
        page.reload()
        expect(page.locator(".mg-reply")).to_have_count(2)
        expect(switch).to_be_checked()
        assert page.evaluate("said") == [], "what is shown again is not said again"
        switch.click()
        page.reload()
        expect(switch).not_to_be_checked()


def test_who_speaks_hears_replies_and_interrupts_them(browser: Browser, address: str) -> None:
    with visiting(browser, address, script=VOICE) as page:
        page.get_by_role("button", name="말하기").click()
        expect(page.get_by_role("switch")).to_be_checked()
        hushed = page.evaluate("speechSynthesis.hushed")
        expect(page.locator(".mg-reply")).to_be_visible(timeout=PATIENCE)
        assert page.evaluate("said.length") == 1
        # once as somebody began to speak, once before the reply was said
        assert page.evaluate("speechSynthesis.hushed") == hushed + 2


def test_a_voice_that_speaks_elsewhere_is_not_used(browser: Browser, address: str) -> None:
    with visiting(browser, address, script=AWAY) as page:
        page.get_by_role("switch").click()
        expect(page.locator(".mg-notice")).to_contain_text("목소리가 없습니다")
        expect(page.get_by_role("switch")).not_to_be_checked()


def test_why_is_opened_by_the_keyboard_and_there_after_a_reload(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address) as page:
        type_in(page, page_kit.WAKE)
        why = page.locator(".mg-why").last
        steps = why.locator(".mg-step h3")
        expect(steps).to_have_text(["뜻", "정한 것", "적어 둔 것", "걸린 시간"])
        expect(why).to_contain_text("규칙: ‘알람 맞추기’에 정해진 대로")
        expect(why).to_contain_text("+ 알람: 내일 오전 7시")
        why.locator(".mg-step summary").press("Enter")
        expect(why.locator(".mg-events li").last).to_contain_text("utter_alarm_set")
        expect(why.locator(".mg-spent")).to_contain_text(re.compile(r"알아듣기 \d+ ms"))
        keep(page, "talk-why")
        why.locator("summary").first.press("Enter")
        expect(steps.first).to_be_hidden()
        type_in(page, page_kit.LIGHT)
        expect(why.locator(".mg-intent")).to_have_text("조명 켜기")
        expect(steps.first).to_be_hidden()
        page.reload()
        expect(page.locator(".mg-why")).to_have_count(2)
        why.locator("summary").first.press("Enter")
        expect(steps).to_have_text(["뜻", "정한 것", "적어 둔 것"])
        expect(why).to_contain_text("+ 집: 거실 켜짐")


def test_the_page_speaks_english_too(browser: Browser, address: str) -> None:
    with visiting(browser, address, "?__theme=dark") as page:
        type_in(page, page_kit.WAKE)
        expect(page.locator(".mg-reply")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.locator(".mg-step h3").first).to_have_text("Meaning")
        assert page.url.endswith("/en?__theme=dark")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".mg-said")).to_have_text(re.compile(page_kit.WAKE))
        korean = page.evaluate(
            "[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility()"
            " && !e.closest('[lang=ko], .mg-sentence, .mg-values, .mg-reply')).flatMap((e) =>"
            " [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent))"
            ".filter((text) => /[가-힣]/.test(text))"
        )
        assert korean == []
        keep(page, "talk-english-dark")
        page.get_by_label("What to say").fill(page_kit.LIGHT)
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".mg-reply").last).to_contain_text("거실")
        page.get_by_role("link", name="한국어").click()
        expect(page.locator(".mg-intent").last).to_have_text("조명 켜기")


def downloaded(page: Page) -> list[dict[str, Any]]:
    with page.expect_download() as coming:
        page.get_by_role("button", name="대화 내려받기").click()
    assert re.fullmatch(r"malgwi-[\d-]+\.jsonl", coming.value.suggested_filename)
    lines = Path(coming.value.path()).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_each_visitor_takes_along_their_own_conversation(browser: Browser, address: str) -> None:
    with visiting(browser, address) as mine, visiting(browser, address) as yours:
        for page, text in ((mine, page_kit.WAKE), (yours, page_kit.LIGHT)):
            type_in(page, text)
            expect(page.locator(".mg-reply")).to_be_visible()
        for page, text in ((mine, page_kit.WAKE), (yours, page_kit.LIGHT)):
            events = [line["event"] for line in downloaded(page)]
            assert [one["text"] for one in events if one["kind"] == "user_said"] == [text]
        left = [path for path in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*") if path.is_file()]
        assert left == []
        mine.get_by_role("button", name="새 대화").click()
        expect(mine.locator(".mg-welcome")).to_be_visible()
        assert "user_said" not in {line["event"]["kind"] for line in downloaded(mine)}
