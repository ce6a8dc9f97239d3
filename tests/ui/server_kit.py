"""The server of the tests: the page's assistant, told what to understand, behind HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import page_kit

from ui.server.options import ServerOptions
from ui.server.service import Service


def service(folder: Path, understander: Any = None, **options: Any) -> Service:
    voice = page_kit.voice_assistant(folder, understander)
    return Service(voice.assistant, voice, page_kit.Clock(), ServerOptions(**options), ("m", "d"))
