"""One open microphone: takes sound, runs the recogniser beside it, tells what was heard and hands
over the turns. The wire is `ui.web.ears`'s.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dialog.voice import VoiceAssistant
from slu.core import Audio
from slu.speech.audio import RATE
from slu.speech.streaming_events import Event, Partial, SpeechStarted, TurnEnded
from slu.speech.streaming_events import Final as FinalHeard
from slu.speech.streaming_voice import Samples

QUIET_SECONDS: Final = 120.0
"""An ear in which nobody speaks for so long closes by itself."""
_MOST_WAITING: Final = 64  # pieces of sound: whoever sends more sends no microphone's sound
_KEPT_SECONDS: Final = 90
_LOG = logging.getLogger(__name__)

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn heard to its end. `waited`: seconds from its end until it was recognised; `audio`
    where recordings are kept."""

    final: FinalHeard
    waited: float
    audio: Audio | None = None


class Ear:
    """`hear`, `play` and `finish` are for the wire; what is heard goes to whom `start` was given,
    from a thread of the ear's own, and each turn to `hand_over`, which names it."""

    def __init__(
        self,
        voice: VoiceAssistant,
        keeping: bool,
        hand_over: Callable[[Turn], str],
        quiet_seconds: float = QUIET_SECONDS,
    ):
        self._voice, self._stream, self._hand_over = voice, voice.stream(), hand_over
        self._sound: queue.Queue[Samples | None] = queue.Queue(_MOST_WAITING)
        self._kept: list[Samples] | None = [] if keeping else None
        self._quiet_seconds = quiet_seconds
        self._heard, self._ended, self._closed = 0, 0.0, False
        self._silent_since: int | None = 0  # None while somebody speaks
        self._lock = threading.Lock()

    def start(self, tell: Callable[[Told], None]) -> None:
        threading.Thread(target=self._run, args=(tell,), daemon=True).start()

    def hear(self, samples: Samples) -> bool:
        """False when more came than can be heard."""
        try:
            self._sound.put_nowait(samples)
        except queue.Full:
            return False
        return True

    def play(self, playing: bool) -> None:
        """A reply begins, or ends, to sound beside the microphone."""
        if playing:
            self._stream.reply_started()
        else:
            self._stream.reply_ended()

    def finish(self) -> None:
        """No more sound comes; what was said is heard to its end."""
        while True:
            try:
                self._sound.put_nowait(None)
                return
            except queue.Full:
                self._sound.get()

    def close(self) -> None:
        """Nobody listens any more."""
        self._closed = True
        self.finish()

    def _run(self, tell: Callable[[Told], None]) -> None:
        try:
            for event in self._voice.events_of(self._stream, self._chunks()):
                if self._closed:
                    return
                if (message := self._told(event)) is not None:
                    tell(message)
            tell({"kind": "over"})
        except Exception:  # the page is told; what failed is in the log
            _LOG.exception("a microphone could not be heard")
            tell({"kind": "failed"})

    def _chunks(self) -> Iterator[Samples]:
        """Until the person has enough, or nobody speaks for long."""
        while (samples := self._sound.get()) is not None and not self._closed:
            with self._lock:
                self._heard += len(samples)
                if self._kept is not None:
                    self._kept = [*_last(self._kept), samples]
            yield samples
            since = self._silent_since
            if since is not None and self._heard - since > self._quiet_seconds * RATE:
                return

    def _told(self, event: Event) -> Told | None:
        match event:
            case SpeechStarted(interrupts=interrupts):
                self._silent_since = None
                return {"kind": "started", "interrupts": interrupts}
            case Partial(confirmed=confirmed, unconfirmed=unconfirmed):
                return {"kind": "partial", "confirmed": confirmed, "unconfirmed": unconfirmed}
            case TurnEnded():
                self._silent_since, self._ended = self._heard, time.perf_counter()
                return {"kind": "ended"}
            case FinalHeard():
                return self._final(event)

    def _final(self, final: FinalHeard) -> Told:
        text = final.transcript.text
        if not text.strip():
            return {"kind": "final"}
        waited = time.perf_counter() - self._ended
        turn = self._hand_over(Turn(final, waited, self._cut(final)))
        return {"kind": "final", "text": text, "turn": turn}

    def _cut(self, final: FinalHeard) -> Audio | None:
        """The turn's sound out of what is kept."""
        with self._lock:
            if self._kept is None:
                return None
            kept = np.concatenate(self._kept)
            first = self._heard - len(kept)
        start = max(round(final.start * RATE) - first, 0)
        return Audio(kept[start : start + round(final.transcript.seconds * RATE)], RATE)


def _last(kept: list[Samples]) -> list[Samples]:
    """As much as a turn may last, and some more."""
    while sum(map(len, kept)) > _KEPT_SECONDS * RATE:
        kept = kept[1:]
    return kept
