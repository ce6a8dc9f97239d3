"""Runs a `StreamingRecogniser` beside the sound: a thread listens and another decodes.

So a voice is noticed, and a turn's end decided, while something is being decoded. It opens no
microphone (`slu.speech.microphone.chunks`).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from slu.core import Audio
from slu.speech.streaming import StreamingRecogniser, Work
from slu.speech.streaming_events import Event
from slu.speech.streaming_voice import Samples

_CHUNK_SECONDS = 0.1
_RETRY_SECONDS = 0.1


def events_of(
    stream: StreamingRecogniser, chunks: Iterable[Samples], gate: threading.Lock | None = None
) -> Iterator[Event]:
    """What is heard in chunks of 16 kHz samples (n,), as soon as it is known, until they end.

    Where several share a recogniser, `gate` is held while one decodes: for what was said to the
    end one waits, a hypothesis is left for later. Raises what the chunks and the recogniser raise.
    Where the caller stops before, so does the listening, at the next chunk.
    """
    running = _Running(stream, chunks, gate or threading.Lock())
    for work in (running.listen, running.decode):
        threading.Thread(target=running.guard, args=(work,), daemon=True).start()
    try:
        while (found := running.found.get()) is not None:
            if isinstance(found, Exception):
                raise found
            yield found
    finally:
        running.stop()


def paced(audio: Audio, speed: float = 1.0) -> Iterator[Samples]:
    """The samples of a recording as a microphone would give them, or `speed` times as quickly."""
    size = round(_CHUNK_SECONDS * audio.rate)
    began = time.monotonic()
    for start in range(0, len(audio.samples), size):
        chunk = audio.samples[start : start + size]
        ready = began + (start + len(chunk)) / audio.rate / speed
        time.sleep(max(ready - time.monotonic(), 0.0))
        yield chunk


class _Running:
    """The two threads' work. What a chunk gives is in `found` before what follows from it can be
    due; None in `found` is the end."""

    def __init__(
        self, stream: StreamingRecogniser, chunks: Iterable[Samples], gate: threading.Lock
    ):
        self.found: queue.SimpleQueue[Event | Exception | None] = queue.SimpleQueue()
        self._stream, self._chunks, self._gate = stream, chunks, gate
        self._stopped = self._heard_all = False
        self._changed = threading.Condition()

    def guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as fault:  # the caller's to handle
            self.found.put(fault)

    def listen(self) -> None:
        for chunk in self._chunks:
            with self._changed:
                if self._stopped:
                    return
                self._tell(self._stream.hear(chunk))
        with self._changed:
            self._heard_all = True
            self._tell(self._stream.finish())

    def decode(self) -> None:
        while not self._stopped:
            with self._changed:
                work, ended = self._stream.due(), self._heard_all
                if work is None and not ended:
                    self._changed.wait()
            if work is not None:
                self._decoded(work)
            elif ended:
                self.found.put(None)
                return

    def _decoded(self, work: Work) -> None:
        if not self._gate.acquire(blocking=work.over):
            with self._changed:
                self._changed.wait(_RETRY_SECONDS)
            return
        try:
            transcript = self._stream.recognise(work)
        finally:
            self._gate.release()
        with self._changed:
            self._tell(self._stream.done(work, transcript))

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self.found.put(event)
        self._changed.notify_all()
