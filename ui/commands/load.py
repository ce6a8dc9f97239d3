"""Opens models and files for the commands, with a sign of life while it takes time.

Heavy libraries are imported here at the last moment, so that `malgwi --help` is quick.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console

from slu.errors import DataError, MalgwiError
from slu.paths import DEFAULT_MODEL, state_home

if TYPE_CHECKING:
    from dialog.voice import VoiceAssistant
    from slu.speech.faster_whisper import FasterWhisperRecogniser
    from slu.understanding.understander import Understander

ZONE = ZoneInfo("Asia/Seoul")
SIGNS = Console(stderr=True)


def clock() -> dt.datetime:
    """The moment, in the assistants' zone; faces pass it down."""
    return dt.datetime.now(ZONE)


def moment(text: str | None) -> dt.datetime:
    """`--now`, or the moment. Raises MalgwiError for what is not ISO 8601."""
    if text is None:
        return clock()
    try:
        given = dt.datetime.fromisoformat(text)
    except ValueError:
        raise MalgwiError(
            f"--now의 값 '{text}'을(를) 읽을 수 없습니다. 2026-11-21T09:00처럼 적어 주세요."
        ) from None
    return given if given.tzinfo else given.replace(tzinfo=ZONE)


@contextmanager
def busy(message: str) -> Iterator[None]:
    """Shows on stderr that something takes time."""
    with SIGNS.status(message):
        yield


def require(package: str, extra: str) -> None:
    """Raises MalgwiError when a package that only some commands need is not installed."""
    if importlib.util.find_spec(package) is None:
        raise MalgwiError(
            f"이 명령에는 꾸러미 '{package}'가 더 있어야 합니다. "
            f"저장소에서 `.venv/bin/pip install -e '.[{extra}]'`로 설치하세요."
        )


def understander(model: Path | None) -> Understander:
    """The model of a folder, or the one that ships. Raises ModelError."""
    with busy("이해 모델을 여는 중…"):
        from slu.understanding.understander import Understander

        return Understander.load(model or DEFAULT_MODEL)


def recogniser() -> FasterWhisperRecogniser:
    """Whisper base, from the packages. Raises ModelError."""
    with busy("음성 인식기를 여는 중…"):
        from slu.speech.faster_whisper import FasterWhisperRecogniser

        return FasterWhisperRecogniser.load()


def voice_assistant(model: Path | None) -> VoiceAssistant:
    """The whole of the shipped assistant, over this person's database."""
    from dialog.voice import VoiceAssistant

    return VoiceAssistant.load(understander(model), recogniser(), state_home() / "malgwi.db")


def write_json(path: Path, data: Any) -> None:
    """Raises DataError when the file cannot be written."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", path) from fault
