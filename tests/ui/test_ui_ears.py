"""Microphones over the wire: what is heard comes back, a turn waits for its page alone, and what is
no microphone is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import page_kit
import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from dialog.names import Names
from dialog.voice import VoiceAssistant
from slu.speech.audio import RATE, load_audio
from ui.web.ear import Ear, Turn
from ui.web.ears import Ears
from ui.web.talk import TalkPage

RECORDING = Path(__file__).parent.parent / "audio" / "wake-seven.wav"


@pytest.fixture
def voice(tmp_path: Path) -> Iterator[VoiceAssistant]:
    opened = page_kit.voice_assistant(tmp_path)
    yield opened
    opened.close()


def client(ears: Ears) -> TestClient:
    return TestClient(Starlette(routes=[WebSocketRoute("/listen", ears.listen)]))


def pieces(rate: int = RATE) -> Iterator[bytes]:
    """The recording between silences, as a page sends it."""
    quiet = np.zeros(RATE, np.float32)
    sound = np.concatenate([quiet, load_audio(RECORDING).samples, quiet, quiet])
    if rate != RATE:
        sound = np.repeat(sound, rate // RATE)
    for start in range(0, len(sound), rate // 8):
        yield (sound[start : start + rate // 8] * 32767).astype("<i2").tobytes()


def heard(socket: WebSocketTestSession, until: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    while not told or told[-1]["kind"] != until:
        told.append(socket.receive_json())
    return told


@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_a_turn_is_told_as_it_is_heard_and_answered_once(voice: VoiceAssistant, rate: int) -> None:
    ears = Ears(voice)
    page = TalkPage(voice, Names(), page_kit.Clock(), ears)
    with client(ears).websocket_connect("/listen") as socket:
        socket.send_text(json.dumps({"rate": rate}))
        assert socket.receive_json() == {"kind": "ready"}
        for piece in pieces(rate):
            socket.send_bytes(piece)
        told = heard(socket, "final")
    kinds = [message["kind"] for message in told]
    assert kinds[0] == "started"
    assert kinds[-2:] == ["ended", "final"]
    assert told[-1]["text"] == page_kit.WAKE
    _, visit, _, _ = page.open(None)
    visit, chat, _ = page.answer(visit, None, told[-1]["turn"])
    assert "오전 7시" in chat
    assert re.search(r"듣기 [\d,]+ ms", chat)
    assert page.answer(visit, None, told[-1]["turn"])[1] == chat, "a turn is answered once"
    assert len(visit.entries) == 1


def test_who_has_enough_is_heard_to_the_end(voice: VoiceAssistant) -> None:
    with client(Ears(voice)).websocket_connect("/listen") as socket:
        socket.send_text('{"rate": 16000}')
        sound = list(pieces())
        for piece in sound[: len(sound) // 2]:
            socket.send_bytes(piece)
        socket.send_text('{"over": true}')
        kinds = [message["kind"] for message in heard(socket, "over")]
    assert kinds[-3:] == ["ended", "final", "over"]


def test_nobody_takes_a_turn_without_its_name(voice: VoiceAssistant) -> None:
    ears = Ears(voice)
    page = TalkPage(voice, Names(), page_kit.Clock(), ears)
    for claimed in ("", "x", None, 7, ["x"]):
        _, chat, _ = page.answer(None, None, claimed)
        assert "mg-said" not in chat


def test_a_page_of_another_server_is_refused(voice: VoiceAssistant) -> None:
    there = client(Ears(voice))
    headers = {"origin": "https://elsewhere.example"}
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        there.websocket_connect("/listen", headers=headers),
    ):
        pass
    assert refused.value.code == 1008
    with there.websocket_connect("/listen", headers={"origin": "http://testserver"}) as socket:
        socket.send_text('{"rate": 16000}')
        assert socket.receive_json() == {"kind": "ready"}


def test_so_many_may_speak_and_no_more_until_one_has_finished(voice: VoiceAssistant) -> None:
    there = client(Ears(voice, most=1))
    with there.websocket_connect("/listen") as first:
        first.send_text('{"rate": 16000}')
        first.receive_json()
        with there.websocket_connect("/listen") as second:
            assert second.receive_json() == {"kind": "busy"}
        first.send_text('{"over": true}')
        assert heard(first, "over")
    with there.websocket_connect("/listen") as third:
        third.send_text('{"rate": 16000}')
        assert third.receive_json() == {"kind": "ready"}


@pytest.mark.parametrize("hello", ['{"rate": 100}', '{"rate": "x"}', "{}", "[]", "no json"])
def test_what_is_no_microphone_is_told_so(voice: VoiceAssistant, hello: str) -> None:
    with client(Ears(voice)).websocket_connect("/listen") as socket:
        socket.send_text(hello)
        assert socket.receive_json() == {"kind": "failed"}


def test_a_piece_of_no_size_for_a_microphone_ends_it(voice: VoiceAssistant) -> None:
    with client(Ears(voice)).websocket_connect("/listen") as socket:
        socket.send_text('{"rate": 16000}')
        socket.receive_json()
        socket.send_text("what is this")
        socket.send_bytes(bytes(1 << 18))
        assert socket.receive_json() == {"kind": "failed"}


def test_a_failing_recogniser_is_told(voice: VoiceAssistant, monkeypatch: Any) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(page_kit.Deaf, "recognise", fail)
    with client(Ears(voice)).websocket_connect("/listen") as socket:
        socket.send_text('{"rate": 16000}')
        for piece in pieces():
            socket.send_bytes(piece)
        assert heard(socket, "failed")[-1] == {"kind": "failed"}


def test_an_ear_in_which_nobody_speaks_closes(voice: VoiceAssistant) -> None:
    told: list[dict[str, Any]] = []
    ear = Ear(voice, keeping=False, hand_over=lambda turn: "", quiet_seconds=0.5)
    for _ in range(12):
        assert ear.hear(np.zeros(RATE // 8, np.float32))
    ear._run(told.append)
    assert told == [{"kind": "over"}]


def test_more_sound_than_time_is_not_taken(voice: VoiceAssistant) -> None:
    ear = Ear(voice, keeping=False, hand_over=lambda turn: "")
    taken = [ear.hear(np.zeros(2, np.float32)) for _ in range(100)]
    assert taken[0]
    assert not taken[-1]
    ear.close()


def test_the_sound_of_a_turn_is_kept_where_that_was_asked(
    voice: VoiceAssistant, tmp_path: Path
) -> None:
    turns: list[Turn] = []

    def hand_over(turn: Turn) -> str:
        turns.append(turn)
        return "one"

    ear = Ear(voice, keeping=True, hand_over=hand_over)
    for piece in pieces():
        assert ear.hear(np.frombuffer(piece, "<i2").astype(np.float32) / np.float32(32768))
    ear.finish()
    ear._run(lambda message: None)
    (turn,) = turns
    assert turn.audio is not None
    assert turn.audio.seconds == pytest.approx(turn.final.transcript.seconds, abs=0.05)
    ears = Ears(voice, keeping=True)
    page = TalkPage(voice, Names(), page_kit.Clock(), ears, tmp_path / "kept")
    visit, _, _ = page.answer(None, None, ears._put(turn))
    (kept,) = (tmp_path / "kept" / visit.conversation).iterdir()
    assert load_audio(kept).seconds == pytest.approx(turn.audio.seconds, abs=0.01)
