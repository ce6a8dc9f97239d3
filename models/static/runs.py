"""Sums by key on disk: sorted runs, and their merging as a stream in bounded memory.

A run is a file of records, two int64 each: a key and its sum, keys ascending and distinct. When
there are many runs of one generation they are merged to one of the next, so that neither open
files nor the disk grow with the length of the text. What a key stands for is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.int64]
"""(m, 2): keys and sums."""

_FAN_IN = 16  # runs merged at a time
_MERGED = 1 << 20  # records held in memory while merging, over all runs


@dataclass(frozen=True, slots=True)
class Run:
    """`length` records in a file."""

    path: Path
    length: int

    def blocks(self, most: int) -> Iterator[Records]:
        """The records in their order, `most` at a time."""
        with self.path.open("rb") as file:
            for start in range(0, self.length, most):
                count = min(most, self.length - start)
                yield np.fromfile(file, np.int64, 2 * count).reshape(count, 2)


@dataclass(slots=True)
class Runs:
    """The runs of one count, in `folder`, by generation."""

    folder: Path
    _generations: list[list[Run]] = field(default_factory=list)
    _written: int = 0

    def add(self, records: Records) -> None:
        """Writes a run of records with ascending, distinct keys."""
        self._put(0, self._write([records]))

    def merged(self) -> Run:
        """All runs as one; the others are deleted."""
        runs = [run for generation in self._generations for run in generation]
        while len(runs) > 1:
            runs = [*runs[_FAN_IN:], self._merge(runs[:_FAN_IN])]
        return runs[0] if runs else self._write([])

    def _put(self, generation: int, run: Run) -> None:
        if generation == len(self._generations):
            self._generations.append([])
        runs = self._generations[generation]
        runs.append(run)
        if len(runs) == _FAN_IN:
            merged = self._merge(runs)
            runs.clear()
            self._put(generation + 1, merged)

    def _merge(self, runs: Sequence[Run]) -> Run:
        merged = self._write(merge(runs))
        for run in runs:
            run.path.unlink()
        return merged

    def _write(self, blocks: Iterable[Records]) -> Run:
        self.folder.mkdir(parents=True, exist_ok=True)
        path, length = self.folder / f"run-{self._written:05}", 0
        self._written += 1
        with path.open("wb") as file:
            for records in blocks:
                records.tofile(file)
                length += len(records)
        return Run(path, length)


def merge(runs: Sequence[Run], held: int = _MERGED) -> Iterator[Records]:
    """The runs as one stream of records with ascending, distinct keys, about `held` in memory."""
    streams = [run.blocks(max(1, held // len(runs))) for run in runs]
    waiting = [next(stream, None) for stream in streams]
    while live := [records for records in waiting if records is not None]:
        # No block to come holds a key up to the least of the last ones.
        bound = min(records[-1, 0] for records in live)
        ready = []
        for place, records in enumerate(waiting):
            if records is not None:
                count = int(np.searchsorted(records[:, 0], bound, side="right"))
                ready.append(records[:count])
                rest = records[count:]
                waiting[place] = rest if len(rest) else next(streams[place], None)
        yield _added_up(np.concatenate(ready))


def _added_up(records: Records) -> Records:
    """(m, 2) in any order to one record a key, in the order of the keys."""
    records = records[np.argsort(records[:, 0])]
    starts = group_starts(records[:, 0])
    return np.stack([records[starts, 0], np.add.reduceat(records[:, 1], starts)], axis=1)


def group_starts(ordered: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where in an ordered array (m,), m at least 1, each of its distinct numbers begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
