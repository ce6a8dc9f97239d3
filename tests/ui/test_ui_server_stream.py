"""Streaming speech over a real port: a recording turns into events and a reply; bad input, limits
and clients that go away."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any

import httpx
import numpy as np
import page_kit
import pytest
from server_kit import service
from stream_kit import OPENING, command, events, pcm, serving, speak, talking, until
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dialog.voice import Hearing, VoiceAssistant
from slu.core import Audio, Transcript
from slu.errors import DataError
from slu.speech import FasterWhisperRecogniser
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from ui.server import logs
from ui.server.logs import JsonLines
from ui.server.options import StreamOptions
from ui.server.service import Service

SOUND = pcm(Path(__file__).parent.parent / "audio" / "wake-seven.wav")
QUIET = bytes(32_000)  # a second


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serving(service(tmp_path)) as address:
        yield address


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in told]


def refused(address: str, sent: list[str | bytes], opening: Any = OPENING, **more: Any) -> Any:
    """The error that these messages get, and the code of the close."""
    with talking(address, opening, **more) as socket:
        try:
            for each in sent:
                socket.send(each)
        except ConnectionClosed:
            pass  # it closes while we still send
        told = events(socket)
        assert told[-1]["type"] == "error"
        assert told[-1]["closing"]
        assert socket.close_code == 4000 + told[-1]["code"]
    return told[-1]


def test_a_recording_becomes_events_and_a_reply(address: str) -> None:
    with talking(address) as socket:
        speak(socket, SOUND + QUIET)
        command(socket, "finish")
        told = events(socket)
        assert socket.close_code == 1000
    assert kinds(told)[:2] == ["ready", "speech_started"]
    assert kinds(told)[-3:] == ["turn_ended", "final", "reply"]
    assert set(kinds(told)[2:-3]) <= {"partial"}
    started, (ended, final, reply) = told[1], told[-3:]
    assert 0.0 < started["start"] < 1.0
    assert not started["interrupts"]
    assert 2.0 < ended["end"] < len(SOUND) / 32_000
    assert final["transcript"]["text"] == page_kit.WAKE
    assert reply["understanding"]["intent"]["name"] == "alarm_set"
    assert reply["replies"][0]["recipient_id"] == "철수"
    assert "오전 7시" in reply["replies"][0]["text"]


def test_two_turns_in_a_conversation_that_the_rest_of_the_server_knows(address: str) -> None:
    http = address.replace("ws://", "http://").removesuffix("/speech/stream")
    with talking(address) as socket:
        for _ in range(2):
            speak(socket, SOUND + QUIET)
            reply = until(socket, "reply")[-1]
        tracker = httpx.get(f"{http}/conversations/철수/tracker", trust_env=False).json()
    assert reply["sender"] == tracker["sender_id"] == "철수"
    users = [event for event in tracker["events"] if event["event"] == "user"]
    assert [user["text"] for user in users] == [page_kit.WAKE] * 2


def test_who_speaks_while_a_reply_sounds_interrupts_it(address: str) -> None:
    with talking(address) as socket:
        command(socket, "reply_started")
        speak(socket, QUIET + SOUND + QUIET)
        assert until(socket, "speech_started")[-1]["interrupts"]
        until(socket, "reply")
        command(socket, "reply_ended")
        speak(socket, SOUND)
        assert not until(socket, "speech_started")[-1]["interrupts"]


def test_sound_of_another_rate_is_heard_at_the_same_moments(address: str) -> None:
    """Every sample twice: the same sound at twice the rate, but for what lies above 8 kHz."""
    twice = np.repeat(np.frombuffer(SOUND + QUIET, "<i2"), 2).tobytes()
    ends = []
    for rate, sound in ((16_000, SOUND + QUIET), (32_000, twice)):
        with talking(address, OPENING | {"rate": rate}) as socket:
            speak(socket, sound)
            ends.append(until(socket, "turn_ended")[-1]["end"])
    assert ends[0] == pytest.approx(ends[1], abs=0.1)


def test_whisper_hears_what_was_said(tmp_path: Path, recogniser: FasterWhisperRecogniser) -> None:
    quiet = service(tmp_path)
    voice = VoiceAssistant(quiet.assistant, Hearing(recogniser))
    with serving(replace(quiet, voice=voice)) as address, talking(address) as socket:
        speak(socket, SOUND + QUIET)
        final = until(socket, "final")[-1]
    said = final["transcript"]["text"].replace(" ", "")
    assert "내일아침" in said
    assert "깨워줘" in said


BAD: list[tuple[Any, list[str | bytes], str, int]] = [
    ("안녕", [], "첫 메시지", 422),
    ("[1]", [], "첫 메시지", 422),
    (SOUND[:100], [], "첫 메시지", 422),
    ("[" * 5_000, [], "첫 메시지", 422),
    ({"sender": "철수"}, [], "'rate'", 422),
    (OPENING | {"rate": 4_000}, [], "'rate'", 422),
    (OPENING | {"rate": "16000"}, [], "'rate'", 422),
    (OPENING | {"encoding": "mp3"}, [], "pcm_s16le", 422),
    (OPENING | {"sender": ""}, [], "sender", 422),
    (OPENING | {"sender": 3}, [], "sender", 422),
    (OPENING, ["안녕"], "이진 메시지", 422),
    (OPENING, ['{"type": "stop"}'], "finish", 422),
    (OPENING, [SOUND[:3201]], "홀수", 422),
    (OPENING, [SOUND[:6400], bytes(300_000)], "256KB", 413),
]


@pytest.mark.parametrize(("opening", "sent", "says", "code"), BAD)
def test_bad_input_is_a_sentence(
    address: str, opening: Any, sent: list[str | bytes], says: str, code: int
) -> None:
    error = refused(address, sent, opening)
    assert says in error["message"]
    assert error["code"] == code


def test_nobody_comes_in_without_the_token(tmp_path: Path) -> None:
    with serving(service(tmp_path, token="s3cret")) as address:
        assert refused(address, [])["code"] == 401
        assert refused(address, [], OPENING | {"token": "x"})["code"] == 401
        bearer = {"Authorization": "Bearer s3cret"}
        for where, opening, headers in (
            (address, OPENING | {"token": "s3cret"}, None),
            (f"{address}?token=s3cret", OPENING, None),
            (address, OPENING, bearer),
        ):
            with talking(where, opening, additional_headers=headers) as socket:
                assert until(socket, "ready")
        with pytest.raises(InvalidStatus) as fault, connect(f"{address}?token=x", proxy=None):
            pass
        assert fault.value.response.status_code == 401
        assert "토큰" in json.loads(fault.value.response.body)["message"]


def test_other_pages_are_let_in_only_when_named(tmp_path: Path) -> None:
    own = "https://shop.example"
    with serving(service(tmp_path, origins=(own,))) as address:
        host = address.split("/")[2]
        for origin in (own, f"http://{host}"):
            with talking(address, origin=origin) as socket:
                assert until(socket, "ready")
        with (
            pytest.raises(InvalidStatus) as fault,
            connect(address, proxy=None, origin="https://x.example"),
        ):
            pass
        assert fault.value.response.status_code == 403


def test_endless_silence_nothing_at_all_and_too_much_are_ended(tmp_path: Path) -> None:
    limits = StreamOptions(idle_seconds=0.3, silence_seconds=2.0, seconds=20.0)
    with serving(service(tmp_path, stream=limits, body_seconds=0.3)) as address:
        assert refused(address, [QUIET] * 4)["reason"] == "Silence"
        assert refused(address, [])["reason"] == "Idle"
        assert refused(address, [SOUND, QUIET] * 6)["reason"] == "TooLong"
        with connect(address, proxy=None) as socket:
            assert events(socket)[-1]["reason"] == "Timeout"


def test_one_more_than_there_is_room_for_waits_outside(tmp_path: Path) -> None:
    with serving(service(tmp_path, stream=StreamOptions(most=1))) as address:
        with talking(address) as socket:
            until(socket, "ready")
            assert refused(address, [])["reason"] == "TooMany"
        _until(lambda: _enters(address))


def test_a_server_without_ears_says_so(tmp_path: Path) -> None:
    with serving(replace(service(tmp_path), voice=None)) as address:
        assert refused(address, [])["code"] == 501


class Slow:
    """Takes its time, until it is told that it may go on."""

    def __init__(self) -> None:
        self.on, self.begun, self.ended = threading.Event(), 0, 0

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        self.begun += 1
        self.on.wait(30)
        self.ended += 1
        return Transcript(page_kit.WAKE, confidence=0.9, seconds=audio.seconds)


def _slow(folder: Path, **options: Any) -> tuple[Service, Slow]:
    quiet, slow = service(folder, **options), Slow()
    return replace(quiet, voice=VoiceAssistant(quiet.assistant, Hearing(slow))), slow


def test_a_client_that_vanishes_in_the_middle_frees_its_place(tmp_path: Path) -> None:
    one, slow = _slow(tmp_path, stream=StreamOptions(most=1))
    with serving(one) as address:
        with talking(address) as socket:
            speak(socket, SOUND)
            _until(lambda: slow.begun > 0)
            socket.socket.shutdown(SHUT_RDWR)
        _until(lambda: _enters(address))
        slow.on.set()
        _until(lambda: slow.ended == slow.begun)


def test_a_client_that_takes_nothing_is_ended(tmp_path: Path) -> None:
    """Longer texts than the buffers on the way hold, and nobody reads them."""

    class Wordy:
        def __init__(self) -> None:
            self.times = 0

        def recognise(
            self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS
        ) -> Transcript:
            self.times += 1
            return Transcript(f"{self.times} " + "말" * 500_000, seconds=audio.seconds)

    limits = StreamOptions(most=1, send_seconds=0.3)
    quiet = service(tmp_path, stream=limits)
    wordy = replace(quiet, voice=VoiceAssistant(quiet.assistant, Hearing(Wordy())))
    with serving(wordy) as address, talking(address, max_queue=1) as socket:
        until(socket, "ready")
        sender = threading.Thread(target=_speak_on, args=(socket,))
        sender.start()
        _until(lambda: _enters(address))
        with suppress(OSError):  # it may be closed already
            socket.socket.shutdown(SHUT_RDWR)  # the sender waits for a server that reads no more
        sender.join(30)
        assert not sender.is_alive()


def _speak_on(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        for _ in range(40):
            speak(socket, SOUND)


def test_sound_is_taken_no_faster_than_it_is_understood(tmp_path: Path) -> None:
    """Nothing is understood while twenty turns come in: most of them wait outside."""
    one, slow = _slow(tmp_path)
    with serving(one) as address, talking(address) as socket:
        sender = threading.Thread(target=speak, args=(socket, (SOUND + 2 * QUIET) * 20))
        sender.start()
        ended = 0
        while ended < 3:
            ended += until(socket, "turn_ended")[-1]["type"] == "turn_ended"
        with pytest.raises(TimeoutError):
            socket.recv(1.0)
        slow.on.set()
        for _ in range(20):
            until(socket, "reply")
        sender.join(30)


def test_a_turn_that_cannot_be_answered_does_not_end_the_stream(tmp_path: Path) -> None:
    class Once:
        def __init__(self) -> None:
            self.asked = 0

        def choose(self, transcript: Transcript) -> Transcript:
            self.asked += 1
            if self.asked == 1:
                raise DataError("고르지 못했습니다.")
            return transcript

    quiet = service(tmp_path)
    voice = VoiceAssistant(quiet.assistant, Hearing(page_kit.Deaf(), chooser=Once()))
    with serving(replace(quiet, voice=voice)) as address, talking(address) as socket:
        speak(socket, SOUND + QUIET)
        error = until(socket, "error")[-1]
        assert (error["code"], error["message"]) == (422, "고르지 못했습니다.")
        assert not error["closing"]
        speak(socket, SOUND + QUIET)
        assert until(socket, "reply")


def test_the_log_has_one_line_and_neither_token_nor_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    uvicorn = logging.getLogger("uvicorn.error")
    uvicorn.addFilter(logs.without_addresses)
    try:
        with (
            serving(service(tmp_path, token="s3cret")) as address,
            talking(f"{address}?token=s3cret") as socket,
        ):
            speak(socket, SOUND)
            command(socket, "finish")
            events(socket)
    finally:
        uvicorn.removeFilter(logs.without_addresses)
    lines = [JsonLines().format(record) for record in caplog.records]
    (told,) = [json.loads(line) for line in lines if '"malgwi.server"' in line]
    assert (told["route"], told["status"]) == ("/speech/stream", 1000)
    assert told["bytes"] > len(SOUND)
    for line in lines:
        assert "s3cret" not in line
        assert "철수" not in line
        assert "깨워" not in line


def _enters(address: str) -> bool:
    with talking(address) as socket:
        return json.loads(socket.recv(10))["type"] == "ready"


def _until(holds: Any) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
