"""The page in a real browser: typed and spoken, at once and at the alarm's time.

Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import PHONE, keep, serving, visiting
from playwright.sync_api import Browser, Page, expect

from dialog.voice import Hearing, VoiceAssistant
from slu.paths import DEFAULT_MODEL


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    recording = browser_kit.with_silence(tmp_path_factory.mktemp("microphone") / "wake.wav")
    with browser_kit.launched(*browser_kit.hears(recording)) as started:
        yield started


@pytest.fixture
def clock() -> page_kit.Clock:
    return page_kit.Clock()


@pytest.fixture
def told(tmp_path: Path) -> VoiceAssistant:
    return page_kit.voice_assistant(tmp_path)


@pytest.fixture
def shipped(tmp_path: Path) -> VoiceAssistant:
    """As `malgwi web` opens it: of several readings the best by sound and meaning."""
    from slu.speech.faster_whisper import FasterWhisperRecogniser
    from slu.speech.recogniser import RecognitionOptions
    from slu.understanding.choosing import Chooser, read_weights
    from slu.understanding.understander import Understander

    understander = Understander.load(DEFAULT_MODEL)
    hearing = Hearing(
        FasterWhisperRecogniser.load(),
        RecognitionOptions(readings=5),
        Chooser(understander.predictor, read_weights(DEFAULT_MODEL)),
    )
    return VoiceAssistant.load(understander, hearing, tmp_path / "malgwi.db")


def type_in(page: Page, text: str) -> None:
    page.get_by_label("하고 싶은 말").fill(text)
    page.get_by_role("button", name="보내기").click()


def speak(page: Page) -> None:
    """One press; the end of the turn is found by itself."""
    page.get_by_role("button", name="말하기").click()
    page.wait_for_selector(".mg-heard", timeout=60_000)


def expect_wake_alarm(page: Page) -> None:
    """The sentence, its intent, its marks and values, the answer, and what will ring."""
    expect(page).to_have_title("말귀")
    expect(page.locator(".mg-intent").last).to_have_text("알람 맞추기")
    marked = " ".join(page.locator(".mg-sentence mark").all_inner_texts())
    assert re.search("일곱 ?시|7시", marked)
    assert "오전 7시" in " ".join(page.locator(".mg-value").all_inner_texts())
    expect(page.locator(".mg-ranking li").first).to_contain_text("%")
    expect(page.locator(".mg-reply").last).to_contain_text("오전 7시")
    expect(page.locator(".mg-beside li").first).to_contain_text("내일 오전 7시")


def armed(voice: VoiceAssistant) -> list[str]:
    """The times of all alarms in the database, whoever's they are."""
    from sqlalchemy import select

    from dialog.schedule import Scheduled

    with voice.assistant.store.reading() as session:
        rows = session.scalars(select(Scheduled).where(Scheduled.state == "armed"))
        return [row.at.astimezone(page_kit.SEOUL).isoformat() for row in rows]


def test_a_typed_sentence_is_understood_answered_and_rings(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with serving(told, clock) as address, visiting(browser, address) as page:
        keep(page, "talk-empty")
        type_in(page, page_kit.WAKE)
        page.wait_for_selector(".mg-sentence")
        expect_wake_alarm(page)
        assert armed(told) == ["2026-03-03T07:00:00+09:00"]
        keep(page, "talk-typed")
        clock.now += dt.timedelta(hours=10)
        rung = page.locator("[data-rung=yes]")
        expect(rung).to_contain_text("7시")
        assert armed(told) == []
        keep(page, "talk-rung")
        page.reload()
        page.wait_for_selector("[data-ring]")
        expect(rung).to_have_count(0)


def test_a_button_says_its_sentence(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with serving(told, clock) as address, visiting(browser, address) as page:
        page.get_by_role("button", name=page_kit.WAKE).click()
        page.wait_for_selector(".mg-sentence")
        expect_wake_alarm(page)


def test_what_a_visitor_writes_never_runs(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock
) -> None:
    evil = "<img src=x onerror='document.title=1'> ${document.title=2} {{value}} </div><b>"
    with serving(told, clock) as address, visiting(browser, address) as page:
        type_in(page, evil)
        expect(page.locator(".mg-said")).to_contain_text(evil)
        expect(page.locator(".mg-log img, .mg-log b")).to_have_count(0)
        expect(page).to_have_title("말귀")


def test_two_browsers_never_see_each_other(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with (
        serving(told, clock) as address,
        visiting(browser, address) as mine,
        visiting(browser, address) as yours,
    ):
        type_in(mine, page_kit.WAKE)
        mine.wait_for_selector(".mg-sentence")
        type_in(yours, page_kit.LIGHT)
        yours.wait_for_selector(".mg-sentence")
        expect(yours.locator(".mg-log")).not_to_contain_text(page_kit.WAKE)
        expect(yours.locator(".mg-beside")).to_contain_text("맞춰 둔 알람이 없습니다.")
        clock.now += dt.timedelta(hours=10)
        mine.wait_for_selector("[data-rung=yes]")
        expect(yours.locator("[data-ring]")).to_have_count(0)
        mine.get_by_role("button", name="새 대화").click()
        expect(mine.locator(".mg-welcome")).to_be_visible()


def test_a_spoken_sentence_leaves_no_recording(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with serving(told, clock) as address, visiting(browser, address) as page:
        speak(page)
        expect_wake_alarm(page)
        page.locator("#mg-tools input[type=file]").set_input_files(browser_kit.RECORDING)
        expect(page.locator(".mg-heard")).to_have_count(2, timeout=60_000)
        left = [path for path in Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*") if path.is_file()]
        assert not any(path.stat().st_size for path in left), "an upload leaves an empty file"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone(
    browser: Browser, told: VoiceAssistant, clock: page_kit.Clock, theme: str
) -> None:
    with (
        serving(told, clock) as address,
        visiting(browser, address, f"?__theme={theme}", viewport=PHONE) as page,
    ):
        type_in(page, page_kit.WAKE)
        page.wait_for_selector(".mg-sentence")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        box = page.get_by_label("하고 싶은 말").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]
        keep(page, f"talk-phone-{theme}")


def test_the_shipped_assistant_hears_and_understands(
    browser: Browser, shipped: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with serving(shipped, clock) as address, visiting(browser, address) as page:
        speak(page)
        expect_wake_alarm(page)
        expect(page.locator(".mg-readings .mg-chosen")).to_have_count(1)
        assert armed(shipped) == ["2026-03-03T07:00:00+09:00"]
        keep(page, "talk-spoken")


def test_the_shipped_assistant_reads_and_understands(
    browser: Browser, shipped: VoiceAssistant, clock: page_kit.Clock
) -> None:
    with serving(shipped, clock) as address, visiting(browser, address) as page:
        type_in(page, page_kit.WAKE)
        page.wait_for_selector(".mg-sentence")
        expect_wake_alarm(page)
        assert armed(shipped) == ["2026-03-03T07:00:00+09:00"]
        keep(page, "talk-shipped")
