"""Gives any rows of any epoch of a packed corpus, at random access.

The rows are always the same (so that static masking can be), only their order is another in each
epoch; it follows from the seed alone. A run that goes on, and each of several processes, simply
asks for its own rows. The index takes twelve bytes a row and eight a document.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.pretraining.rows import NO_PAIR, Rows
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.training.pretraining.layout import Begins, Layout, Marks, Stretches
from slu.training.pretraining.packing import Numbers, document_starts, row_starts
from slu.training.pretraining.pairs import Pairs

_SHORTEST = 8


class RowSampler:
    """Rows of `length` pieces.

    `unit` is what is masked as a whole: "piece", "word" or "morpheme"; `pairs` "nsp", "sop" or
    None. Raises DataError for a corpus without pieces or without what the options need.
    """

    def __init__(
        self,
        corpus: PackedCorpus,
        length: int,
        marks: Marks,
        unit: str = "piece",
        pairs: str | None = None,
        seed: int = 0,
    ):
        if length < _SHORTEST:
            raise DataError(f"length: 줄의 길이는 {_SHORTEST} 이상이어야 합니다({length}).")
        if not len(corpus.tokens):
            raise DataError("묶음에 글이 한 조각도 없습니다.", corpus.folder)
        self.corpus, self.length, self.marks, self.seed = corpus, length, marks, seed
        self._begins = _begins(corpus, unit)
        self._documents = document_starts(corpus)
        self._pairs = Pairs(corpus, self._documents, pairs, seed) if pairs else None
        self._starts = row_starts(corpus, self._documents, length, 3 if pairs else 2)
        self._order: tuple[int, NDArray[np.uint32]] | None = None

    @property
    def rows(self) -> int:
        """Rows in an epoch."""
        return len(self._starts) - 1

    @property
    def filled(self) -> float:
        """The share of places in which pieces of the corpus stand."""
        return len(self.corpus.tokens) / (self.rows * self.length)

    def batch(self, epoch: int, places: Sequence[int] | Numbers) -> Rows:
        """The rows that stand at `places` (batch,), 0 to below `rows`, in the epoch's order."""
        numbers = self._ordered(epoch)[np.asarray(places)].astype(np.int64)
        segments = self._segments(numbers)
        if self._pairs is not None:
            # A segment's first piece names it: no two segments share one.
            segments = self._pairs.split(segments, segments.start)
        layout = Layout(segments, self.length)
        return layout.rows(numbers, self.corpus.tokens, self.marks, self._begins)

    def _ordered(self, epoch: int) -> NDArray[np.uint32]:
        if self._order is None or self._order[0] != epoch:
            random = np.random.default_rng([self.seed, epoch])
            self._order = epoch, random.permutation(np.arange(self.rows, dtype=np.uint32))
        return self._order[1]

    def _segments(self, numbers: Numbers) -> Stretches:
        """The segments of these rows: each row's pieces, parted where a document begins."""
        start, end = self._starts[numbers], self._starts[numbers + 1]
        inner = np.searchsorted(self._documents, start, side="right")
        count = np.searchsorted(self._documents, end, side="left") - inner + 1
        row = np.repeat(np.arange(len(numbers)), count)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        following = inner[row] + nth
        return Stretches(
            row=row,
            start=np.where(nth == 0, start[row], self._documents[following - 1]),
            end=np.where(nth == count[row] - 1, end[row], self._documents[following]),
            opens=np.ones(len(row), np.bool_),
            label=np.full(len(row), NO_PAIR),
        )


def _begins(corpus: PackedCorpus, unit: str) -> Begins | None:
    """What tells where a unit begins; None where every piece is one."""
    if unit == "piece":
        return None
    if unit == "word":
        return corpus.word_starts
    if unit != "morpheme":
        raise DataError(f"unit: piece, word, morpheme 가운데 하나여야 합니다(받은 값: {unit}).")
    corpus.morpheme_starts(0, 0)  # raises where the pack has none
    return corpus.morpheme_starts
