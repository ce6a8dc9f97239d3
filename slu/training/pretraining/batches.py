"""Which rows of the corpus a process sees at a step, made a little ahead of time.

A pure function of the step: nothing depends on what was drawn before, so a run goes on anywhere,
and all processes together see the same rows however many they are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
import torch

from models.pretraining.rows import Rows
from slu.errors import DataError
from slu.training.pretraining.sampler import RowSampler

_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Share:
    """The part of every batch that is this process's: the `rank`th of `processes`, worked through
    in `accumulate` parts."""

    rank: int
    processes: int
    accumulate: int


class Batches:
    """Batches of `batch_rows` rows, one after another through epoch after epoch."""

    def __init__(self, sampler: RowSampler, batch_rows: int, share: Share):
        shares = share.processes * share.accumulate
        if batch_rows % shares:
            raise DataError(
                f"batch_rows({batch_rows})는 프로세스 수와 accumulate의 곱({shares})으로 "
                "나누어떨어져야 합니다."
            )
        self.sampler, self.batch_rows, self.share = sampler, batch_rows, share

    def parts(self, step: int) -> list[Rows]:
        """This process's rows of a step, in `accumulate` parts."""
        share = self.share
        size = self.batch_rows // (share.processes * share.accumulate)
        first = step * self.batch_rows + share.rank * size * share.accumulate
        return [self._rows(first + part * size, size) for part in range(share.accumulate)]

    def ahead(self, first: int, end: int, device: torch.device) -> Iterator[list[Rows]]:
        """The parts of the steps `first` to `end`, on the device; the next ones are made in a
        thread meanwhile."""

        def make(step: int) -> list[Rows]:
            return [rows.to(device) for rows in self.parts(step)]

        with ThreadPoolExecutor(1) as pool:
            waiting: deque[Future[list[Rows]]] = deque()
            for step in range(first, end):
                waiting.append(pool.submit(make, step))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _rows(self, first: int, size: int) -> Rows:
        """Rows `first` to `first + size` of the endless row of epochs."""
        found: list[Rows] = []
        while size:
            epoch, at = divmod(first, self.sampler.rows)
            taken = min(size, self.sampler.rows - at)
            found.append(self.sampler.batch(epoch, np.arange(at, at + taken)))
            first, size = first + taken, size - taken
        return found[0] if len(found) == 1 else _joined(found)


def _joined(parts: list[Rows]) -> Rows:
    return Rows(*(torch.cat([getattr(part, each.name) for part in parts]) for each in fields(Rows)))
