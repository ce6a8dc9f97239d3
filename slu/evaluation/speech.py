"""How well a recogniser hears: character error rate and real-time factor over a manifest.

A manifest holds one JSON object a line: `audio` (a path, relative to the manifest), `text` (what
was said) and, if there are several, `source`. Loading a recogniser is the caller's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from slu.core import Audio
from slu.errors import DataError
from slu.evaluation.characters import CharacterErrors, character_errors
from slu.speech.audio import load_audio
from slu.speech.recogniser import DEFAULT_OPTIONS, Recogniser, RecognitionOptions

Clock = Callable[[], float]
Progress = Callable[[int, int], None]

_RESAMPLES = 1000
_WORST = 10


@dataclass(frozen=True, slots=True)
class Clip:
    """A line of a manifest; `source` is "" where the line names none."""

    audio: Path
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class HeardClip:
    """What was made of a clip; `seconds` of sound took `elapsed` seconds."""

    audio: str
    source: str
    text: str
    heard: str
    errors: CharacterErrors
    errors_no_spaces: CharacterErrors
    seconds: float
    elapsed: float


@dataclass(frozen=True, slots=True)
class SpeechScores:
    """Rates over some clips: all edits by all characters, all time taken by all time of sound.

    The intervals hold 95 % of 1,000 bootstrap samples of the clips (seed 0).
    """

    clips: int
    cer: float
    cer_interval: tuple[float, float]
    cer_no_spaces: float
    cer_no_spaces_interval: tuple[float, float]
    real_time_factor: float


@dataclass(frozen=True, slots=True)
class SpeechReport:
    """The result for a recogniser and, where one was given, for a baseline on the same clips."""

    scores: SpeechScores
    sources: tuple[tuple[str, SpeechScores], ...]
    worst: tuple[HeardClip, ...]
    baseline: SpeechScores | None = None

    @property
    def cer(self) -> float:
        return self.scores.cer

    @property
    def cer_no_spaces(self) -> float:
        return self.scores.cer_no_spaces

    @property
    def real_time_factor(self) -> float:
        return self.scores.real_time_factor

    def to_json(self) -> dict[str, Any]:
        """The scores at the top level; `sources`, `worst` and `baseline` beside them."""
        return {
            **asdict(self.scores),
            "sources": {name: asdict(scores) for name, scores in self.sources},
            "worst": [asdict(clip) for clip in self.worst],
            "baseline": None if self.baseline is None else asdict(self.baseline),
        }


def read_manifest(path: Path) -> list[Clip]:
    """The clips of a manifest. Raises DataError naming the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("매니페스트를 읽을 수 없습니다. 경로를 확인해 주세요.", path) from error
    clips = [
        _clip(line, path, number) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not any(character_errors(clip.text, "").length for clip in clips):
        raise DataError("녹음 내용(text)이 적힌 줄이 하나도 없습니다.", path)
    return clips


def evaluate_speech(
    manifest: Path,
    recogniser: Recogniser,
    options: RecognitionOptions = DEFAULT_OPTIONS,
    baseline: Recogniser | None = None,
    progress: Progress | None = None,
    clock: Clock = time.perf_counter,
) -> SpeechReport:
    """Let a recogniser, and a `baseline` in turn with it, hear every clip of a manifest.

    `progress` is told (clips done, clips in all). Decoding the files is not counted in the time.
    Raises DataError for a malformed manifest, AudioError for a clip that cannot be read.
    """
    clips = read_manifest(manifest)
    heard, beside = [], []
    for number, clip in enumerate(clips, start=1):
        audio = load_audio(clip.audio)
        heard.append(_hear(clip, audio, recogniser, options, clock))
        if baseline is not None:
            beside.append(_hear(clip, audio, baseline, options, clock))
        if progress is not None:
            progress(number, len(clips))
    names = sorted({clip.source for clip in clips})
    return SpeechReport(
        scores=_scores(heard),
        sources=tuple(
            (name, _scores([clip for clip in heard if clip.source == name])) for name in names
        ),
        worst=tuple(sorted(heard, key=_badness, reverse=True)[:_WORST]),
        baseline=_scores(beside) if beside else None,
    )


def _clip(line: str, path: Path, number: int) -> Clip:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError("JSON 객체 한 줄이 아닙니다.", path, number) from error
    if not isinstance(row, dict):
        raise DataError("JSON 객체 한 줄이 아닙니다.", path, number)
    for key in ("audio", "text"):
        if not isinstance(row.get(key), str):
            raise DataError(f"'{key}' 항목(문자열)이 없습니다.", path, number)
    audio = path.parent / row["audio"]
    if not audio.is_file():
        raise DataError(f"소리 파일 {audio}이(가) 없습니다.", path, number)
    return Clip(audio, row["text"], str(row.get("source", "")))


def _hear(
    clip: Clip, audio: Audio, recogniser: Recogniser, options: RecognitionOptions, clock: Clock
) -> HeardClip:
    start = clock()
    heard = recogniser.recognise(audio, options).text
    return HeardClip(
        audio=str(clip.audio),
        source=clip.source,
        text=clip.text,
        heard=heard,
        elapsed=clock() - start,
        errors=character_errors(clip.text, heard),
        errors_no_spaces=character_errors(clip.text, heard, spaces=False),
        seconds=audio.seconds,
    )


def _scores(clips: Sequence[HeardClip]) -> SpeechScores:
    cer, cer_interval = _rate([clip.errors for clip in clips])
    no_spaces, no_spaces_interval = _rate([clip.errors_no_spaces for clip in clips])
    return SpeechScores(
        clips=len(clips),
        cer=cer,
        cer_interval=cer_interval,
        cer_no_spaces=no_spaces,
        cer_no_spaces_interval=no_spaces_interval,
        real_time_factor=sum(clip.elapsed for clip in clips) / sum(c.seconds for c in clips),
    )


def _rate(errors: Sequence[CharacterErrors]) -> tuple[float, tuple[float, float]]:
    """Edits a character over all clips, and its bootstrap interval."""
    counts = np.array([(error.edits, error.length) for error in errors], np.float64)
    chosen = np.random.default_rng(0).integers(0, len(counts), (_RESAMPLES, len(counts)))
    sums = counts[chosen].sum(axis=1)
    rates = sums[:, 0] / np.maximum(sums[:, 1], 1.0)
    low, high = np.quantile(rates, [0.025, 0.975])
    edits, length = counts.sum(axis=0)
    return float(edits / max(length, 1.0)), (float(low), float(high))


def _badness(clip: HeardClip) -> float:
    return clip.errors.edits / max(clip.errors.length, 1)
