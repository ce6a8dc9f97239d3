"""Who is the builder: this very machine with nobody in between, or who shows the token; and what a
visitor finds of the page to teach on, which is nothing, not even by calling its events."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import page_kit
import pytest
from browser_kit import serving

from dialog.teaching.running import Teaching
from dialog.voice import MALGWI, Hearing, VoiceAssistant
from ui.web import app
from ui.web.builder import COOKIE, Builder
from ui.web.language import Language
from ui.web.train import TrainPage
from ui.web.train_layout import lay_out

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import teaching_kit

FOREIGN = {"X-Forwarded-For": "192.0.2.7"}


def scope(client: str = "127.0.0.1", **headers: str) -> dict[str, object]:
    given = {"host": "127.0.0.1:7860"} | headers
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return {"type": "http", "client": (client, 5000), "headers": pairs, "query_string": b""}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (scope(), True),
        (scope("::1", host="[::1]:7860"), True),
        (scope(host="localhost"), True),
        (scope("192.0.2.7"), False),
        (scope(host="evil.example"), False),
        (scope(x_forwarded_for="127.0.0.1"), False),
        (scope(forwarded="for=127.0.0.1"), False),
        (scope(via="1.1 proxy"), False),
        (scope(origin="http://127.0.0.1:7860"), True),
        (scope(origin="http://evil.example"), False),
        (scope(origin="null"), False),
        (scope("192.0.2.7", cookie=f"a=b; {COOKIE}=right"), True),
        (scope("192.0.2.7", cookie=f"{COOKIE}=rigth"), False),
        (scope("192.0.2.7", cookie=f"{COOKIE}="), False),
        (scope("192.0.2.7", cookie=f"{COOKIE}=right", origin="http://evil.example"), False),
        (scope("not an address"), False),
    ],
)
def test_the_builder_is_known(asked: dict[str, object], expected: bool) -> None:
    assert Builder("right").is_builder(asked) is expected


def test_every_server_has_a_token_of_its_own() -> None:
    assert Builder().token != Builder().token
    assert len(Builder().token) >= 32


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> VoiceAssistant:
    place = tmp_path_factory.mktemp("builder")
    folder = teaching_kit.written(place / "비서")
    hearing = Hearing(page_kit.Deaf())
    return VoiceAssistant.load(page_kit.Told(), hearing, place / "db", folder.path)


@pytest.fixture(scope="module")
def address(voice: VoiceAssistant) -> Iterator[str]:
    with serving(voice, page_kit.Clock(), Builder("right")) as address:
        yield address


def test_a_visitor_finds_nothing(address: str) -> None:
    with httpx.Client(base_url=address, headers=FOREIGN, timeout=60) as visitor:
        for path in ("train", "en-train"):
            assert visitor.get(path).status_code == 404
        for path in ("", "en", "config", "gradio_api/info"):
            shown = visitor.get(path)
            assert shown.status_code == 200
            assert "학습" not in shown.text
            assert not re.search(r"""["'/](en-)?train["'?]|mg-train""", shown.text)


def test_a_visitor_cannot_call_its_events(address: str, voice: VoiceAssistant) -> None:
    """Every event of the builder's own application, asked for by its number."""
    with httpx.Client(base_url=address, timeout=60) as builder:
        config = builder.get("config").json()
        own = config["page"]["train"]["dependencies"] + config["page"]["en-train"]["dependencies"]
    with httpx.Client(base_url=address, headers=FOREIGN, timeout=60) as visitor:
        theirs = visitor.get("config").json()
        assert "train" not in theirs["page"]
        known = {each["id"] for each in theirs["dependencies"]}
        for number in set(own) - known:
            body = {"data": [], "fn_index": number, "session_hash": "visitor"}
            for path in ("gradio_api/queue/join", "gradio_api/run/predict"):
                with contextlib.suppress(httpx.TransportError):  # Gradio may hang up instead
                    assert visitor.post(path, json=body).status_code >= 400
    assert httpx.get(address, headers=FOREIGN, timeout=60).status_code == 200
    folder = voice.assistant.domain.path.parent
    assert Teaching(TrainPage.of(voice, page_kit.Clock()).folder).course().state == "idle"
    assert not (folder / "kept").exists()


def test_the_token_becomes_a_cookie(address: str) -> None:
    with httpx.Client(base_url=address, headers=FOREIGN, timeout=60) as visitor:
        assert visitor.get("train", params={"token": "wrong"}).status_code == 404
        answer = visitor.get("train", params={"token": "right"})
        assert (answer.status_code, answer.headers["location"]) == (303, "./train")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert visitor.get("train").status_code == 200
        assert "학습" in visitor.get("").text
    assert httpx.get(f"{address}train", timeout=60).status_code == 200, (
        "this machine needs no token"
    )


def test_without_a_builder_there_is_no_page(voice: VoiceAssistant) -> None:
    with serving(voice, page_kit.Clock()) as address:
        assert httpx.get(f"{address}train", timeout=60).status_code == 404
        assert "학습" not in httpx.get(address, timeout=60).text


def test_the_shipped_assistant_is_not_edited(tmp_path: Path) -> None:
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(page_kit.Told(), hearing, tmp_path / "db", MALGWI)
    page = TrainPage.of(voice, page_kit.Clock())
    assert page.folder.ships
    with app.gr.Blocks() as blocks:
        lay_out(page, blocks, Language.KOREAN)
    assert not blocks.fns
    (shown,) = [each.value for each in blocks.blocks.values() if hasattr(each, "value")]
    assert "malgwi new 내비서" in shown
    voice.close()
