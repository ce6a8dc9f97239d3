"""What every recogniser has in common: its options, its one method, and the way round decoding.

A backend only turns samples into windows of segments; finding the voice before and judging the
segments after is done here, the same for all. Sound stays in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import add
from typing import Protocol

import numpy as np
import numpy.typing as npt

from slu.core import Alternative, Audio, Segment, Transcript
from slu.speech.audio import RATE, from_array
from slu.speech.guard import GuardOptions, is_said, without_loops, without_repeats
from slu.speech.joints import pieces
from slu.speech.readings import Window, combined, ranked
from slu.speech.voice import Voiced, VoiceOptions, find_voice
from slu.speech.word_times import moved, retold

Samples = npt.NDArray[np.float32]

# A backend's segments lie a little beside the voice they hold.
_MARGIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """How to listen.

    With `retry` a result that is a loop is decoded once more; the same sound gives the same text
    either way. `hotwords` are words to expect (names, places; `slu.speech.hotwords` chooses them).
    `readings`: how many texts to give of the same sound; above 1 the transcript has `alternatives`,
    and its text stays what it is with 1. Without `whole_window` a single reading takes a third of
    the time and is a little worse (`slu.speech.short_window`; openai-whisper takes no notice). With
    `words` segments know when each of their words was said. The defaults of `voice` and `guard`
    leave no words in silence.
    """

    language: str = "ko"
    beam_size: int = 5
    retry: bool = True
    hotwords: tuple[str, ...] = ()
    readings: int = 1
    whole_window: bool = True
    words: bool = False
    voice: VoiceOptions = field(default_factory=VoiceOptions)
    guard: GuardOptions = field(default_factory=GuardOptions)


DEFAULT_OPTIONS = RecognitionOptions()


class Recogniser(Protocol):
    """Something that hears words in sound. Raises AudioError for sound it cannot take."""

    def recognise(
        self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS
    ) -> Transcript: ...


Decode = Callable[[Samples, RecognitionOptions], list[Window]]


def recognise_with(decode: Decode, audio: Audio, options: RecognitionOptions) -> Transcript:
    """Decode the voiced part of a sound and keep what was said in it.

    `decode` takes 16 kHz samples (n,) and gives windows with times within them.
    """
    sound = audio if audio.rate == RATE else from_array(audio.samples, audio.rate)
    voiced = find_voice(sound, options.voice)
    kept: list[Segment] = []
    readings: list[tuple[Alternative, ...]] = []
    for window in _windows(decode, voiced.samples, options):
        segments = _said(window.segments, voiced, options.guard)
        if segments:
            kept += segments
            readings.append(_readings(window, segments, voiced, options.guard))
    return Transcript(
        text=_text(kept),
        segments=tuple(kept),
        alternatives=combined(readings, options.readings) if options.readings > 1 else (),
        confidence=_confidence(kept),
        seconds=audio.seconds,
    )


def joined(
    parts: Sequence[tuple[float, Transcript]], seconds: float, readings: int = 1
) -> Transcript:
    """The transcript of a sound of so many seconds that was recognised in parts, each given with
    the second at which it begins."""
    said = [(start, heard) for start, heard in parts if heard.text]
    segments = [
        moved(segment, partial(add, start)) for start, heard in said for segment in heard.segments
    ]
    choices = [heard.alternatives or (Alternative(heard.text, 0.0),) for _, heard in said]
    return Transcript(
        text=" ".join(heard.text for _, heard in said),
        segments=tuple(segments),
        alternatives=combined(choices, readings) if readings > 1 else (),
        confidence=_confidence(segments),
        seconds=seconds,
    )


def _windows(decode: Decode, samples: Samples, options: RecognitionOptions) -> Iterator[Window]:
    """What a backend finds, asked about no more than it decodes at once, with times in the whole:
    where it goes on by itself, words are lost or doubled. Of no samples it is not asked."""
    for start, end in pieces(samples) if len(samples) else ():
        place = partial(_within, start / RATE, end / RATE)
        for window in decode(samples[start:end], options):
            segments = tuple(moved(each, place) for each in window.segments)
            yield replace(window, segments=segments)


def _within(start: float, end: float, time: float) -> float:
    """A time of a stretch as one of the whole, which ends no later than the stretch does."""
    return min(start + time, end)


def _said(segments: Sequence[Segment], voiced: Voiced, guard: GuardOptions) -> list[Segment]:
    """The segments that somebody said, at their times in the whole sound."""
    kept = []
    for segment in without_repeats(segments):
        segment = moved(segment, voiced.original)
        spoken = voiced.seconds_spoken(
            segment.start - _MARGIN_SECONDS, segment.end + _MARGIN_SECONDS
        )
        segment = retold(segment, without_loops(segment.text).strip())
        if is_said(segment, spoken, guard):
            kept.append(segment)
    return kept


def _readings(
    window: Window, kept: list[Segment], voiced: Voiced, guard: GuardOptions
) -> tuple[Alternative, ...]:
    """The readings of a window of which these segments were kept. Where one was refused there are
    no others: which part of a hypothesis it would be is not known."""
    first = Alternative(_text(kept), math.log(_confidence(kept)))
    others: tuple[Alternative, ...] = ()
    if len(kept) == len(window.segments):
        whole = replace(window.segments[0], end=window.segments[-1].end)
        others = tuple(
            Alternative(heard.text, each.score)
            for each in window.hypotheses
            for heard in _said(
                [replace(whole, text=each.text, log_probability=each.score)], voiced, guard
            )
        )
    return ranked(first, others)


def _text(segments: Iterable[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def _confidence(segments: list[Segment]) -> float:
    """The mean probability of a token, segments weighted by their length in characters."""
    length = sum(len(segment.text) for segment in segments)
    if not length:
        return 0.0
    total = sum(segment.log_probability * len(segment.text) for segment in segments)
    return min(math.exp(total / length), 1.0)
