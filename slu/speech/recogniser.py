"""What every recogniser has in common: its options, its one method, and the way round decoding.

A backend only turns samples into segments; finding the voice before and judging the segments
after is done here, the same for all. Sound stays in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from slu.core import Audio, Segment, Transcript
from slu.speech.audio import RATE, from_array
from slu.speech.guard import GuardOptions, is_said
from slu.speech.voice import VoiceOptions, find_voice

Samples = npt.NDArray[np.float32]

# A backend's segments lie a little beside the voice they hold.
_MARGIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """How to listen.

    `temperatures` are tried in turn while the result is a loop or improbable; above 0 the text
    is sampled, so that only `(0.0,)` gives the same text each time. `hotwords` are words to
    expect (names, places). The defaults of `voice` and `guard` leave no words in silence.
    """

    language: str = "ko"
    beam_size: int = 5
    temperatures: tuple[float, ...] = (0.0, 0.4)
    hotwords: tuple[str, ...] = ()
    voice: VoiceOptions = field(default_factory=VoiceOptions)
    guard: GuardOptions = field(default_factory=GuardOptions)


DEFAULT_OPTIONS = RecognitionOptions()


class Recogniser(Protocol):
    """Something that hears words in sound. Raises AudioError for sound it cannot take."""

    def recognise(
        self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS
    ) -> Transcript: ...


Decode = Callable[[Samples, RecognitionOptions], list[Segment]]


def recognise_with(decode: Decode, audio: Audio, options: RecognitionOptions) -> Transcript:
    """Decode the voiced part of a sound and keep what was said in it.

    `decode` takes 16 kHz samples (n,) and gives segments with times within them.
    """
    sound = audio if audio.rate == RATE else from_array(audio.samples, audio.rate)
    voiced = find_voice(sound, options.voice)
    if not len(voiced.samples):
        return Transcript("", seconds=audio.seconds)
    kept = []
    for segment in decode(voiced.samples, options):
        start, end = voiced.original(segment.start), voiced.original(segment.end)
        spoken = voiced.seconds_spoken(start - _MARGIN_SECONDS, end + _MARGIN_SECONDS)
        if is_said(segment, spoken, options.guard):
            kept.append(replace(segment, start=start, end=end, text=segment.text.strip()))
    return Transcript(
        text=" ".join(segment.text for segment in kept),
        segments=tuple(kept),
        confidence=_confidence(kept),
        seconds=audio.seconds,
    )


def _confidence(segments: list[Segment]) -> float:
    """The mean probability of a token, segments weighted by their length in characters."""
    length = sum(len(segment.text) for segment in segments)
    if not length:
        return 0.0
    total = sum(segment.log_probability * len(segment.text) for segment in segments)
    return min(math.exp(total / length), 1.0)
