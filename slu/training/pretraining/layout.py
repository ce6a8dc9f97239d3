"""Lays stretches of a corpus out as rows: special pieces, segments, positions, types and units.

Which stretches stand in which row is decided before (`packing`, `pairs`). Everything is computed
for a whole batch at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.pretraining.rows import NO_PAIR, Rows
from slu.training.pretraining.packing import Numbers

Begins = Callable[[int, int], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of the special pieces that rows are made with."""

    cls: int
    sep: int
    pad: int


@dataclass(frozen=True, slots=True)
class Stretches:
    """Pieces `start` to `end` of the corpus, in the order in which they stand in the rows.

    All (stretches,): `row` within the batch, rising; `opens`, whether the stretch begins a
    segment (else it is the second part of the one before); `label` of the segment as a pair.
    """

    row: Numbers
    start: Numbers
    end: Numbers
    opens: NDArray[np.bool_]
    label: Numbers


class Layout:
    """Where everything of the stretches goes in flattened (batch * length) rows.

    Each stretch is followed by [SEP], and preceded by [CLS] where it opens a segment.
    """

    def __init__(self, stretches: Stretches, length: int):
        self.stretches, self.length = stretches, length
        row, opens = stretches.row, stretches.opens.astype(np.int64)
        self.pieces = stretches.end - stretches.start
        self.places = opens + self.pieces + 1
        # `leads` is each row's first stretch, repeated for all stretches of the row.
        leads = np.searchsorted(row, row)
        before = np.cumsum(self.places) - self.places
        self.first = row * length + before - before[leads]
        number = np.cumsum(opens)
        self.segment = number - number[leads] + 1
        self.origin = self.first[stretches.opens][number - 1]
        self.leads = leads

    def rows(
        self, keys: Numbers, tokens: NDArray[np.uint16], marks: Marks, begins: Begins | None
    ) -> Rows:
        """The rows; `begins(start, end)` tells where units begin (None: at every piece)."""
        stretches, size = self.stretches, (len(keys), self.length)
        every = _counted(self.first, self.places)
        pieces = _counted(self.first + stretches.opens, self.pieces)
        heads = self.first[stretches.opens]
        ids = np.full(size, marks.pad, np.int64)
        ids.flat[pieces] = tokens[_counted(stretches.start, self.pieces)]
        ids.flat[heads] = marks.cls
        ids.flat[self.first + self.places - 1] = marks.sep
        return Rows(
            ids=torch.from_numpy(ids),
            segments=_filled(size, every, np.repeat(self.segment, self.places)),
            positions=_filled(size, every, every - np.repeat(self.origin, self.places)),
            types=_filled(size, every, np.repeat(~stretches.opens, self.places)),
            units=_filled(size, pieces, self._units(begins)),
            pairs=_filled(size, heads, stretches.label[stretches.opens], NO_PAIR),
            keys=torch.from_numpy(keys),
        )

    def _units(self, begins: Begins | None) -> Numbers:
        """The unit of each piece, counted from 1 in its row; a stretch begins a new one."""
        stretches = self.stretches
        last = np.cumsum(self.pieces)
        if begins is None:
            new = np.ones(last[-1], np.bool_)
        else:
            spans = zip(stretches.start.tolist(), stretches.end.tolist(), strict=True)
            new = np.concatenate([begins(start, end) for start, end in spans])
        opening = last - self.pieces
        new[opening] = True
        number = np.cumsum(new)
        units: Numbers = number - np.repeat(number[opening[self.leads]], self.pieces) + 1
        return units


def _counted(first: Numbers, count: Numbers) -> Numbers:
    """first[0], first[0] + 1 ... `count[0]` numbers, then those from first[1] and so on."""
    ends = np.cumsum(count)
    return np.repeat(first - (ends - count), count) + np.arange(ends[-1])


def _filled(size: tuple[int, int], places: Numbers, values: Numbers, rest: int = 0) -> Tensor:
    array = np.full(size, rest, np.int64)
    array.flat[places] = values
    return torch.from_numpy(array)
