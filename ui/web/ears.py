"""The microphones of visitors: sound comes over a WebSocket, what was heard of it goes back.

A few may be open at once. They answer nothing: a turn heard to its end waits here until its page
asks for the answer (`ui.web.talk`), by a name that only this page was told. What goes over the
wire: JSON `{"rate": Hz}`, then sound as int16, and JSON `{"playing": bool}` as a reply begins or
ends to sound, `{"over": true}` when the person has enough; back come `ready`, `started`, `partial`,
`ended` and `final`, and before the end `over`, `busy` or `failed`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from dialog.voice import VoiceAssistant
from slu.errors import AudioError
from slu.speech.resampling import Resampler
from ui.web.ear import Ear, Told, Turn

MOST_EARS: Final = 8
_MOST_TURNS: Final = 64
_LONGEST_PIECE: Final = 1 << 17  # bytes; a page sends some 25,000 four times a second
_LOG = logging.getLogger(__name__)


class Ears:
    """What is shared by all open microphones. With `keeping`, turns come with their sound."""

    def __init__(self, voice: VoiceAssistant, keeping: bool = False, most: int = MOST_EARS):
        self._voice, self._keeping, self._most = voice, keeping, most
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._open = 0
        self._lock = threading.Lock()

    def take(self, name: object) -> Turn | None:
        """The turn of that name, once."""
        with self._lock:
            return self._turns.pop(name, None) if isinstance(name, str) else None

    async def listen(self, socket: WebSocket) -> None:
        """One page's microphone, until either side has enough."""
        if not _is_ours(socket):
            await socket.close(1008)
            return
        await socket.accept()
        if not self._is_free():
            await _end(socket, "busy")
            return
        ear = Ear(self._voice, self._keeping, self._put)
        try:
            await self._listen(socket, ear)
        except WebSocketDisconnect:
            return
        finally:
            ear.close()
            with self._lock:
                self._open -= 1

    def _is_free(self) -> bool:
        with self._lock:
            if self._open >= self._most:
                return False
            self._open += 1
            return True

    def _put(self, turn: Turn) -> str:
        """Keeps a turn until it is taken, or many came after it; gives its name."""
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._turns[name] = turn
            while len(self._turns) > _MOST_TURNS:
                self._turns.popitem(last=False)
        return name

    async def _listen(self, socket: WebSocket, ear: Ear) -> None:
        try:
            resampler = Resampler(int(json.loads(await socket.receive_text())["rate"]))
        except (AudioError, LookupError, TypeError, ValueError):
            await _end(socket, "failed")
            return
        await socket.send_json({"kind": "ready"})
        told: asyncio.Queue[Told] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(message: Told) -> None:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(told.put_nowait, message)

        ear.start(tell)
        hearing = asyncio.create_task(_hear(socket, ear, resampler))
        telling = asyncio.create_task(_tell(socket, told))
        done, others = await asyncio.wait((hearing, telling), return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        for task in done:
            if task.exception() is not None:
                _LOG.error("an ear failed", exc_info=task.exception())


async def _hear(socket: WebSocket, ear: Ear, resampler: Resampler) -> None:
    """Sound in, until the page hangs up or sends what is no sound, or more than can be heard."""
    while (message := await socket.receive())["type"] == "websocket.receive":
        sound = message.get("bytes")
        if sound is None:
            _ask(ear, message.get("text"))
        elif len(sound) > _LONGEST_PIECE or not ear.hear(resampler(_samples(sound))):
            await _end(socket, "failed")
            return


async def _tell(socket: WebSocket, told: asyncio.Queue[Told]) -> None:
    try:
        while True:
            message = await told.get()
            if message["kind"] in ("over", "failed"):
                await _end(socket, str(message["kind"]))
                return
            await socket.send_json(message)
    except (WebSocketDisconnect, RuntimeError):  # hung up while something was told
        return


def _samples(sound: bytes) -> Any:
    whole = sound[: len(sound) // 2 * 2]
    return np.frombuffer(whole, "<i2").astype(np.float32) / 32768.0


def _ask(ear: Ear, text: Any) -> None:
    """What a page says of itself; what is none of it is left alone."""
    try:
        asked = json.loads(text)
        if asked.get("over"):
            ear.finish()
        else:
            ear.play(bool(asked["playing"]))
    except (AttributeError, LookupError, TypeError, ValueError):
        return


def _is_ours(socket: WebSocket) -> bool:
    """Whether a page of this server asks, none of another: browsers let every page connect."""
    origin, headers = socket.headers.get("origin"), socket.headers
    hosts = (headers.get("host"), headers.get("x-forwarded-host"))
    return origin is None or urlsplit(origin).netloc in hosts


async def _end(socket: WebSocket, kind: str) -> None:
    """Tells why, and hangs up; the page may have done so before."""
    with suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_json({"kind": kind})
        await socket.close()
