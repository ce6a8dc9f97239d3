"""The gate before every request: the token, the size and time of the body, one line of log.

Pure ASGI, so that a refused body is never read. What is asked for is the routes' affair; how a
WebSocket is watched is `guard_sockets`.
"""

from __future__ import annotations

import hmac
import logging
import time
import uuid
from typing import Final
from urllib.parse import parse_qs, urlsplit

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server.faults import Fault, line
from ui.server.guard_sockets import SocketWatch
from ui.server.logs import FIELDS
from ui.server.options import MIB, ServerOptions

OPEN: Final = frozenset({"/", "/health", "/ready", "/version", "/docs", "/openapi.json"})
PARSE: Final = "/model/parse"
SPEECH: Final = "/speech"
STREAM: Final = "/speech/stream"
_LOG = logging.getLogger("malgwi.server")


class Guard:
    """Wraps the app. `/model/parse` may bring its token in the body, as a Rasa server does, and
    streaming speech in its first message, since a page cannot set headers there; they look at it
    themselves when the scope's state says `unchecked`."""

    def __init__(self, app: ASGIApp, options: ServerOptions):
        self._app, self._options = app, options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(SocketWatch(scope, receive, send, self._options.body_bytes), scope)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        watch = _Watch(scope, receive, send, self._limit(scope["path"]), self._options)
        try:
            fault = self._refusal(scope) or watch.too_large()
            if fault is None:
                await self._app(scope, watch.receive, watch.send)
            else:
                await watch.refuse(fault)
        finally:
            watch.log()

    async def _socket(self, watch: SocketWatch, scope: Scope) -> None:
        fault = self._stranger(scope) or self._refusal(scope)
        try:
            if fault is None:
                await self._app(scope, watch.receive, watch.send)
            else:
                await watch.refuse(fault)
        finally:
            watch.log()

    def _stranger(self, scope: Scope) -> Fault | None:
        """Browsers let any page open a WebSocket to anywhere, and tell from which page."""
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        host = headers.get(b"host", b"").decode("latin-1")
        if not origin or origin in self._options.origins or urlsplit(origin).netloc == host:
            return None
        message = "이 웹 페이지에서는 이을 수 없습니다. 서버를 --cors로 그 주소에 열어 주세요."
        return Fault(403, "WrongOrigin", message)

    def _limit(self, path: str) -> int:
        return self._options.audio_bytes if path == SPEECH else self._options.body_bytes

    def _refusal(self, scope: Scope) -> Fault | None:
        scope.setdefault("state", {})["unchecked"] = False
        # A browser asks before it asks (CORS), without credentials.
        if scope["path"] in OPEN or scope.get("method") == "OPTIONS":
            return None
        shown = _shown(scope)
        if shown is None and scope["path"] in (PARSE, STREAM):
            scope["state"]["unchecked"] = self._options.token is not None
            return None
        return refusal(shown, self._options)


def refusal(shown: str | None, options: ServerOptions) -> Fault | None:
    """Why this token is not let in; None when it is."""
    if options.token is None:
        return None
    if shown is not None and hmac.compare_digest(shown.encode(), options.token.encode()):
        return None
    message = "토큰이 없거나 다릅니다. 머리글 'Authorization: Bearer 토큰'이나 ?token=으로 주세요."
    return Fault(401, "NotAuthenticated", message)


def _shown(scope: Scope) -> str | None:
    """The token of the header, else of the address (Rasa's `?token=`)."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else ""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("token")
    return given[0] if given else None


class _Watch:
    """One request: counts its bytes, keeps its time, remembers its status."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, limit: int, options: ServerOptions
    ):
        self._scope, self._receive, self._send = scope, receive, send
        self._limit, self._options = limit, options
        self._started, self._id = time.monotonic(), uuid.uuid4().hex
        self._bytes, self._status = 0, 0
        self._whole = False

    def too_large(self) -> Fault | None:
        headers = dict(self._scope["headers"])
        given = headers.get(b"content-length", b"0")
        if not given.isdigit() or int(given) <= self._limit:
            return None
        return self._too_large()

    def _too_large(self) -> Fault:
        most = f"{self._limit / MIB:g}MB" if self._limit >= MIB else f"{self._limit // 1024}KB"
        return Fault(413, "TooLarge", f"보낸 것이 너무 큽니다. {most}까지 받습니다.")

    async def receive(self) -> Message:
        """The next part of the body. Raises Fault for too much of it, or too late."""
        if self._whole:
            return await self._receive()
        left = self._options.body_seconds - (time.monotonic() - self._started)
        try:
            with anyio.fail_after(max(left, 0.01)):
                message = await self._receive()
        except TimeoutError:
            raise Fault(
                408, "Timeout", "본문이 제때 다 오지 않았습니다. 다시 보내 주세요."
            ) from None
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._bytes > self._limit:
            raise self._too_large()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [
                *message.get("headers", []),
                (b"x-request-id", self._id.encode()),
                (b"cache-control", b"no-store"),
            ]
        await self._send(message)

    async def refuse(self, fault: Fault) -> None:
        """Answers before the body was read."""
        content = line(fault.status_code, fault.reason, fault.detail)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
        ]
        if fault.status_code == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        start = {"type": "http.response.start", "status": fault.status_code, "headers": headers}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": content})

    def log(self) -> None:
        """The route's pattern, not the path: a conversation's name may be a person's."""
        route = getattr(self._scope.get("route"), "path", None)
        told = {
            "id": self._id,
            "method": self._scope["method"],
            "route": route,
            "status": self._status,
            "bytes": self._bytes,
            "seconds": round(time.monotonic() - self._started, 4),
        }
        _LOG.info("request", extra={FIELDS: told})
