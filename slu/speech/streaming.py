"""Hearing while somebody speaks: sound goes in as it comes, and what was heard comes out.

`StreamingRecogniser` works over any `Recogniser`. Where turns begin and end is decided by
`streaming_voice`, which words will stay by `streaming_agreement`; long turns are cut at `joints`.
It holds no thread and reads no clock: `streaming_live` runs it beside a microphone.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from slu.core import Audio, Transcript
from slu.speech.audio import RATE
from slu.speech.joints import quietest
from slu.speech.recogniser import Recogniser, RecognitionOptions, joined
from slu.speech.streaming_agreement import Agreement
from slu.speech.streaming_events import Event, Final, Partial, SpeechStarted, TurnEnded
from slu.speech.streaming_voice import (
    LOOK_BACK,
    WINDOW,
    Began,
    Ended,
    Samples,
    Silero,
    TurnOptions,
    Turns,
    Voice,
    windows,
)


@dataclass(frozen=True, slots=True)
class StreamingOptions:
    """`recognition` is how a turn is heard in the end. A hypothesis while it lasts needs `interval`
    seconds of new sound, and is decoded quickly: greedily, in a short window. A turn longer than
    `part` seconds is heard in parts, cut where it is quiet; more than Whisper's 30 s would be cut
    again."""

    recognition: RecognitionOptions = field(default_factory=RecognitionOptions)
    turns: TurnOptions = field(default_factory=TurnOptions)
    interval: float = 0.7
    part: float = 20.0


@dataclass(eq=False, slots=True)
class _Turn:
    """A turn as it goes on. Its present part begins at window `part`; up to `decoded` it was
    decoded, and `settled` is what its sound up to a window says for good."""

    start: int
    decoded: int
    part: int
    agreement: Agreement = field(default_factory=Agreement)
    shown: Partial = field(default=Partial("", ""))
    parts: list[tuple[float, Transcript]] = field(default_factory=list)
    settled: tuple[int, Transcript] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Something to decode: windows `start` to `end` of a turn. `over` where that part of the turn
    is over, `last` where the turn is."""

    turn: _Turn
    start: int
    end: int
    audio: Audio
    options: RecognitionOptions
    over: bool = False
    last: bool = False


class StreamingRecogniser:
    """A conversation's ear. `hear` takes sound and is quick; `decode` does what is due then, which
    takes as long as recognising does. They may be called by two threads, one each.

    Nothing waits in line to be decoded but finished turns and parts: a hypothesis is of all the
    sound there is when `decode` is called. Once the voice pauses for `voice.padding`, the turn is
    decoded for good: should it end there, as the pause goes on, its `Final` is there already.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        options: StreamingOptions = StreamingOptions(),
        voice: Voice | None = None,
    ):
        self.options = options
        self._quick = replace(
            options.recognition,
            beam_size=1,
            retry=False,
            readings=1,
            whole_window=False,
        )
        self._recogniser, self._voice = recogniser, voice or Silero()
        self._turns = Turns(options.turns)
        self._turn: _Turn | None = None
        self._over: deque[Work] = deque()
        self._rest: Samples = np.zeros(0, np.float32)  # less than a window
        self._kept: deque[Samples] = deque()  # the last windows heard
        self._lock = threading.Lock()

    def hear(self, samples: Samples) -> list[Event]:
        """Takes samples (n,) of 16 kHz, any number of them."""
        with self._lock:
            self._rest = np.concatenate([self._rest, samples.astype(np.float32, copy=False)])
            count = len(self._rest) // WINDOW
            whole, self._rest = np.split(self._rest, [count * WINDOW])
            return [event for window in whole.reshape(-1, WINDOW) for event in self._take(window)]

    def finish(self) -> list[Event]:
        """No more sound comes: ends the turn, if there is one. What is then due is the last."""
        with self._lock:
            return [] if self._turn is None else self._end(self._turn, self._turns.stop())

    def reply_started(self) -> None:
        """The assistant speaks in what is heard from now on: see `BargeIn`."""
        with self._lock:
            self._turns.play(True)

    def reply_ended(self) -> None:
        with self._lock:
            self._turns.play(False)

    def decode(self) -> list[Event]:
        """Decodes once, if anything is due. Raises what the recogniser raises."""
        work = self.due()
        return [] if work is None else self.done(work, self.recognise(work))

    def due(self) -> Work | None:
        """What is to be decoded now. Finished parts and turns first, in their order."""
        with self._lock:
            if self._over:
                return self._over.popleft()
            turn, now = self._turn, self._turns.count
            if turn is None:
                return None
            if self._turns.quiet is not None:
                return self._pausing(turn, self._turns.quiet)
            if now - turn.decoded < windows(self.options.interval):
                return None
            turn.decoded = now
            return Work(turn, turn.part, now, self._sound(turn.part, now), self._quick)

    def recognise(self, work: Work) -> Transcript:
        """What its sound says; what is known already is not decoded again."""
        settled = work.turn.settled
        if work.over and settled is not None and settled[0] == work.end:
            return settled[1]
        return self._recogniser.recognise(work.audio, work.options)

    def done(self, work: Work, transcript: Transcript) -> list[Event]:
        """What follows from the result of work that was due."""
        with self._lock:
            turn = work.turn
            if work.over:
                turn.agreement.settle(transcript.text)
                turn.parts.append((_seconds(work.start - turn.start), transcript))
            elif work.start == turn.part:
                turn.agreement.take(transcript.text)
                if work.options is self.options.recognition:
                    turn.settled = (work.end, transcript)
            if work.last:
                seconds = _seconds(work.end - turn.start)
                whole = joined(turn.parts, seconds, work.options.readings)
                return [Final(whole, _seconds(turn.start))]
            return self._show(turn)

    def _show(self, turn: _Turn) -> list[Event]:
        """The turn's text, if it goes on and has changed."""
        now = Partial(turn.agreement.confirmed, turn.agreement.unconfirmed)
        if turn is not self._turn or now == turn.shown:
            return []
        turn.shown = now
        return [now]

    def _pausing(self, turn: _Turn, quiet: int) -> Work | None:
        """In a pause: the turn for good, once; nothing until its padding was heard."""
        end = quiet + windows(self.options.turns.voice.padding)
        if turn.settled is not None and turn.settled[0] == end:
            return None
        return self._work(turn, end) if turn.part < end <= self._turns.count else None

    def _take(self, window: Samples) -> list[Event]:
        turn = self._turn
        self._kept.append(window)
        confirmed = turn is not None and bool(turn.agreement.confirmed)
        found = self._turns.take(self._voice(window), confirmed)
        if isinstance(found, Began):
            self._turn = _Turn(found.start, found.voice, found.start)
            return [SpeechStarted(_seconds(found.voice), self._turns.playing)]
        if turn is None:
            self._keep_from(self._turns.count - LOOK_BACK)
            return []
        return self._shorten(turn) if found is None else self._end(turn, found)

    def _end(self, turn: _Turn, ended: Ended) -> list[Event]:
        end = max(self._turns.end(ended.quiet), turn.part)
        self._over.append(self._work(turn, end, over=True, last=True))
        self._turn = None
        return [TurnEnded(_seconds(ended.quiet))]

    def _shorten(self, turn: _Turn) -> list[Event]:
        """Cuts what is too long where it is quiet: a part from the turn, or the turn from the next
        one if somebody still speaks."""
        now, options = self._turns.count, self.options
        too_long = now - turn.start >= windows(options.turns.limit)
        if too_long and self._turns.quiet is not None:
            return self._end(turn, self._turns.stop())
        if not too_long and now - turn.part < windows(options.part):
            return []
        half = (turn.part + now) // 2
        joint = half + quietest(self._sound(half, now).samples) // WINDOW
        self._over.append(self._work(turn, joint, over=True, last=too_long))
        self._keep_from(joint)
        if not too_long:
            turn.part, turn.settled = joint, None
            return []
        self._turn = _Turn(joint, joint, joint)
        return [TurnEnded(_seconds(joint)), SpeechStarted(_seconds(joint))]

    def _work(self, turn: _Turn, end: int, over: bool = False, last: bool = False) -> Work:
        """The present part of the turn up to `end`, to be heard for good."""
        sound = self._sound(turn.part, end)
        return Work(turn, turn.part, end, sound, self.options.recognition, over, last)

    def _sound(self, start: int, end: int) -> Audio:
        """The windows from `start` to `end`, of those kept."""
        first = self._turns.count - len(self._kept)
        chosen = list(islice(self._kept, start - first, end - first))
        return Audio(np.concatenate(chosen) if chosen else np.zeros(0, np.float32), RATE)

    def _keep_from(self, start: int) -> None:
        while self._turns.count - len(self._kept) < start:
            self._kept.popleft()


def _seconds(count: int) -> float:
    return count * WINDOW / RATE
