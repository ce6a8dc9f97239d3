"""One stream of speech, from its opening to its end: three tasks, one listens, one decodes and
answers, one tells.

They share a `StreamingRecogniser`, whose events leave in the order in which they happen. What
blocks is done in a thread that is given back afterwards, none waits for anything: a client that is
gone, or takes nothing any more, leaves none behind. Sound is taken no faster than it is understood.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import anyio
import numpy as np
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from slu.errors import MalgwiError
from slu.speech.audio import RATE
from slu.speech.resampling import Resampler
from slu.speech.streaming_events import Event, Final, Partial, SpeechStarted, TurnEnded
from ui.server.bodies import StreamOpening
from ui.server.faults import Fault, event_of
from ui.server.service import Service
from ui.server.threads import within

_SAMPLE_BYTES = 2
_MOST_WAITING = 3  # turns that are over and not yet understood
_MOST_UNTOLD = 64  # events that the client did not take yet
_COMMANDS = "reply_started, reply_ended, finish"


class Gone(Exception):
    """The client is not there any more, or takes nothing."""


class Talk:
    """`run` returns when the client has said `finish` and was told all."""

    def __init__(self, socket: WebSocket, service: Service, opening: StreamOpening):
        self._socket, self._service, self._sender = socket, service, opening.sender
        self._options = service.options.stream
        self._stream = service.stream()
        self._resampler = Resampler(opening.rate)
        self._changed = anyio.Condition()
        self._told, self._untold = anyio.create_memory_object_stream[dict[str, Any]](_MOST_UNTOLD)
        self._speaking = self._ended = False
        self._waiting = self._heard = self._quiet = 0  # turns; samples; samples without speech
        self._fault: Exception | None = None

    async def run(self) -> None:
        """Raises Fault for what the client did, or what took too long; Gone."""
        with self._told, self._untold:
            await self._say({"type": "ready", "sender": self._sender})
            async with anyio.create_task_group() as tasks:
                for work in (self._listen, self._decode, self._tell):
                    tasks.start_soon(self._guarded, work, tasks.cancel_scope)
        if self._fault is not None:
            raise self._fault

    async def _guarded(self, work: Callable[[], Awaitable[None]], whole: anyio.CancelScope) -> None:
        """The first task that fails ends the others."""
        try:
            await work()
        except Exception as fault:
            self._fault = self._fault or fault
            whole.cancel()

    async def _listen(self) -> None:
        while not self._ended:
            message = await self._message()
            if message.get("bytes") is not None:
                await self._hear(message["bytes"])
            else:
                await self._obey(message.get("text") or "")

    async def _message(self) -> Any:
        try:
            with anyio.fail_after(self._options.idle_seconds):
                message = await self._socket.receive()
        except TimeoutError:
            seconds = self._options.idle_seconds
            raise Fault(408, "Idle", f"{seconds:g}초 동안 아무것도 오지 않아 끊습니다.") from None
        if message["type"] == "websocket.disconnect":
            raise Gone
        return message

    async def _hear(self, sound: bytes) -> None:
        if len(sound) % _SAMPLE_BYTES:
            message = "소리 메시지가 홀수 바이트입니다. 표본(2바이트) 단위로 잘라 보내 주세요."
            raise Fault(422, "HalfSample", message)
        samples = self._resampler(np.frombuffer(sound, "<i2").astype(np.float32) / 32768.0)
        async with self._changed:
            while self._waiting >= _MOST_WAITING:
                await self._changed.wait()
            hear = partial(self._stream.hear, samples)
            await self._happened(await within(self._service.options, hear))
            self._watch(len(samples))

    def _watch(self, count: int) -> None:
        """Raises Fault for a stream that is too long, or in which nobody speaks."""
        self._heard += count
        self._quiet = 0 if self._speaking else self._quiet + count
        if self._quiet > self._options.silence_seconds * RATE:
            raise Fault(
                408, "Silence", "오랫동안 말소리가 없어 끊습니다. 말씀하실 때 다시 이어 주세요."
            )
        if self._heard > self._options.seconds * RATE:
            raise Fault(
                413, "TooLong", "한 번에 들을 수 있는 시간이 다 되었습니다. 다시 이어 주세요."
            )

    async def _obey(self, text: str) -> None:
        match _type(text):
            case "reply_started":
                self._stream.reply_started()
            case "reply_ended":
                self._stream.reply_ended()
            case "finish":
                async with self._changed:
                    self._ended = True
                    await self._happened(self._stream.finish())
            case _:
                raise Fault(
                    422,
                    "InvalidRequest",
                    "소리는 이진 메시지(PCM)로, 글 메시지는 "
                    f'{{"type": …}}으로 보냅니다. 아는 것: {_COMMANDS}',
                )

    async def _decode(self) -> None:
        while True:
            async with self._changed:
                while (work := self._stream.due()) is None and not self._ended:
                    await self._changed.wait()
            if work is None:
                self._told.close()
                return
            transcript = await within(self._service.options, partial(self._stream.recognise, work))
            async with self._changed:
                events = self._stream.done(work, transcript)
                await self._happened(events)
            for event in events:
                if isinstance(event, Final):
                    await self._answer(event)

    async def _answer(self, heard: Final) -> None:
        """The reply to a turn in which something was said. What cannot be answered is told, and
        the stream goes on."""
        if not heard.transcript.text.strip():
            return
        work = partial(self._service.answer_heard, self._sender, heard)
        try:
            reply = await within(self._service.options, work)
        except MalgwiError as fault:
            await self._say(event_of(Fault(422, type(fault).__name__, str(fault)), closing=False))
        else:
            await self._say({"type": "reply", **reply})

    async def _happened(self, events: Iterable[Event]) -> None:
        """Tells of events; the caller holds the condition."""
        for event in events:
            match event:
                case SpeechStarted():
                    self._speaking = True
                case TurnEnded():
                    self._speaking = False
                    self._waiting += 1
                case Final():
                    self._waiting -= 1
            await self._say(_event(event))
        self._changed.notify_all()

    async def _say(self, event: dict[str, Any]) -> None:
        await self._told.send(event)

    async def _tell(self) -> None:
        """Sends what is to be told, until there is no more."""
        async for event in self._untold:
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            try:
                with anyio.fail_after(self._options.send_seconds):
                    await self._socket.send_text(text)
            except (TimeoutError, WebSocketDisconnect, RuntimeError):
                raise Gone from None


def _type(text: str) -> Any:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data.get("type") if isinstance(data, dict) else None


def _event(event: Event) -> dict[str, Any]:
    match event:
        case SpeechStarted(start=start, interrupts=interrupts):
            return {"type": "speech_started", "start": start, "interrupts": interrupts}
        case Partial(confirmed=confirmed, unconfirmed=unconfirmed):
            return {"type": "partial", "confirmed": confirmed, "unconfirmed": unconfirmed}
        case TurnEnded(end=end):
            return {"type": "turn_ended", "end": end}
        case Final(transcript=transcript, start=start):
            return {"type": "final", "start": start, "transcript": asdict(transcript)}
