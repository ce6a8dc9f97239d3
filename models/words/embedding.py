"""Looks words up in one table of vectors: a row a word, or the mean of the rows of its parts.

Where the rows come from, and what the parts of a word are, is not known here.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


def embed(table: nn.Embedding, ids: Tensor) -> Tensor:
    """Words (batch, length) int to vectors (batch, length, width): the table's rows.

    Words of several parts (batch, length, units) int become the mean of their real units' rows, as
    fastText's words are the mean of their n-grams (Bojanowski et al. 2017, section 3.2, with the
    library's mean in place of the sum). The table's `padding_idx` is no unit; a word of nothing
    else is zeros.
    """
    if ids.ndim == 2:
        rows: Tensor = table(ids)
        return rows
    words = F.embedding_bag(
        ids.flatten(0, 1), table.weight, mode="mean", padding_idx=table.padding_idx
    )
    return words.view(*ids.shape[:2], -1)
