"""The values that pass between the sampler, the objectives and the loop of pretraining.

Ids and tensors only: how rows are filled with text is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor

NO_PAIR = -100


@dataclass(frozen=True, slots=True)
class Rows:
    """One batch of packed rows: several segments a row, each [CLS] ... [SEP] (a pair of
    sentences is one segment, [CLS] a [SEP] b [SEP]), padding at the end.

    All int64 (batch, length) but `keys`:
    `ids` pieces with [CLS] and [SEP] in place;
    `segments` numbers from 1, 0 at padding; pieces with equal numbers see each other, others
    do not;
    `positions` of a piece within its own segment, 0 at padding;
    `types` 1 in the second part of a pair, else 0;
    `units` number of the maskable unit (piece, word or morpheme) a piece belongs to, unique in
    its row, 0 where nothing is ever masked ([CLS], [SEP], padding);
    `pairs` the label of a pair at its segment's [CLS] (1: the second part is right, 0: it is
    foreign or swapped), `NO_PAIR` elsewhere;
    `keys` (batch,) the row's own number, for randomness that does not depend on the batch.
    """

    ids: Tensor
    segments: Tensor
    positions: Tensor
    types: Tensor
    units: Tensor
    pairs: Tensor
    keys: Tensor

    def to(self, device: torch.device | str) -> Rows:
        """The same rows on another device."""
        return Rows(
            *(getattr(self, each.name).to(device, non_blocking=True) for each in fields(self))
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a loss by name ("mlm", "nsp", "sop", "rtd"), each scalar on the device.

    `sums` of the loss (fp32, with gradient), `counts` of what was summed and how many of these
    were `correct`: sums and counts, so that several batches or processes average exactly.
    """

    sums: dict[str, Tensor]
    counts: dict[str, Tensor]
    correct: dict[str, Tensor]
