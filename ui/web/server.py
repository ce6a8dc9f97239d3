"""Runs the page: where it listens, what it lets in, where recordings lie for a moment.

Uploads go to a private folder that is gone when the server ends.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from dialog.names import Names
from dialog.voice import VoiceAssistant
from slu.errors import MalgwiError
from slu.paths import state_home

if TYPE_CHECKING:
    from ui.web.app import Pages
    from ui.web.builder import Builder

_LARGEST_UPLOAD = "25mb"
_MOST_SESSIONS = 1000


def check_port(host: str, port: int) -> None:
    """Raises MalgwiError, with what to do, when nothing can listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            message = f"포트 {port}는 다른 프로그램이 쓰고 있습니다. --port로 다른 번호를 주세요."
        elif fault.errno == errno.EACCES:
            message = f"포트 {port}는 열 권한이 없습니다. --port로 1024 이상을 주세요."
        else:
            message = f"주소 {host}에서 열 수 없습니다. --host를 확인해 주세요."
        raise MalgwiError(message) from fault


@dataclass(frozen=True)
class Running:
    """A server at work; leaving the context ends it."""

    address: str
    _blocks: Any
    _uploads: tempfile.TemporaryDirectory[str]
    _voice: VoiceAssistant

    @staticmethod
    def start(
        voice: VoiceAssistant,
        host: str,
        port: int,
        keep_audio: bool,
        clock: Callable[[], dt.datetime],
        builder: Builder | None = None,
    ) -> Running:
        """Listens at `host:port`; comes back when the page can be opened. With a `builder` there is
        the page to teach on, for the builder alone."""
        uploads = tempfile.TemporaryDirectory(prefix="malgwi-")
        # Gradio reads these when it is imported.
        os.environ["GRADIO_TEMP_DIR"] = uploads.name
        os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
        from starlette.routing import WebSocketRoute

        from ui.web.app import HERE, STYLES, build
        from ui.web.theme import theme

        pages = _pages(voice, keep_audio, clock)
        blocks = build(pages)
        looks: dict[str, Any] = {
            "show_error": False,
            "footer_links": [],
            "run_history": False,
            "enable_monitoring": False,
            "allowed_paths": [],
            "max_file_size": _LARGEST_UPLOAD,
            "ssr_mode": False,
            "pwa": False,
            "mcp_server": False,
            "theme": theme(),
            "css_paths": list(STYLES),
            "head": f"<script>{(HERE / 'page.js').read_text('utf-8')}</script>",
        }
        within = _within(pages, voice, clock, builder, looks)
        _, address, _ = blocks.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            state_session_capacity=_MOST_SESSIONS,
            app_kwargs={"routes": [WebSocketRoute("/listen", pages.talk.ears.listen)], **within},
            **looks,
        )
        return Running(address, blocks, uploads, voice)

    def wait(self) -> None:
        """Until Ctrl-C, or until the system ends it."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._blocks.close(verbose=False)
        self._uploads.cleanup()
        self._voice.close()


def _within(
    pages: Pages,
    voice: VoiceAssistant,
    clock: Callable[[], dt.datetime],
    builder: Builder | None,
    looks: dict[str, Any],
) -> dict[str, Any]:
    """What leads the builder to the same pages and the one to teach on; nothing without one."""
    if builder is None:
        return {}
    from ui.web.app import build
    from ui.web.gate import gated
    from ui.web.train import TrainPage

    blocks = build(replace(pages, train=TrainPage.of(voice, clock)))
    blocks.state_session_capacity = _MOST_SESSIONS
    return gated(builder, blocks, looks)


def _pages(voice: VoiceAssistant, keep_audio: bool, clock: Callable[[], dt.datetime]) -> Pages:
    from slu.evaluation.words.families import Families
    from slu.understanding.predictor import Predictor
    from ui.web.app import Pages
    from ui.web.compare import ComparePage
    from ui.web.ears import Ears
    from ui.web.inside import InsidePage
    from ui.web.talk import TalkPage
    from ui.web.words import WordsPage

    assistant = voice.assistant
    names, families = Names.load(assistant.domain.path.parent), Families.here()

    def own_model() -> Predictor | None:
        """The model of this moment: a new one may have been accepted."""
        predictor = getattr(assistant.understander, "predictor", None)
        return predictor if isinstance(predictor, Predictor) else None

    return Pages(
        talk=TalkPage(
            voice,
            names,
            clock,
            Ears(voice, keep_audio),
            state_home() / "audio" if keep_audio else None,
        ),
        inside=InsidePage(assistant, names, clock, voice, families),
        words=WordsPage(families, own_model),
        compare=ComparePage(),
    )
