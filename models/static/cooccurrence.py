"""Counts which words stand near which, in bounded memory, however long the text is.

Pairs of numbers are gathered, sorted and added up in memory; each such run goes to the disk, and
runs are merged as streams (`models.static.runs`), all in numpy without a loop over pairs. Weights
are counted as whole numbers, so that sums are exact and do not depend on how much memory there
was. What is made of the counts is not known here.

Source: Pennington, Socher and Manning 2014, "GloVe", section 4.2, for the weight 1 / distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from models.static.runs import Records, Run, Runs, group_starts
from models.static.vocabulary import Ids

WIDEST = 20
"""The widest window: the least common multiple of its distances leaves room for the counts."""
HELD = 1 << 24
"""Pairs held in memory by default."""

_DISTANCE_BITS = 5
_MOST_WORDS = 1 << 28  # two words and a distance make one number of 63 bits

Block = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Window:
    """Words up to `size` apart are a pair, which counts 1 / distance if `harmonic`, else 1.
    Raises ValueError for a size that is not from 1 to 20."""

    size: int = 5
    harmonic: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.size <= WIDEST:
            raise ValueError(f"a window reaches from 1 to {WIDEST} words, not {self.size}")

    @property
    def unit(self) -> int:
        """The whole number that stands for a count of 1."""
        return math.lcm(*range(1, self.size + 1)) if self.harmonic else 1

    @property
    def weights(self) -> NDArray[np.int64]:
        """(size + 1,): what a pair of each distance adds, in units; nothing at place 0."""
        distances = range(1, self.size + 1)
        return np.array([0, *(self.unit // d if self.harmonic else 1 for d in distances)])


@dataclass(frozen=True, slots=True)
class Pairs:
    """How often each of `size` words stands near each other one: a symmetric matrix on disk, its
    cells numbered row * size + column and counted in units of 1 / `unit`."""

    size: int
    unit: int
    run: Run

    def __len__(self) -> int:
        """How many cells are not 0."""
        return self.run.length

    def blocks(self, most: int = 1 << 20) -> Iterator[Block]:
        """Rows, columns and values (m,) each, `most` at a time, ordered by row, then by column."""
        for records in self.run.blocks(most):
            rows, columns = np.divmod(records[:, 0], self.size)
            values = (records[:, 1] / self.unit).astype(np.float32)
            yield rows.astype(np.int32), columns.astype(np.int32), values

    def row_sums(self) -> NDArray[np.float64]:
        """(size,): the sum of each row, and, as the matrix is symmetric, of each column."""
        sums = np.zeros(self.size)
        for rows, _, values in self.blocks():
            sums += np.bincount(rows, values, self.size)
        return sums

    def to_csr(self) -> Any:
        """The whole matrix (size, size), float32, in memory: 8 bytes a cell that is not 0."""
        return csr_of(self.blocks(), self.size)


def csr_of(blocks: Iterable[Block], size: int) -> Any:
    """The scipy CSR matrix (size, size) of blocks ordered by row, then by column."""
    counts = np.zeros(size, np.int64)
    columns, values = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    for rows, block_columns, block_values in blocks:
        counts += np.bincount(rows, minlength=size)
        columns.append(block_columns)
        values.append(block_values)
    starts = np.concatenate([[0], np.cumsum(counts)])
    parts = np.concatenate(values), np.concatenate(columns), starts
    return csr_matrix(parts, shape=(size, size))


def count_pairs(
    sentences: Iterable[Ids], size: int, window: Window, folder: Path, held: int = HELD
) -> Pairs:
    """Counts the pairs within each sentence (arrays of numbers below `size`), both ways round.

    `folder` is made, and must stay while the pairs are used. `held` pairs are in memory at a time,
    at some 40 bytes each. Raises ValueError for more than 2 ** 28 words.
    """
    if size > _MOST_WORDS:
        raise ValueError(f"{size} words are more than {_MOST_WORDS}")
    runs = Runs(folder)
    for keys in _keys(sentences, size, window, held):
        if len(keys):
            keys.sort()
            runs.add(_added_up(keys, window.weights))
    return Pairs(size, window.unit, runs.merged())


def _keys(
    sentences: Iterable[Ids], size: int, window: Window, held: int
) -> Iterator[NDArray[np.int64]]:
    """Every pair, both ways round, as one number: its cell, and below it the distance."""
    most = max(1, held // (2 * window.size))
    for words, sentence in _texts(sentences, most):
        for start in range(0, len(words), most):
            end = min(start + most, len(words))
            found = [np.zeros(0, np.int64)]
            for distance in range(1, min(window.size + 1, end)):
                first = max(start, distance)
                left, right = slice(first - distance, end - distance), slice(first, end)
                together = sentence[left] == sentence[right]
                one, other = words[left][together], words[right][together]
                found.append(((one * size + other) << _DISTANCE_BITS) + distance)
                found.append(((other * size + one) << _DISTANCE_BITS) + distance)
            yield np.concatenate(found)


def _texts(sentences: Iterable[Ids], most: int) -> Iterator[tuple[NDArray[np.int64], Ids]]:
    """Words of several sentences in a row, `most` or those of one long sentence, and the number
    of its sentence for each."""
    held: list[Ids] = []
    length = 0
    for sentence in sentences:
        if held and length + len(sentence) > most:
            yield _joined(held)
            held, length = [], 0
        held.append(sentence)
        length += len(sentence)
    if held:
        yield _joined(held)


def _joined(sentences: list[Ids]) -> tuple[NDArray[np.int64], Ids]:
    numbers = np.arange(len(sentences), dtype=np.int32)
    lengths = [len(sentence) for sentence in sentences]
    return np.concatenate(sentences).astype(np.int64), np.repeat(numbers, lengths)


def _added_up(keys: NDArray[np.int64], weights: NDArray[np.int64]) -> Records:
    """Ordered keys to a record a cell: the sum of the weights of its distances."""
    cells = keys >> _DISTANCE_BITS
    starts = group_starts(cells)
    added = weights[keys & ((1 << _DISTANCE_BITS) - 1)]
    return np.stack([cells[starts], np.add.reduceat(added, starts)], axis=1)
