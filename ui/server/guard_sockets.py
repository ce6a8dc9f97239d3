"""A WebSocket under the guard's eyes: the size of its messages, its refusal, one line of log."""

from __future__ import annotations

import logging
import time
import uuid

from starlette.types import Message, Receive, Scope, Send

from ui.server.faults import Fault, line
from ui.server.logs import FIELDS

_LOG = logging.getLogger("malgwi.server")


class SocketWatch:
    """One WebSocket, whose messages may have `limit` bytes each."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int):
        self._scope, self._receive, self._send, self._limit = scope, receive, send, limit
        self._started, self._id = time.monotonic(), uuid.uuid4().hex
        self._bytes, self._status = 0, 0

    async def receive(self) -> Message:
        """The next message. Raises Fault for one that is too large."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._status = self._status or message.get("code", 0)
        size = len(message.get("bytes") or b"") or len((message.get("text") or "").encode())
        self._bytes += size
        if size > self._limit:
            most = f"{self._limit // 1024}KB"
            raise Fault(413, "TooLarge", f"메시지가 너무 큽니다. 하나에 {most}까지 받습니다.")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self._status = message.get("code", 1000)
        await self._send(message)

    async def refuse(self, fault: Fault) -> None:
        """Answers the request for a WebSocket with an HTTP error, where the server can."""
        await self._receive()
        self._status = fault.status_code
        if "websocket.http.response" not in self._scope.get("extensions", {}):
            await self._send({"type": "websocket.close", "code": 1008, "reason": fault.reason})
            return
        content = line(fault.status_code, fault.reason, fault.detail)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        start = {"status": fault.status_code, "headers": headers}
        await self._send({"type": "websocket.http.response.start", **start})
        await self._send({"type": "websocket.http.response.body", "body": content})

    def log(self) -> None:
        """The route's pattern and the code with which it was closed."""
        told = {
            "id": self._id,
            "method": "WEBSOCKET",
            "route": getattr(self._scope.get("route"), "path", None),
            "status": self._status,
            "bytes": self._bytes,
            "seconds": round(time.monotonic() - self._started, 4),
        }
        _LOG.info("request", extra={FIELDS: told})
