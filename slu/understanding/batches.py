"""Pieces of several texts as one padded `Batch` of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from models.joint import Batch
from slu.korean.subwords import Pieces, Subwords


def collate(rows: Sequence[Pieces], subwords: Subwords) -> Batch:
    """[CLS] pieces [SEP] padding, as wide as the longest row."""
    width = max(len(row.ids) for row in rows)
    ids = filled((len(rows), width + 2), subwords.pad)
    pieces = torch.zeros(len(rows), width, dtype=torch.bool)
    starts = torch.zeros(len(rows), width, dtype=torch.bool)
    mask = torch.zeros(len(rows), width + 2, dtype=torch.bool)
    types = torch.zeros(len(rows), width + 2, dtype=torch.long)
    for i, row in enumerate(rows):
        size = len(row.ids)
        ids[i, : size + 2] = torch.tensor([subwords.first, *row.ids, subwords.last])
        mask[i, : size + 2] = True
        pieces[i, :size] = True
        starts[i, :size] = torch.tensor(row.word_starts, dtype=torch.bool)
        types[i, 1 : size + 1] = torch.tensor(row.respaced, dtype=torch.long)
    return Batch(ids, mask, types, pieces, starts)


def filled(shape: tuple[int, int], pad: Any) -> Tensor:
    """Padding everywhere: (batch, length), or (batch, length, units) where pieces are units."""
    one = torch.tensor(pad)
    return one.expand(*shape, *one.shape).clone()


def truncate(row: Pieces, positions: int) -> Pieces:
    """The row cut to what an encoder of so many positions can hold beside [CLS] and [SEP]."""
    return row.first(positions - 2)


def positions_of(encoder: Any) -> int:
    """How many positions an encoder has, special pieces included."""
    # RoBERTa numbers positions from padding + 1, so two of its rows are never used.
    reserved = 2 if encoder.config.model_type in ("roberta", "xlm-roberta", "camembert") else 0
    return int(encoder.config.max_position_embeddings) - reserved
