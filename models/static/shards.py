"""Pairs of words with their counts on disk, dealt to shards that are read one at a time.

GloVe reads shards drawn at random, Swivel squares of the matrix. Memory holds one file of shards,
whatever the number of pairs. Which shard a pair goes to is the caller's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.static.cooccurrence import Block

_PAIR = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f4"), ("place", "<i4")])

Deal = Callable[[Block], tuple[NDArray[np.integer], NDArray[np.integer]]]
"""For every pair of a block (m,): its file, and its place, the number of its shard in that file."""


class Shards:
    """Pairs in `folder`, which is made: `files` files of `each` shards."""

    def __init__(
        self, folder: Path, blocks: Iterable[Block], deal: Deal, files: int, each: int = 1
    ):
        self.folder, self.files, self.each = folder, files, each
        folder.mkdir(parents=True)
        for number in range(files):
            self._path(number).touch()
        for block in blocks:
            self._append(block, *deal(block))
        self._ends = np.stack([self._sorted(number) for number in range(files)])

    @property
    def pairs(self) -> int:
        """How many pairs there are in all shards."""
        return int(self._ends[:, -1].sum())

    def read(self, file: int, place: int = 0) -> Block:
        """The pairs of a shard, in the order in which they came."""
        start = int(self._ends[file, place - 1]) if place else 0
        count = int(self._ends[file, place]) - start
        if not count:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        pairs = np.fromfile(self._path(file), _PAIR, count, offset=start * _PAIR.itemsize)
        rows, columns, counts = (pairs[name].copy() for name in ("row", "column", "count"))
        return rows, columns, counts

    def _append(
        self, block: Block, files: NDArray[np.integer], places: NDArray[np.integer]
    ) -> None:
        pairs = np.empty(len(files), _PAIR)
        pairs["row"], pairs["column"], pairs["count"] = block
        pairs["place"] = places
        pairs = pairs[np.argsort(files, kind="stable")]
        start = 0
        for number, count in enumerate(np.bincount(files, minlength=self.files).tolist()):
            with self._path(number).open("ab") as file:
                pairs[start : start + count].tofile(file)
            start += count

    def _sorted(self, number: int) -> NDArray[np.int64]:
        """(each,): where each shard ends, once the file has the order of its shards."""
        pairs = np.fromfile(self._path(number), _PAIR)
        pairs[np.argsort(pairs["place"], kind="stable")].tofile(self._path(number))
        return np.bincount(pairs["place"], minlength=self.each).cumsum()

    def _path(self, file: int) -> Path:
        return self.folder / f"pairs-{file}"
