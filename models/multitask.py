"""One encoder that several tasks share, and a head for each.

Ids and tensors in, scores out; text and names of classes are not known here.

Source: Liu et al. 2019, "Multi-Task Deep Neural Networks for Natural Language Understanding".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from models.heads.pooling import pool
from models.heads.sentence import SentenceHead


@dataclass(frozen=True, slots=True)
class SentenceBatch:
    """Rows of [CLS] a [SEP], or [CLS] a [SEP] b [SEP], and padding; all (batch, length).

    `ids` int, with a further dimension for an encoder that looks inside words; `mask` bool, true
    where there is no padding; `pieces` bool, true where there is neither padding nor [CLS] nor
    [SEP]; `types` int, 1 at b and the [SEP] after it, else 0.
    """

    ids: Tensor
    mask: Tensor
    pieces: Tensor
    types: Tensor

    def to(self, device: torch.device) -> SentenceBatch:
        return SentenceBatch(
            self.ids.to(device), self.mask.to(device), self.pieces.to(device), self.types.to(device)
        )


class MultitaskModel(nn.Module):
    """An encoder of the `transformers` library with a head for each task, by the task's name."""

    def __init__(self, encoder: Any, heads: Mapping[str, SentenceHead]):
        super().__init__()
        self.encoder = encoder
        self.heads = nn.ModuleDict(heads)

    def head(self, task: str) -> SentenceHead:
        """The head of a task."""
        found: Any = self.heads[task]
        return found  # type: ignore[no-any-return]

    def forward(self, batch: SentenceBatch, task: str) -> Tensor:
        """What the head of `task` gives: logits (batch, classes) or grades (batch,)."""
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask.long()}
        if getattr(self.encoder.config, "type_vocab_size", 0) > 1:
            inputs["token_type_ids"] = batch.types
        states = self.encoder(**inputs).last_hidden_state
        scores: Tensor = self.head(task)(pool(states, batch.pieces))
        return scores
