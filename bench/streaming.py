"""How soon streaming answers, and what that costs: clips heard as if they were being spoken.

    python -m bench.streaming [--manifest FILE] [--clips N] [--threads N] [--json OUT]

Whisper base, int8. The clock is simulated (`bench.simulated`). After each clip comes silence; each
turn is answered by the shipped assistant in a conversation of its own.

- first partial: from where the voice begins to the first text, which may still change;
- reply: from the decision that the turn has ended to the answer (recognising what is left,
  understanding, dialog); the wait for the final is its first part;
- changed: letters of partials that the next one or the final changed, by letters of the finals;
  erased: the same with all that stood behind them (normalised erasure, Arivazhagan et al. 2020,
  arXiv 1912.03393); confirmed_changed: letters that were confirmed and differ in the final, by
  those confirmed;
- CER without spaces: of the finals against the recording heard whole, and of both against what was
  said;
- joined: all clips as one recording with pauses of 0.4 s, streamed, heard whole (cut where it is
  quiet) and by faster-whisper's own way from window to window, against the clips one by one.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from faster_whisper.audio import pad_or_trim
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.results import write_results
from bench.simulated import Changes, Seen, Timed, changes, simulate
from bench.turns import NOW
from dialog.voice import Hearing, VoiceAssistant
from slu.core import Audio
from slu.errors import MalgwiError
from slu.evaluation.characters import character_errors
from slu.evaluation.plain_whisper import PlainWhisper
from slu.evaluation.speech import Clip, read_manifest
from slu.paths import DEFAULT_MODEL, ROOT
from slu.speech import FasterWhisperRecogniser, load_audio
from slu.speech.audio import RATE
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded

_SILENCE = np.zeros(round(2.5 * RATE), np.float32)
_PAUSE = np.zeros(round(0.4 * RATE), np.float32)
_OWN = {
    "alarm-seven": "내일 아침 일곱 시에 알람 맞춰 줘",
    "wake-seven": "내일 아침 일곱 시에 깨워 줘",
}
_note = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """Of one turn: seconds from the decision that it ended to its final, and from there to the
    answer."""

    waiting: float
    answering: float


@dataclass(frozen=True, slots=True)
class Streamed:
    """Of one clip: `first_partial` None where the turn was over before any text was shown."""

    text: str
    whole: str
    first_partial: float | None
    replies: tuple[Reply, ...]
    changes: Changes


def main(
    manifest: Annotated[
        Path | None, typer.Option(help="녹음의 목록(JSONL). 없으면 시험용.")
    ] = None,
    clips: Annotated[int, typer.Option(min=1, help="목록에 고루 걸쳐 몇 개")] = 20,
    threads: Annotated[int, typer.Option(min=1, help="인식기의 스레드")] = 2,
    model: Annotated[Path, typer.Option(help="이해 모델 폴더")] = DEFAULT_MODEL,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """말하는 동안 얼마나 빨리 글이 보이고, 말을 마친 뒤 얼마나 빨리 답하는지 잽니다."""
    load = os.getloadavg()[0]
    try:
        chosen = _chosen(manifest, clips)
        found = measure(chosen, threads, model)
    except MalgwiError as fault:
        _note.print(str(fault), markup=False)
        raise typer.Exit(1) from None
    found = {"clips": len(chosen), "threads": threads, "load": round(load, 2)} | found
    _show(found)
    if out is not None:
        write_results(out, found)


def measure(clips: Sequence[Clip], threads: int, model: Path) -> dict[str, Any]:
    """The figures for these clips, in seconds and shares."""
    from slu.understanding.understander import Understander

    recogniser = FasterWhisperRecogniser.load(threads=threads)
    timed = Timed(recogniser)
    sounds = [load_audio(clip.audio) for clip in clips]
    recogniser.recognise(sounds[0])  # the first call is slower
    with tempfile.TemporaryDirectory(prefix="malgwi-bench-") as folder:
        database = Path(folder) / "streaming.db"
        voice = VoiceAssistant.load(Understander.load(model), Hearing(timed), database)
        voice.assistant.turn("bench", "안녕", NOW)
        streamed = [
            stream_clip(voice, timed, sound, f"bench {at}")
            for at, sound in enumerate(track(sounds, "듣는 중", console=_note))
        ]
        voice.close()
    found = summarise(clips, streamed, timed, _encoder_seconds(recogniser, sounds[0]))
    return found | {"joined": joined(recogniser, sounds, [one.whole for one in streamed])}


def stream_clip(voice: VoiceAssistant, timed: Timed, sound: Audio, name: str) -> Streamed:
    """One clip spoken to the assistant, then heard whole; only the former is in `timed`."""
    seen = simulate(voice.stream(), timed, np.concatenate([sound.samples, _SILENCE]))
    started = next((one.event.start for one in seen if isinstance(one.event, SpeechStarted)), 0.0)
    texts = [one for one in seen if isinstance(one.event, Partial) and _text(one)]
    return Streamed(
        text=_finals(seen),
        whole=timed.recogniser.recognise(sound).text,
        first_partial=texts[0].at - started if texts else None,
        replies=tuple(_replies(voice, seen, name)),
        changes=changes(seen),
    )


def _replies(voice: VoiceAssistant, seen: Sequence[Seen], name: str) -> Iterable[Reply]:
    """Turns without words get no answer."""
    ended = [one.at for one in seen if isinstance(one.event, TurnEnded)]
    finals = [(one.at, one.event) for one in seen if isinstance(one.event, Final)]
    for decided, (at, final) in zip(ended, finals, strict=True):
        if final.transcript.text:
            began = time.perf_counter()
            voice.answer(name, final, NOW)
            yield Reply(at - decided, time.perf_counter() - began)


def summarise(
    clips: Sequence[Clip], streamed: Sequence[Streamed], timed: Timed, encoder: float
) -> dict[str, Any]:
    """Medians, shares and error rates; `encoder` seconds is what 30 s of sound take in it, and so
    every decode at the least."""
    finals = [one.text for one in streamed]
    whole = [one.whole for one in streamed]
    said = [clip.text for clip in clips]
    replies = [reply for one in streamed for reply in one.replies]
    quick = [seconds for options, seconds in timed.taken if options.beam_size == 1]
    good = [seconds for options, seconds in timed.taken if options.beam_size > 1]
    shown = [one.first_partial for one in streamed if one.first_partial is not None]
    letters = sum(character_errors(text, "", spaces=False).length for text in finals)
    return {
        "turns": len(replies),
        "clips_without_partial": len(streamed) - len(shown),
        "first_partial_median": _median(shown),
        "reply_median": _median([one.waiting + one.answering for one in replies]),
        "changed": sum(one.changes.changed for one in streamed) / max(letters, 1),
        "erased": sum(one.changes.erased for one in streamed) / max(letters, 1),
        "confirmed_changed": sum(one.changes.confirmed_changed for one in streamed)
        / max(sum(one.changes.confirmed for one in streamed), 1),
        "cer_against_whole": _cer(whole, finals),
        "cer_streamed": _cer(said, finals),
        "cer_whole": _cer(said, whole),
        "limits": {
            "encoder": encoder,
            "partial_decode_median": _median(quick),
            "final_decode_median": _median(good),
            "waiting_for_final_median": _median([one.waiting for one in replies]),
            "finals_ready_at_the_decision": _share([one.waiting < 0.1 for one in replies]),
            "answering_median": _median([one.answering for one in replies]),
        },
        "each": [_wordless(one) for one in streamed],
    }


def _wordless(one: Streamed) -> dict[str, Any]:
    """The figures of a clip without its words: the licences of recordings may forbid them."""
    return {name: value for name, value in asdict(one).items() if name not in ("text", "whole")}


def joined(
    recogniser: FasterWhisperRecogniser, sounds: Sequence[Audio], alone: Sequence[str]
) -> Any:
    """CER of one long recording of all clips against the clips heard one by one, by three ways."""
    samples = np.concatenate([part for one in sounds for part in (one.samples, _PAUSE)])
    audio, timed = Audio(samples, RATE), Timed(recogniser)
    stream = StreamingRecogniser(timed)
    ways: dict[str, str] = {
        "streamed": _finals(simulate(stream, timed, np.concatenate([samples, _SILENCE]))),
        "whole": recogniser.recognise(audio).text,
        "by_windows": PlainWhisper(recogniser.model).recognise(audio).text,
    }
    rates = {name: _cer([" ".join(alone)], [text]) for name, text in ways.items()}
    return {"seconds": audio.seconds} | rates


def _encoder_seconds(recogniser: FasterWhisperRecogniser, sound: Audio) -> float:
    model = recogniser.model
    features = pad_or_trim(model.feature_extractor(sound.samples))
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        model.encode(features)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _chosen(manifest: Path | None, count: int) -> list[Clip]:
    if manifest is None:
        folder = ROOT / "tests" / "audio"
        return [Clip(folder / f"{name}.wav", text) for name, text in _OWN.items()][:count]
    listed = read_manifest(manifest)
    return listed[:: max(len(listed) // count, 1)][:count]


def _text(seen: Seen) -> str:
    event = seen.event
    return event.confirmed + event.unconfirmed if isinstance(event, Partial) else ""


def _finals(seen: Sequence[Seen]) -> str:
    return " ".join(
        one.event.transcript.text for one in seen if isinstance(one.event, Final)
    ).strip()


def _cer(references: Sequence[str], heard: Sequence[str]) -> float:
    pairs = zip(references, heard, strict=True)
    errors = [character_errors(one, other, spaces=False) for one, other in pairs]
    return sum(one.edits for one in errors) / max(sum(one.length for one in errors), 1)


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _show(found: dict[str, Any]) -> None:
    table = Table(title=f"녹음 {found['clips']}개, 스레드 {found['threads']}개")
    table.add_column("")
    table.add_column("", justify="right")
    shown = {
        "first_partial_median": "말을 시작하고 첫 글까지 (초)",
        "reply_median": "마쳤다고 보고 답할 때까지 (초)",
        "changed": "보인 뒤 바뀐 글자",
        "confirmed_changed": "굳은 뒤 바뀐 글자",
        "cer_against_whole": "통째로 들은 글과 다른 글자",
    }
    for key, name in shown.items():
        table.add_row(name, "-" if found[key] is None else f"{found[key]:.3f}")
    for key, value in found["limits"].items():
        table.add_row(key, "-" if value is None else f"{value:.3f}")
    for key, value in found["joined"].items():
        table.add_row(f"joined: {key}", f"{value:.3f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
