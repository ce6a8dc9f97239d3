"""For the tests in a real browser: headless Chromium, a server of one's own, visitors from whom no
request may leave this machine, and pictures that stay in `artifacts/`."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from dialog.voice import VoiceAssistant
from slu.paths import ROOT
from ui.web.builder import Builder
from ui.web.server import Running

CHROMIUM = Path("/usr/bin/chromium")
ARTIFACTS = ROOT / "artifacts"
RECORDING = ROOT / "tests" / "audio" / "wake-seven.wav"
QUIET_SECONDS = 2.0
PHONE = {"width": 375, "height": 812}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


def with_silence(path: Path) -> Path:
    """Writes the recording between two silences: a busy machine begins to record late."""
    with wave.open(str(RECORDING), "rb") as spoken, wave.open(str(path), "wb") as file:
        sound = spoken.readframes(spoken.getnframes())
        quiet = bytes(round(QUIET_SECONDS * spoken.getframerate()) * spoken.getsampwidth())
        file.setparams(spoken.getparams())
        file.writeframes(quiet + sound + quiet)
    return path


def hears(recording: Path) -> tuple[str, ...]:
    """Chromium's arguments to have a recording for a microphone, once a visit."""
    return (f"--use-file-for-fake-audio-capture={recording}%noloop",)


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium: apt-get install -y chromium fonts-nanum")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*ARGUMENTS, *arguments]
        )
        yield browser
        browser.close()


@contextmanager
def serving(
    voice: VoiceAssistant, clock: Callable[[], dt.datetime], builder: Builder | None = None
) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Running.start(voice, "127.0.0.1", port, False, clock, builder) as running:
        yield running.address


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    query: str = "",
    ready: str = ".mg-beside",
    script: str = "",
    **looks: object,
) -> Iterator[Page]:
    """A visitor of their own, once `ready` is seen; no request may leave this machine. `script`
    runs before each page's own."""
    context: BrowserContext = browser.new_context(locale="ko-KR", **looks)  # type: ignore[arg-type]
    context.add_init_script(script)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + query)
    page.wait_for_selector(ready)
    yield page
    context.close()
    outside = [url for url in asked if not re.match(rf"{address}|data:|blob:", url)]
    assert asked
    assert not outside


def options(box: Locator) -> Locator:
    """What a dropdown's input offers, its list now open; another's may still be fading out."""
    box.click()
    return box.page.locator(f"[id^='{box.get_attribute('aria-controls')}-option-']")


def choose(box: Locator, option: str) -> None:
    options(box).and_(box.page.get_by_role("option", name=option, exact=True)).click()


def keep(page: Page, name: str, whole: bool = False) -> None:
    """A picture of what is seen, or of the `whole` page."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=whole)
