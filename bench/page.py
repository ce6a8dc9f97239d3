"""How long a visitor waits: for the first page, and for the answer to a typed sentence.

    python -m bench.page [--json OUT]

`malgwi web` runs in a process of its own, and Chromium opens it: the first page counts from the
moment in which the server says that it is ready, an answer from the key that sends the sentence
until the reply is on the page. Beside it stands a bare Gradio chat that says every sentence back
at once, opened and written to in the same way: what Gradio and the browser take by themselves.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.results import write_results
from bench.timing import Timing, summarise
from slu.paths import ROOT

CHROMIUM = "/usr/bin/chromium"
SENTENCES = ("지금 몇 시야", "거실 불 켜 줘", "내일 아침 7시에 깨워 줘", "고마워", "3 더하기 4는")
_ECHO = """
import sys, gradio
chat = gradio.ChatInterface(lambda said, before: said, api_visibility="private")
chat.launch(server_port=int(sys.argv[1]), quiet=True, prevent_thread_lock=True)
print("ready", flush=True)
chat.block_thread()
"""


@dataclass(frozen=True, slots=True)
class Face:
    """A server to visit: its command but for the port, what its page has when it is ready, where to
    write, and what each reply is."""

    name: str
    command: tuple[str, ...]
    port: str
    ready: str
    box: str
    reply: str


FACES = (
    Face(
        "malgwi",
        (sys.executable, "-c", "from ui.cli import main; main()", "web", "--readings", "1"),
        "--port",
        ".mg-beside",
        "#mg-text textarea",
        ".mg-reply",
    ),
    Face("echo", (sys.executable, "-c", _ECHO), "", "textarea", "textarea", ".message.bot"),
)


def measure(face: Face, page: Page, rounds: int) -> dict[str, object]:
    """Seconds until the first page, milliseconds until replies; the first round is not counted."""
    with serving(face) as address:
        started = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(face.ready)
        first = time.perf_counter() - started
        said = [sentence for _ in range(rounds + 1) for sentence in SENTENCES]
        seconds = [_answered(face, page, sentence, place) for place, sentence in enumerate(said)]
        page.goto("about:blank")
    timing: Timing = summarise(seconds[len(SENTENCES) :], 1)
    return {"face": face.name, "first_page_seconds": first, "answer": asdict(timing)}


def _answered(face: Face, page: Page, sentence: str, before: int) -> float:
    page.fill(face.box, sentence)
    started = time.perf_counter()
    page.press(face.box, "Enter")
    page.wait_for_function(
        "([reply, count]) => document.querySelectorAll(reply).length > count",
        arg=[face.reply, before],
    )
    seconds = time.perf_counter() - started
    page.wait_for_timeout(100)
    return seconds


@contextmanager
def serving(face: Face) -> Iterator[str]:
    """The face's address, from the moment in which it says that it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as state:
        own = {
            "XDG_STATE_HOME": state,
            "GRADIO_ANALYTICS_ENABLED": "False",
            "PYTHONUNBUFFERED": "1",
        }
        command = [*face.command, *([face.port] if face.port else []), port]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout is not None
            if not server.stdout.readline():
                raise SystemExit(f"{face.name}: the server ended before it was ready")
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = []
    for face in FACES:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            found.append(measure(face, browser.new_page(), given.rounds))
            browser.close()
        print(json.dumps(found[-1], ensure_ascii=False), flush=True)
    if given.json is not None:
        write_results(given.json, {"faces": found})


if __name__ == "__main__":
    main()
