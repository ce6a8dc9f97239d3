"""Opens models and files for the commands, with a sign of life while it takes time.

Heavy libraries are imported here at the last moment, so that `malgwi --help` is quick.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from slu.errors import DataError, MalgwiError
from slu.paths import DEFAULT_MODEL, state_home

if TYPE_CHECKING:
    from dialog.assistant_folder import AssistantFolder
    from dialog.store import Store
    from dialog.voice import Hearing, VoiceAssistant
    from slu.speech.faster_whisper import FasterWhisperRecogniser
    from slu.understanding.predictor import TextPredictor
    from slu.understanding.understander import Understander

READINGS = 5
Readings = Annotated[
    int,
    typer.Option(
        metavar="수",
        help="말소리를 여러 글로 들어 소리와 뜻이 함께 그럴듯한 것에 답합니다(1: 하나만).",
        min=1,
        max=10,
    ),
]
Hotwords = Annotated[
    bool, typer.Option("--hotwords", help="비서가 아는 낱말을 인식기에 귀띔합니다.")
]
Mqtt = Annotated[
    str | None,
    typer.Option(
        metavar="주소",
        envvar="MALGWI_MQTT",
        help="MQTT 브로커: mqtt://이름:비밀번호@호스트:1883, TLS라면 mqtts://. "
        "없으면 웹훅만 보냅니다.",
    ),
]
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


def assistant_folder(folder: Path | None) -> AssistantFolder:
    """The folder of an assistant, or of the one that ships. Raises DataError."""
    from dialog.assistant_folder import AssistantFolder
    from dialog.voice import MALGWI

    return AssistantFolder(folder or MALGWI)


def voice_assistant(
    folder: Path | None, model: Path | None, readings: int, hotwords: bool
) -> VoiceAssistant:
    """The whole of an assistant, over this person's database; it hears by `hearing`."""
    from dialog.voice import VoiceAssistant

    chosen = assistant_folder(folder)
    weights = model or chosen.model
    opened = understander(weights)
    ears = hearing(chosen, opened.predictor, weights, recogniser(), readings, hotwords)
    return VoiceAssistant.load(opened, ears, database(chosen), chosen.path)


def hearing(
    chosen: AssistantFolder,
    predictor: TextPredictor,
    model: Path,
    hears: FasterWhisperRecogniser,
    readings: int,
    hotwords: bool,
) -> Hearing:
    """How an assistant hears: of several `readings` it answers the best, by the weights of the
    model's folder; with `hotwords` the recogniser is told the assistant's own words."""
    from dialog.voice import Hearing
    from slu.speech.recogniser import RecognitionOptions
    from slu.understanding.choosing import Chooser, read_weights

    words = _own_hotwords(chosen, hears) if hotwords else ()
    chooser = Chooser(predictor, read_weights(model)) if readings > 1 else None
    return Hearing(hears, RecognitionOptions(readings=readings, hotwords=words), chooser)


def _own_hotwords(chosen: AssistantFolder, hears: FasterWhisperRecogniser) -> tuple[str, ...]:
    """The assistant's own words as far as there is room for them; says what was cut."""
    from dialog.domain import read_domain
    from slu.speech.hotwords import BUDGET, fit_hotwords
    from slu.understanding.own_words import own_words

    vocabulary = read_domain(chosen.domain).vocabulary
    found = fit_hotwords(own_words(vocabulary), hears.count_tokens)
    SIGNS.print(f"인식기에 낱말 {len(found.words)}개를 귀띔합니다(토큰 {found.tokens}/{BUDGET}).")
    if found.left_out:
        SIGNS.print(f"자리가 없어 뺀 낱말 {len(found.left_out)}개: {', '.join(found.left_out)}")
    return found.words


def database(chosen: AssistantFolder | None = None) -> Path | str:
    """Where conversations are kept: the address in `MALGWI_DATABASE`, else this person's file for
    the assistant, by default the one that ships."""
    name = (chosen or assistant_folder(None)).database
    return os.environ.get("MALGWI_DATABASE") or state_home() / name


def store(place: str | None) -> Store:
    """The database at `place`, or the usual one, with its tables. Raises DataError."""
    from dialog import archive  # noqa: F401  # knows every table of the engine
    from dialog.store import Store

    opened = Store.open(place or database())
    opened.create_tables()
    return opened


def write_json(path: Path, data: Any) -> None:
    """Raises DataError when the file cannot be written."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", path) from fault
