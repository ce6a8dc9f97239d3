"""Streaming speech over a WebSocket: how a stream is opened, refused and closed.

The client's first message is JSON (`StreamOpening`); then its binary messages are sound and its
text messages are JSON: `reply_started`, `reply_ended`, `finish`. What is told to it is JSON. What
happens in between is `streaming_talk`; the protocol for users stands in docs/rasa.md.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect, WebSocketState

from ui.server.bodies import StreamOpening
from ui.server.faults import SORRY, Fault, event_of
from ui.server.guard import STREAM, refusal
from ui.server.options import ServerOptions, StreamOptions
from ui.server.service import Service, checked_name
from ui.server.streaming_talk import Gone, Talk

_CLOSE = 4000  # a close code of ours is this and the HTTP status that a request would get
_LOG = logging.getLogger(__name__)
_WRONG = {
    "rate": "표본율 'rate'는 8000에서 48000까지의 정수여야 합니다(예: 16000).",
    "encoding": "소리의 꼴 'encoding'은 pcm_s16le(16비트 정수, 리틀 엔디언, 모노)만 받습니다.",
    "sender": "대화의 이름 'sender'는 글자여야 합니다.",
    "token": "토큰 'token'은 글자여야 합니다.",
}


def streaming(service: Service) -> APIRouter:
    """The route of streaming speech."""
    router, places = APIRouter(), _Places(service.options.stream)

    @router.websocket(STREAM)
    async def speech(socket: WebSocket) -> None:
        await socket.accept()
        try:
            opening = await _opening(socket, service.options)
            with places.taken():
                await Talk(socket, service, opening).run()
        except (WebSocketDisconnect, Gone):
            return
        except Fault as fault:
            await _end(socket, service.options, fault)
        except Exception:
            _LOG.exception("a stream of speech failed")
            await _end(socket, service.options, Fault(500, "InternalError", SORRY))
        else:
            await _end(socket, service.options, None)

    return router


class _Places:
    """How many streams there are."""

    def __init__(self, options: StreamOptions):
        self._options, self._taken = options, 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds a place. Raises Fault where there is none left."""
        if self._taken >= self._options.most:
            raise Fault(
                503,
                "TooMany",
                f"말소리를 한꺼번에 {self._options.most}개까지 듣습니다. 잠시 뒤에요.",
            )
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


async def _opening(socket: WebSocket, options: ServerOptions) -> StreamOpening:
    """The first message, if it lets its sender in. Raises Fault."""
    try:
        with anyio.fail_after(options.body_seconds):
            message = await socket.receive()
    except TimeoutError:
        raise Fault(408, "Timeout", "첫 메시지가 제때 오지 않았습니다.") from None
    if message["type"] == "websocket.disconnect":
        raise Gone
    opening = _read(message.get("text"))
    if socket.state.unchecked:
        fault = refusal(opening.token, options)
        if fault is not None:
            raise fault
    checked_name(opening.sender)
    return opening


def _read(text: str | None) -> StreamOpening:
    """Raises Fault for what is no opening."""
    example = '{"sender": "철수", "rate": 16000, "encoding": "pcm_s16le"}'
    try:
        data: Any = None if text is None else json.loads(text)
        if isinstance(data, dict):
            return StreamOpening.model_validate(data)
    except ValidationError as fault:
        message = _WRONG[str(fault.errors()[0]["loc"][0])]
        raise Fault(422, "InvalidRequest", message) from None
    except (ValueError, RecursionError):
        pass
    raise Fault(422, "InvalidRequest", f"첫 메시지는 JSON 객체여야 합니다. 예: {example}")


async def _end(socket: WebSocket, options: ServerOptions, fault: Fault | None) -> None:
    """Says why, and closes; to a client that takes nothing any more, neither."""
    if socket.application_state != WebSocketState.CONNECTED:
        return
    with anyio.move_on_after(options.stream.send_seconds):
        try:
            if fault is None:
                await socket.close()
                return
            await socket.send_json(event_of(fault, closing=True))
            await socket.close(_CLOSE + fault.status_code)
        except (WebSocketDisconnect, RuntimeError):
            return
