"""How fast the recogniser is, beside plain faster-whisper and plain openai-whisper.

    python -m bench.speech [--manifest FILE] [--repeats N] [--json OUT]

All three hear the same clips with the same weights in turn, with beams of 5, on one thread and on
two. The clips are the recordings of the tests, or those of a manifest. The figure is the
real-time factor: seconds taken by seconds of sound. Accuracy is `malgwi evaluate-speech`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table

from bench.results import write_results
from slu.core import Audio
from slu.errors import MalgwiError
from slu.evaluation.plain_whisper import PlainWhisper
from slu.evaluation.speech import read_manifest
from slu.paths import ROOT
from slu.speech import FasterWhisperRecogniser, load_audio
from slu.speech.openai_whisper import OpenAIWhisperRecogniser

_THREADS = (1, 2)
_OURS = "malgwi"
_note = Console(stderr=True)

Hear = Callable[[Audio], object]


def main(
    manifest: Annotated[Path | None, typer.Option(help="잴 녹음의 목록(JSONL)")] = None,
    repeats: Annotated[int, typer.Option(min=1, help="되풀이할 횟수")] = 5,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """음성 인식의 실시간 배수를 faster-whisper, openai-whisper와 견줍니다."""
    try:
        sounds = _sounds(manifest)
        results = {f"threads_{number}": measure(sounds, repeats, number) for number in _THREADS}
    except MalgwiError as error:
        _note.print(str(error))
        raise typer.Exit(1) from error
    for name, factors in results.items():
        _show(name, factors)
    if out is not None:
        seconds = sum(sound.seconds for sound in sounds)
        found: dict[str, Any] = {"clips": len(sounds), "seconds": seconds, "repeats": repeats}
        write_results(out, found | results)


def measure(sounds: Sequence[Audio], repeats: int, threads: int) -> dict[str, dict[str, float]]:
    """For each system its real-time factor, and how many times that of ours it is.

    The systems take turns at every clip, so that other work on the machine meets them alike.
    """
    systems = _systems(threads)
    taken = dict.fromkeys(systems, 0.0)
    for hear in systems.values():
        hear(sounds[0])  # the first call of each is slower
    for sound in (sound for _ in range(repeats) for sound in sounds):
        for name, hear in systems.items():
            started = time.perf_counter()
            hear(sound)
            taken[name] += time.perf_counter() - started
    heard = repeats * sum(sound.seconds for sound in sounds)
    return {
        name: {"real_time_factor": seconds / heard, "times_malgwi": seconds / taken[_OURS]}
        for name, seconds in taken.items()
    }


def _systems(threads: int) -> dict[str, Hear]:
    """What hears, by name; openai-whisper only where it is installed."""
    ours = FasterWhisperRecogniser.load(threads=threads)
    systems: dict[str, Hear] = {
        _OURS: ours.recognise,
        "faster_whisper": PlainWhisper(ours.model).recognise,
    }
    torch.set_num_threads(threads)
    try:
        theirs = OpenAIWhisperRecogniser.load().model
    except MalgwiError as error:
        _note.print(str(error))
        return systems
    systems["openai_whisper"] = lambda audio: theirs.transcribe(
        audio.samples, language="ko", beam_size=5, temperature=0, fp16=False
    )
    return systems


def _sounds(manifest: Path | None) -> list[Audio]:
    if manifest is not None:
        return [load_audio(clip.audio) for clip in read_manifest(manifest)]
    return [load_audio(path) for path in sorted((ROOT / "tests" / "audio").glob("*.wav"))]


def _show(name: str, factors: dict[str, dict[str, float]]) -> None:
    table = Table("", "실시간 배수", "말귀의 몇 배", title=name)
    for system, found in factors.items():
        table.add_row(system, f"{found['real_time_factor']:.3f}", f"{found['times_malgwi']:.2f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
