"""`malgwi listen`, `chat` and `web`: hearing a recording, and talking with the assistant."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from ui.commands import load

if TYPE_CHECKING:
    from dialog.assistant import Assistant
    from slu.core import Audio
    from slu.speech.recogniser import Recogniser

_CONVERSATION = "terminal"
_TICK_SECONDS = 1.0
_NOTHING = "말소리가 들리지 않았습니다."
_FAREWELLS = {"끝", "그만", "종료", "exit", "quit"}

Model = Annotated[Path | None, typer.Option(metavar="폴더", help="모델 폴더. 없으면 비서의 것.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--assistant", metavar="폴더", help="비서의 폴더(malgwi new). 없으면 함께 온 비서."
    ),
]


def listen(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="파일", help="녹음(WAV, MP3, M4A, OGG …). 없으면 마이크."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="시각과 확신을 담은 JSON으로.")] = False,
    live: Annotated[
        bool,
        typer.Option("--live", help="말하는 동안 들은 데까지 보이고, 말을 마칠 때마다 적습니다."),
    ] = False,
    speed: Annotated[
        float,
        typer.Option(metavar="배수", help="--live로 녹음을 들을 때의 빠르기.", min=0.1, max=100.0),
    ] = 1.0,
) -> None:
    """녹음이나 마이크에서 들은 말을 글로 적습니다.

    --live에서 진한 글은 바뀌지 않고 흐린 글은 바뀔 수 있습니다.
    말을 마치면 처음부터 다시 듣고 적은 글이 남습니다.
    마이크로 들을 때는 Ctrl-C로 마칩니다.
    """
    from slu.speech.audio import load_audio
    from slu.speech.microphone import record

    audio = None if file is None else load_audio(file)
    recogniser = load.recogniser()
    if live:
        _listen_live(recogniser, audio, speed, as_json)
        return
    if audio is None:
        with load.busy("말씀하세요. 잠시 쉬면 끝납니다."):
            audio = record()
    with load.busy(f"{audio.seconds:.0f}초를 듣는 중…"):
        transcript = recogniser.recognise(audio)
    if as_json:
        typer.echo(json.dumps(asdict(transcript), ensure_ascii=False, indent=2))
    elif transcript.text:
        typer.echo(transcript.text)
    else:
        load.SIGNS.print(_NOTHING)


def _listen_live(recogniser: Recogniser, audio: Audio | None, speed: float, as_json: bool) -> None:
    """Until the recording ends, or Ctrl-C."""
    from slu.speech.microphone import chunks
    from slu.speech.streaming import StreamingRecogniser
    from slu.speech.streaming_live import events_of, paced
    from ui.commands.live import show, write_lines

    if audio is None:
        load.SIGNS.print("말씀하세요. 마치려면 Ctrl-C를 누르세요.", style="dim")
    events = events_of(
        StreamingRecogniser(recogniser), chunks() if audio is None else paced(audio, speed)
    )
    try:
        if as_json:
            write_lines(events)
        elif not show(events, Console()):
            load.SIGNS.print(_NOTHING)
    except KeyboardInterrupt:
        return


def chat(folder: Folder = None, model: Model = None, mqtt: load.Mqtt = None) -> None:
    """터미널에서 글로 이야기합니다. 맞춘 알람도 여기서 울립니다."""
    from dialog.assistant import Assistant
    from dialog.delivery import delivering
    from dialog.store import Store

    chosen = load.assistant_folder(folder)
    store = Store.open(load.database(chosen))
    assistant = Assistant.load(chosen.path, load.understander(model or chosen.model), store)
    console, over = Console(), threading.Event()
    ringer = threading.Thread(target=_ring, args=(assistant, console, over), daemon=True)
    ringer.start()
    try:
        with delivering(store, mqtt, load.clock):
            _converse(assistant, console)
    finally:
        over.set()
        ringer.join()
        store.close()


def _converse(assistant: Assistant, console: Console) -> None:
    """Sentence by sentence, until a farewell or the end of input."""
    if assistant.domain.spec.privacy.learning:
        console.print("이 비서를 만드는 사람이 나눈 말을 보고 가르칠 수 있습니다.", style="dim")
    console.print("말씀하세요. 마치려면 '끝'.", style="dim")
    while True:
        try:
            text = console.input("[bold]나[/] ")
        except EOFError:
            return
        if text.strip() in _FAREWELLS:
            return
        reply = assistant.turn(_CONVERSATION, text, load.clock()).reply
        console.print(Text.assemble(("말귀 ", "bold cyan"), reply.text))
        for button in reply.buttons:
            console.print(Text(f"  · {button.title}", style="dim"))


def _ring(assistant: Assistant, console: Console, over: threading.Event) -> None:
    """Says what is due, looking once a second."""
    while not over.wait(_TICK_SECONDS):
        for reply in assistant.due(_CONVERSATION, load.clock()):
            console.bell()
            console.print(Text.assemble("\n", ("⏰ ", "bold yellow"), reply.text))


def web(
    host: Annotated[str, typer.Option(metavar="주소", help="열어 둘 주소.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="포트", help="열어 둘 포트.", min=1, max=65535)
    ] = 7860,
    keep_audio: Annotated[
        bool, typer.Option("--keep-audio", help="녹음한 목소리를 지우지 않고 남겨 둡니다.")
    ] = False,
    readings: load.Readings = load.READINGS,
    hotwords: load.Hotwords = False,
    folder: Folder = None,
    model: Model = None,
    mqtt: load.Mqtt = None,
    builder: Annotated[
        bool,
        typer.Option(
            "--builder",
            help="비서를 가르치는 학습 쪽을 엽니다. 이 기계에서, 또는 알려 주는 주소로만 보입니다.",
        ),
    ] = False,
) -> None:
    """브라우저에서 말과 글로 이야기합니다."""
    from dialog.delivery import delivering
    from ui.web.builder import Builder
    from ui.web.server import Running, check_port

    check_port(host, port)
    builds = Builder() if builder else None
    started = time.perf_counter()
    voice = load.voice_assistant(folder, model, readings, hotwords)
    with (
        Running.start(voice, host, port, keep_audio, load.clock, builds) as running,
        delivering(voice.assistant.store, mqtt, load.clock),
    ):
        seconds = time.perf_counter() - started
        typer.echo(f"말귀가 준비되었습니다({seconds:.1f}초): {running.address}")
        if builds is not None:
            typer.echo(f"가르치는 쪽(이 주소는 나만 씁니다): {builds.link(running.address)}")
        typer.echo("마치려면 Ctrl-C를 누르세요.", err=True)
        running.wait()
