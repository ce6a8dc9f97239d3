"""Speaks labelled sentences into WAV files with a manifest that `malgwi evaluate-slu` reads.

    python -m bench.spoken OUT [--sentences FILE] [--voice NAME ...] [--half A] [--most N]

Without `--sentences` these are our own commands (`bench/spoken.yml`). Sentence i is spoken by the
voice i of those named, in turn. Sentences with figures or Latin letters are left out. The sounds
are made anew each time and not stored in the repository; `bench.voice` says what they are worth.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import track

from bench.voice import VOICES, Voice, is_speakable, phonemes, write_wav
from slu.core import Utterance
from slu.data import read
from slu.errors import MalgwiError
from slu.evaluation.split import halves

COMMANDS = Path(__file__).with_name("spoken.yml")
MANIFEST = "manifest.jsonl"
_note = Console(stderr=True)

Half = Literal["A", "B"]


def main(
    out: Annotated[Path, typer.Argument(metavar="폴더", help="소리와 목록을 쓸 곳")],
    sentences: Annotated[Path, typer.Option(help="의도와 슬롯이 붙은 예문")] = COMMANDS,
    voice: Annotated[list[str] | None, typer.Option(help="목소리(여럿이면 번갈아)")] = None,
    half: Annotated[Half | None, typer.Option(help="예문의 절반만: A 또는 B")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="많아야 이만큼(고루 뽑음)")] = None,
) -> None:
    """예문을 합성한 목소리로 말해 소리 파일과 목록을 만듭니다."""
    try:
        chosen = choose(read(sentences), half, most)
        speak(chosen, out, voice or VOICES[:1])
    except MalgwiError as error:
        _note.print(str(error))
        raise typer.Exit(1) from error


def choose(given: Sequence[Utterance], half: Half | None, most: int | None) -> list[Utterance]:
    """The sentences that can be spoken; of one half of them (`slu.evaluation.split`), and as many
    as asked for, drawn by seed 0 and in their order."""
    found = [each for each in given if is_speakable(each.text)]
    if half is not None:
        found = halves(found)["AB".index(half)]
    if most is not None and most < len(found):
        kept = set(random.Random(0).sample(range(len(found)), most))
        found = [each for number, each in enumerate(found) if number in kept]
    return found


def speak(sentences: Sequence[Utterance], out: Path, names: Sequence[str]) -> None:
    """Writes the sounds and, once all are there, the manifest."""
    out.mkdir(parents=True, exist_ok=True)
    voices = [Voice(name) for name in names]
    for number, sentence in track(list(enumerate(sentences)), "말하는 중", console=_note):
        samples = voices[number % len(voices)].say(phonemes(sentence.text))
        write_wav(out / _file(number), samples)
    (out / MANIFEST).write_text("".join(_rows(sentences, names)), encoding="utf-8")


def _rows(sentences: Sequence[Utterance], names: Sequence[str]) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        row = {
            "audio": _file(number),
            "source": names[number % len(names)],
            "text": sentence.text,
            "intent": sentence.intent,
            "slots": [
                {"name": slot.name, "start": slot.start, "end": slot.end} for slot in sentence.slots
            ],
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _file(number: int) -> str:
    return f"{number:04d}.wav"


if __name__ == "__main__":
    typer.run(main)
