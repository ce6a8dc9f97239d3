"""Sentences and pairs of sentences as one padded `SentenceBatch` of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from models.multitask import SentenceBatch
from slu.korean.subwords import Subwords
from slu.understanding.batches import filled


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """The ids of a sentence, or of a pair, special pieces left out."""

    first: tuple[Any, ...]
    second: tuple[Any, ...] | None = None

    def __len__(self) -> int:
        """How many positions it takes, special pieces counted."""
        return len(self.first) + 2 + (0 if self.second is None else len(self.second) + 1)


def cut_rows(
    texts: Sequence[tuple[str, str | None]], subwords: Subwords, positions: int
) -> list[SentenceRow]:
    """Sentences (the second is None) or pairs in pieces. What an encoder of so many positions
    cannot hold is cut off, of a pair from the longer side."""
    firsts = subwords.cut_all([first for first, _ in texts])
    seconds = iter(subwords.cut_all([second for _, second in texts if second is not None]))
    return [
        _fit(SentenceRow(row.ids, None if second is None else next(seconds).ids), positions)
        for row, (_, second) in zip(firsts, texts, strict=True)
    ]


def collate_rows(rows: Sequence[SentenceRow], subwords: Subwords) -> SentenceBatch:
    """[CLS] a [SEP], or [CLS] a [SEP] b [SEP], and padding, as wide as the longest row."""
    shape = len(rows), max(map(len, rows))
    ids = filled(shape, subwords.pad)
    mask = torch.zeros(shape, dtype=torch.bool)
    pieces = torch.zeros(shape, dtype=torch.bool)
    types = torch.zeros(shape, dtype=torch.long)
    for i, row in enumerate(rows):
        own = [subwords.first, *row.first, subwords.last]
        half = len(own)
        pieces[i, 1 : half - 1] = True
        if row.second is not None:
            own += [*row.second, subwords.last]
            pieces[i, half : len(own) - 1] = True
            types[i, half : len(own)] = 1
        ids[i, : len(own)] = torch.tensor(own)
        mask[i, : len(own)] = True
    return SentenceBatch(ids, mask, pieces, types)


def _fit(row: SentenceRow, positions: int) -> SentenceRow:
    over = len(row) - positions
    if over <= 0:
        return row
    if row.second is None:
        return SentenceRow(row.first[:-over])
    room = len(row.first) + len(row.second) - over
    shorter = min(len(row.first), len(row.second), room // 2)
    first = shorter if len(row.first) <= len(row.second) else room - shorter
    return SentenceRow(row.first[:first], row.second[: room - first])
