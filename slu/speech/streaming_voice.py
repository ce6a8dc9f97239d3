"""Who begins to speak and who has finished, window by window of 32 ms, as sound comes in.

The rules for a beginning are those of `slu.speech.voice`: enough evidence of a voice, counted from
where it rose out of silence. What is said is not known here, and no sound is kept.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from slu.speech.audio import RATE
from slu.speech.voice import VoiceOptions

WINDOW: Final = 512
"""Samples of a window, 32 ms."""
LOOK_BACK: Final = round(3.0 * RATE / WINDOW)
"""Windows that a turn may begin earlier than it was noticed."""
_CONTEXT: Final = 64
_MEMORY: Final = (1, 1, 128)

Samples = npt.NDArray[np.float32]


def windows(seconds: float) -> int:
    """How many windows hold so many seconds."""
    return math.ceil(seconds * RATE / WINDOW)


class Voice(Protocol):
    """What tells, of one window (512,) after another, how probable speech is in it."""

    def __call__(self, window: Samples) -> float: ...


class Silero:
    """Silero VAD v6 over a stream: the same numbers as over the whole sound, since what it
    remembers, and the last 64 samples, go along from window to window."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._hidden = self._cell = np.zeros(_MEMORY, np.float32)
        self._before: Samples = np.zeros(_CONTEXT, np.float32)

    def __call__(self, window: Samples) -> float:
        given = {"input": np.concatenate([self._before, window])[np.newaxis]}
        found, self._hidden, self._cell = self._session.run(
            None, given | {"h": self._hidden, "c": self._cell}
        )
        self._before = window[-_CONTEXT:]
        return float(found.reshape(-1)[0])


@dataclass(frozen=True, slots=True)
class BargeIn:
    """What it takes to interrupt a reply that plays, since the microphone hears it too: nothing
    does in its first `ignored` seconds, then a voice above `threshold` with `evidence`
    (`slu.speech.voice.VoiceOptions`). No cure for a loud loudspeaker without echo cancelling."""

    ignored: float = 0.3
    threshold: float = 0.8
    evidence: float = 0.04


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """A turn ends after `pause` seconds without voice, `patience` seconds while no word of it is
    confirmed, and after about `limit` seconds in any case. `voice.pause` has no meaning here."""

    pause: float = 0.7
    patience: float = 1.2
    limit: float = 60.0
    voice: VoiceOptions = field(default_factory=VoiceOptions)
    barge_in: BargeIn = field(default_factory=BargeIn)


DEFAULT_TURNS = TurnOptions()


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody speaks: the turn's sound begins at window `start`, the voice at `voice`."""

    start: int
    voice: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Nobody has spoken since the window `quiet`."""

    quiet: int


class Turns:
    """Where turns begin and end. `count` is how many windows were heard, `quiet` the window since
    which nobody speaks, None while somebody does."""

    def __init__(self, options: TurnOptions = DEFAULT_TURNS):
        self.options, self.count = options, 0
        self.speaking = self.playing = False
        self.quiet: int | None = None
        self._past: deque[float] = deque(maxlen=LOOK_BACK)
        self._first: int | None = None  # where a voice rose that may become a turn
        self._evidence, self._floor = 0.0, 0

    def play(self, playing: bool) -> None:
        """A reply begins, or ends, to sound in what is heard from now on. What was heard of it is
        no part of a turn."""
        options = self.options
        margin = options.barge_in.ignored if playing else -options.voice.padding
        self._floor = max(self._floor, self.count + round(margin * RATE / WINDOW))
        self.playing = playing
        if not self.speaking:
            self._forget()

    def take(self, probability: float, confirmed: bool) -> Began | Ended | None:
        """The next window; `confirmed` where words of the present turn are."""
        self._past.append(probability)
        self.count += 1
        rules = self._rules()
        if probability >= rules.threshold:
            self.quiet = None
            if not self.speaking:
                return self._rise(probability, rules)
        elif probability < rules.release and self.quiet is None:
            self.quiet = self.count - 1
        return self._fall(confirmed)

    def stop(self) -> Ended:
        """The turn is over now."""
        ended = Ended(self.count if self.quiet is None else self.quiet)
        self._floor = max(self._floor, self.end(ended.quiet))
        self.speaking = False
        self._forget()
        return ended

    def end(self, quiet: int) -> int:
        """Where the sound of a turn ends in which nobody speaks since `quiet`: the same however
        long one waits, once the padding was heard."""
        return min(quiet + windows(self.options.voice.padding), self.count)

    def _rules(self) -> VoiceOptions:
        voice, barge_in = self.options.voice, self.options.barge_in
        if self.speaking or not self.playing:
            return voice
        threshold = math.inf if self.count <= self._floor else barge_in.threshold
        return replace(voice, threshold=threshold, faint=threshold, evidence=barge_in.evidence)

    def _rise(self, probability: float, rules: VoiceOptions) -> Began | None:
        if self._first is None:
            self._first = self.count - 1
        self._evidence += (probability - rules.threshold) * WINDOW / RATE
        if self._evidence < rules.evidence:
            return None
        began = self._beginning(self._first, rules)
        self._forget()
        self.speaking = True
        return began

    def _beginning(self, first: int, rules: VoiceOptions) -> Began:
        """From where the voice was faint, with the padding; not before the turn before ended."""
        oldest = self.count - len(self._past)
        first = max(first, oldest)
        while first > oldest and self._past[first - 1 - oldest] >= rules.faint:
            first -= 1
        first = max(first, self._floor)
        return Began(max(first - windows(rules.padding), oldest, self._floor), first)

    def _fall(self, confirmed: bool) -> Ended | None:
        if self.quiet is None:
            return None
        options = self.options
        pause = options.pause if confirmed or not self.speaking else options.patience
        if self.count - self.quiet < windows(pause):
            return None
        if not self.speaking:
            self._forget()
            return None
        return self.stop()

    def _forget(self) -> None:
        self._first, self.quiet, self._evidence = None, None, 0.0
