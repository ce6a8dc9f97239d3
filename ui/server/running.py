"""Runs the application: opens what it needs, listens, ends in order."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import uvicorn

from dialog.assistant import Assistant
from dialog.assistant_folder import AssistantFolder
from dialog.store import Store
from dialog.voice import MALGWI, Hearing, VoiceAssistant
from slu.errors import DataError
from slu.understanding.serving import open_predictor
from slu.understanding.understander import Understander
from ui.server.app import build
from ui.server.batching import BatchingPredictor
from ui.server.options import ServerOptions
from ui.server.service import Service

_CONFIG = "config.json"
_FIRST = "안녕하세요"  # what is read late (dictionaries) is read before anybody waits
_LAST_SECONDS = 10  # for requests that are under way when the server is ended


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens; with a certificate, by HTTPS."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    def check(self) -> None:
        """Raises DataError for a certificate and key that do not open."""
        if self.certificate is None:
            if self.key is not None:
                raise DataError("--ssl-key에는 --ssl-certificate도 있어야 합니다.")
            return
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as fault:
            raise DataError(
                "인증서와 열쇠를 읽을 수 없습니다. PEM 파일이고 서로 짝인지 확인해 주세요.",
                self.certificate,
            ) from fault

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


@dataclass(frozen=True)
class Opened:
    """An assistant over a model that takes simultaneous sentences together; leaving the context
    closes it. `model` is the model's name and a hash of its configuration."""

    assistant: Assistant
    model: tuple[str, str]
    predictor: BatchingPredictor

    def __enter__(self) -> Opened:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.predictor.close()
        self.assistant.store.close()


def open_assistant(
    folder: Path | None, model: Path | None, device: str, database: Path | str
) -> Opened:
    """The assistant of a folder, or the one that ships, with a model, or the folder's own, over a
    database. Raises MalgwiError."""
    chosen = AssistantFolder(folder or MALGWI)
    weights = model or chosen.model
    predictor = BatchingPredictor(open_predictor(weights, device))
    assistant = Assistant.load(chosen.path, Understander(predictor), Store.open(database))
    predictor.predict_all([_FIRST])
    digest = hashlib.sha256((weights / _CONFIG).read_bytes()).hexdigest()[:32]
    return Opened(assistant, (weights.name, digest), predictor)


def service_of(
    opened: Opened,
    hearing: Hearing | None,
    clock: Callable[[], dt.datetime],
    options: ServerOptions,
) -> Service:
    """The service of an assistant, with ears where there are any."""
    voice = None if hearing is None else VoiceAssistant(opened.assistant, hearing)
    return Service(opened.assistant, voice, clock, options, opened.model)


def run(service: Service, place: Place, ready: Callable[[], None]) -> None:
    """Answers until the process is ended; calls `ready` once it listens."""
    server_of(service, place, ready).run()


def server_of(service: Service, place: Place, ready: Callable[[], None]) -> uvicorn.Server:
    """What `run` runs."""
    config = uvicorn.Config(
        build(service),
        host=place.host,
        port=place.port,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
        # Twice what the guard allows, so that it is the guard who says so. Sound gains nothing by
        # being compressed.
        ws_max_size=2 * service.options.body_bytes,
        ws_per_message_deflate=False,
    )
    return _Server(config, ready)


class _Server(uvicorn.Server):
    """Uvicorn's, which tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]):
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
