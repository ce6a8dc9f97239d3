"""Streaming speech for the tests: a server on a real port, and a client of it."""

from __future__ import annotations

import json
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from process_kit import free_port
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from ui.server.running import Place, server_of
from ui.server.service import Service

OPENING: dict[str, Any] = {"sender": "철수", "rate": 16_000, "encoding": "pcm_s16le"}
CHUNK = 6_400  # bytes: 0.2 s


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """The address of streaming speech on a server of this service."""
    port, ready = free_port(), threading.Event()
    server = server_of(service, Place("127.0.0.1", port), ready.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(30)
    try:
        yield f"ws://127.0.0.1:{port}/speech/stream"
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


@contextmanager
def talking(address: str, opening: Any = OPENING, **more: Any) -> Iterator[ClientConnection]:
    with connect(address, proxy=None, close_timeout=1, **more) as socket:
        socket.send(opening if isinstance(opening, str | bytes) else json.dumps(opening))
        yield socket


def pcm(path: Path) -> bytes:
    """The samples of a 16-bit mono WAV."""
    with wave.open(str(path), "rb") as file:
        assert (file.getsampwidth(), file.getnchannels()) == (2, 1)
        return file.readframes(file.getnframes())


def speak(socket: ClientConnection, sound: bytes) -> None:
    for start in range(0, len(sound), CHUNK):
        socket.send(sound[start : start + CHUNK])


def command(socket: ClientConnection, kind: str) -> None:
    socket.send(json.dumps({"type": kind}))


def events(socket: ClientConnection) -> list[dict[str, Any]]:
    """All that is told until the server closes, which it must do."""
    found = []
    try:
        while True:
            found.append(json.loads(socket.recv(30)))
    except ConnectionClosed:
        return found


def until(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """What is told up to an event of that kind."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["type"] != kind:
        found.append(json.loads(socket.recv(30)))
    return found
