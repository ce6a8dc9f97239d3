"""Sound whose words can be read off it: word k is a tone of level (k + 1) / 100, all else silence.

`Ear` hears them, of a word that is cut the first syllables; `loudness` is a voice where there is
any sound. Both in place of Whisper and Silero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from slu.core import Audio, Segment, Transcript
from slu.speech.audio import RATE
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Event, Partial

WORDS = ["내일", "아침에", "일곱시에", "알람을", "맞춰줘"]
WORDS += ["그리고", "거실불은", "꺼두고", "음악을", "틀어줘"]
WORD, GAP = 19 * 512 + 100, 5 * 512 + 37  # samples; no multiples of a window

Samples = npt.NDArray[np.float32]


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def say(words: Iterable[int]) -> Samples:
    """These words of `WORDS`, a short gap after each."""
    parts = [np.full(WORD, (word + 1) / 100, np.float32) for word in words]
    gap = np.zeros(GAP, np.float32)
    return np.concatenate([silence(0), *(sound for part in parts for sound in (part, gap))])


def text(words: Iterable[int]) -> str:
    return " ".join(WORDS[word] for word in words)


def loudness(window: Samples) -> float:
    return float(np.abs(window).max() > 0.0)


class Ear:
    """Hears what `say` says; remembers the lengths of what it was given, and how."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.options: list[RecognitionOptions] = []

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        self.heard.append(audio.seconds)
        self.options.append(options)
        levels = np.rint(audio.samples * 100).astype(int)
        edges = np.flatnonzero(np.diff(levels, prepend=0, append=0))
        words = []
        for start, end in pairwise(edges):
            if levels[start]:
                word = WORDS[levels[start] - 1]
                words.append(word[: round(len(word) * (end - start) / WORD)])
        said = " ".join(filter(None, words))
        segments = (Segment(0.0, audio.seconds, said, log_probability=-0.1),) if said else ()
        return Transcript(said, segments, confidence=0.9, seconds=audio.seconds)


def stream_over(
    stream: StreamingRecogniser, samples: Samples, sizes: Sequence[int], every: int
) -> list[Event]:
    """Feeds the samples in pieces of these sizes, over and over, but for the places where it
    decodes: after each `every` samples."""
    events: list[Event] = []
    places = {*range(0, len(samples), every), len(samples)}
    at = 0
    while at < len(samples):
        places.add(at)
        at += sizes[len(places) % len(sizes)]
    cuts = sorted(places)
    for start, end in pairwise(cuts):
        events += stream.hear(samples[start:end])
        if end % every == 0:
            events += stream.decode()
    return [*events, *stream.finish(), *drain(stream)]


def drain(stream: StreamingRecogniser) -> list[Event]:
    """All that is due."""
    events: list[Event] = []
    while (work := stream.due()) is not None:
        events += stream.done(work, stream.recognise(work))
    return events


def whole(partial: Partial) -> str:
    return partial.confirmed + partial.unconfirmed
