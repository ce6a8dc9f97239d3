"""For the tests in a real browser: headless Chromium, a server of one's own, visitors from whom no
request may leave this machine, and pictures that stay in `artifacts/`."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dialog.voice import VoiceAssistant
from slu.paths import ROOT
from ui.web.server import Running

CHROMIUM = Path("/usr/bin/chromium")
ARTIFACTS = ROOT / "artifacts"
PHONE = {"width": 390, "height": 844}
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
def serving(voice: VoiceAssistant, clock: Callable[[], dt.datetime]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Running.start(voice, "127.0.0.1", port, keep_audio=False, clock=clock) as running:
        yield running.address


@contextmanager
def visiting(
    browser: Browser, address: str, query: str = "", ready: str = ".mg-beside", **looks: object
) -> Iterator[Page]:
    """A visitor of their own, once `ready` is seen; no request may leave this machine."""
    context: BrowserContext = browser.new_context(locale="ko-KR", **looks)  # type: ignore[arg-type]
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + query)
    page.wait_for_selector(ready)
    yield page
    context.close()
    outside = [url for url in asked if not re.match(rf"{address}|data:|blob:", url)]
    assert asked
    assert not outside


def keep(page: Page, name: str, whole: bool = False) -> None:
    """A picture of what is seen, or of the `whole` page."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=whole)
