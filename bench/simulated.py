"""A stream under a simulated clock: sound is handed over as it would have been spoken by then, each
decode is timed, and its time passes before what it found is seen. So nothing sleeps.

The figures are those of a machine on which listening costs nothing beside decoding; voice activity
takes about 0.5 % of the time. What is measured with it is told in `bench.streaming`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from slu.core import Audio, Transcript
from slu.evaluation.characters import edit_distances, normalise
from slu.speech.audio import RATE
from slu.speech.recogniser import DEFAULT_OPTIONS, Recogniser, RecognitionOptions
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Event, Final, Partial
from slu.speech.streaming_voice import WINDOW, Samples


@dataclass(frozen=True, slots=True)
class Seen:
    """An event, and the second of the simulated clock at which it is known."""

    at: float
    event: Event


@dataclass(slots=True)
class Timed:
    """A recogniser; `taken` holds the options and the seconds of each call, `clock` is its time."""

    recogniser: Recogniser
    clock: Callable[[], float] = time.perf_counter
    taken: list[tuple[RecognitionOptions, float]] = field(default_factory=list)

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        began = self.clock()
        transcript = self.recogniser.recognise(audio, options)
        self.taken.append((options, self.clock() - began))
        return transcript

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.taken)


def simulate(stream: StreamingRecogniser, timed: Timed, samples: Samples) -> list[Seen]:
    """What is seen of samples (n,) of 16 kHz, spoken from second 0, by a stream over `timed`."""
    seen: list[Seen] = []
    heard, now = 0, 0.0
    while True:
        work = stream.due()
        if work is None and heard + WINDOW > len(samples):
            return seen
        before = timed.seconds
        transcript = None if work is None else stream.recognise(work)
        now += WINDOW / RATE if work is None else timed.seconds - before
        while heard + WINDOW <= min(len(samples), round(now * RATE)):
            heard += WINDOW
            found = stream.hear(samples[heard - WINDOW : heard])
            seen += [Seen(heard / RATE, event) for event in found]
        if work is not None and transcript is not None:
            seen += [Seen(now, event) for event in stream.done(work, transcript)]


@dataclass(frozen=True, slots=True)
class Changes:
    """Letters of partials that did not stay. `erased`: not there in what was shown next (the final
    included), or behind such a one. `changed`: the edits that make each the beginning of the next.
    `confirmed`: letters confirmed when their turn ended, `confirmed_changed` the edits that make
    them the beginning of the final."""

    erased: int = 0
    changed: int = 0
    confirmed: int = 0
    confirmed_changed: int = 0


def changes(seen: Sequence[Seen]) -> Changes:
    """Of all turns together."""
    total = Counter[str]()
    shown = confirmed = ""
    for event in (one.event for one in seen):
        if isinstance(event, Partial):
            now = _letters(event.confirmed + event.unconfirmed)
        elif isinstance(event, Final):
            now = _letters(event.transcript.text)
            total["confirmed"] += len(confirmed)
            total["confirmed_changed"] += _changed(confirmed, now)
        else:
            continue
        total["erased"] += len(shown) - _common(shown, now)
        total["changed"] += _changed(shown, now)
        shown = confirmed = ""
        if isinstance(event, Partial):
            shown, confirmed = now, _letters(event.confirmed)
    return Changes(**total)


def _changed(before: str, now: str) -> int:
    return int(edit_distances(before, now).min())


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _letters(text: str) -> str:
    return normalise(text, spaces=False)
