"""들여다보기 by voice in a real browser: a sentence recorded by a microphone is seen as a sound
with its words, goes through every stage, and leaves no recording.

Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import keep, serving, visiting
from playwright.sync_api import Browser, expect

from dialog.voice import Hearing, VoiceAssistant
from slu.paths import DEFAULT_MODEL
from slu.speech.faster_whisper import FasterWhisperRecogniser
from slu.understanding.understander import Understander

PATIENCE = 120_000
ATTENTION = "#mg-attention .mg-arrows"
SEVEN = re.compile("일곱|7")  # a busy machine plays the recording with gaps
SPOKEN_SECONDS = 8.0  # what the microphone plays, between two silences


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = tmp_path_factory.mktemp("saying") / "malgwi.db"
    hearing = Hearing(FasterWhisperRecogniser.load())
    voice = VoiceAssistant.load(Understander.load(DEFAULT_MODEL), hearing, database)
    with serving(voice, page_kit.Clock()) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    recording = browser_kit.with_silence(tmp_path_factory.mktemp("microphone") / "wake.wav")
    with browser_kit.launched(*browser_kit.hears(recording)) as started:
        yield started


def _recordings() -> set[Path]:
    found = Path(os.environ["GRADIO_TEMP_DIR"]).rglob("*")
    return {path for path in found if path.is_file() and path.stat().st_size}


def test_a_sentence_is_recorded_and_looked_into(browser: Browser, address: str) -> None:
    before = _recordings()  # other pages of the same process leave theirs
    with visiting(browser, address, "inside", ATTENTION) as page:
        page.get_by_label("들여다볼 문장").fill("안녕")
        page.get_by_role("button", name="말로 하기").click()
        recorder = page.locator("#mg-recording")
        recorder.get_by_role("button", name="녹음").click()
        stop = recorder.get_by_role("button", name="중지").locator("visible=true")
        expect(stop).to_be_enabled(timeout=PATIENCE)
        page.wait_for_timeout(SPOKEN_SECONDS * 1000)
        stop.click()
        spoken = page.locator(".mg-sound .mg-spoken text")
        expect(spoken.first).to_be_visible(timeout=PATIENCE)
        said = " ".join(spoken.all_text_contents())
        assert SEVEN.search(said)
        expect(page.get_by_label("들여다볼 문장")).to_have_value(SEVEN)
        expect(page.locator("#mg-stages .mg-texts dd").first).to_have_text(
            re.compile("[7일]"), timeout=PATIENCE
        )
        assert page.get_by_label("들여다볼 문장").input_value().split() == said.split()
        page.locator("#mg-heard").scroll_into_view_if_needed()
        keep(page, "inside-spoken")
        expect(recorder.get_by_role("button", name="녹음")).to_be_visible()
        assert _recordings() <= before, "an upload leaves an empty file"


def test_without_a_microphone_a_file_can_still_be_given(browser: Browser, address: str) -> None:
    """As at an address that is not safe, where browsers know no microphones."""
    none = "Object.defineProperty(navigator, 'mediaDevices', {value: undefined});"
    with visiting(browser, address, "inside", ATTENTION, script=none) as page:
        page.get_by_role("button", name="말로 하기").click()
        page.locator("#mg-recording").get_by_label("Upload file").click()
        page.locator("#mg-recording input[type=file]").set_input_files(browser_kit.RECORDING)
        expect(page.locator(".mg-sound .mg-spoken text").first).to_be_visible(timeout=PATIENCE)
