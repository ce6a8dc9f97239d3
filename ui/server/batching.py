"""Simultaneous sentences together through the model: fewer, fuller batches.

What comes while the model is at work goes together into its next call, and where several come at
once a few milliseconds are waited for more; who comes alone waits for nobody. Only the model's own
work is shared: values, clock and context stay with each request (`Understander`).
"""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field

from models.heads.crf import CRF
from models.joint import Batch, Scores
from slu.understanding.predictor import Prediction, TextPredictor

WAIT_SECONDS = 0.004
MOST = 32


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    answer: Future[Prediction] = field(default_factory=Future)


class BatchingPredictor(TextPredictor):
    """A predictor for many threads at once. Its one worker takes what is there, up to `most`
    sentences, waiting `wait` seconds where there is more than one; `close` ends it."""

    def __init__(self, inner: TextPredictor, wait: float = WAIT_SECONDS, most: int = MOST):
        self._inner, self._wait, self._most = inner, wait, most
        self.subwords, self.labels = inner.subwords, inner.labels
        self.calibration = inner.calibration
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._work, name="batching", daemon=True)
        self._worker.start()

    @property
    def positions(self) -> int:
        return self._inner.positions

    @property
    def crf(self) -> CRF:
        return self._inner.crf

    def score(self, batch: Batch) -> Scores:
        return self._inner.score(batch)

    def predict_all(self, texts: list[str], batch_size: int = MOST) -> list[Prediction]:
        """As any predictor; raises what the model raised for the batch."""
        asked = [_Asked(text) for text in texts]
        for one in asked:
            self._queue.put(one)
        return [one.answer.result() for one in asked]

    def close(self) -> None:
        """Ends the worker after what is waiting was answered."""
        self._queue.put(None)
        self._worker.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, last = self._gathered(first)
            self._answer(batch)
            if last:
                return

    def _answer(self, batch: list[_Asked]) -> None:
        """Everybody gets an answer or an error; what one sentence breaks, others do not feel."""
        try:
            found = self._inner.predict_all([one.text for one in batch], self._most)
        except Exception as fault:  # whatever the model does, nobody may wait for ever
            if len(batch) == 1:
                batch[0].answer.set_exception(fault)
                return
            for one in batch:
                self._answer([one])
            return
        for one, prediction in zip(batch, found, strict=True):
            one.answer.set_result(prediction)

    def _gathered(self, first: _Asked) -> tuple[list[_Asked], bool]:
        """What came within the wait, and whether the end was among it."""
        batch, until = [first], time.monotonic()
        if not self._queue.empty():
            until += self._wait
        while len(batch) < self._most:
            try:
                one = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if one is None:
                return batch, True
            batch.append(one)
        return batch, False
