"""The joint model: one encoder, an intent head and a slot head over its pieces.

Ids and tensors in, scores out. Text, labels' names and spans are not known here.

Source: Chen et al. 2019, "BERT for Joint Intent Classification and Slot Filling", with labels
over every piece and a CRF.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.heads.crf import CRF


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of [CLS] pieces [SEP] padding.

    `ids` (batch, length) int; `mask` (batch, length) bool, true where there is no padding;
    `pieces` (batch, length - 2) bool, true at the real pieces once [CLS] is cut off, `starts`
    alike, true where a word begins.
    """

    ids: Tensor
    mask: Tensor
    pieces: Tensor
    starts: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(
            self.ids.to(device),
            self.mask.to(device),
            self.pieces.to(device),
            self.starts.to(device),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """`intents` (batch, intents) logits; `slots` (batch, length - 2, labels) emissions."""

    intents: Tensor
    slots: Tensor


class JointModel(nn.Module):
    """An encoder of width W (any of the `transformers` library that gives last hidden states),
    with heads for `intents` classes and BIO `labels` (O first, then B-x and I-x in pairs)."""

    def __init__(self, encoder: PreTrainedModel, intents: int, labels: int, dropout: float = 0.1):
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.intent_head = nn.Sequential(
            nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, intents)
        )
        self.slot_head = nn.Linear(width, labels)
        self.crf = CRF(*bio_constraints(labels))

    def forward(self, batch: Batch) -> Scores:
        """Scores of both heads; see `Batch` and `Scores` for shapes."""
        states = self.encoder(
            input_ids=batch.ids, attention_mask=batch.mask.long()
        ).last_hidden_state
        pieces = states[:, 1:-1]
        weight = batch.pieces[..., None].to(states.dtype)
        mean = (pieces * weight).sum(1) / weight.sum(1).clamp(min=1)
        intents = self.intent_head(self.dropout(torch.cat([states[:, 0], mean], dim=-1)))
        return Scores(intents, self.slot_head(self.dropout(pieces)))

    def loss(self, scores: Scores, batch: Batch, intents: Tensor, labels: Tensor) -> Tensor:
        """Mean over the batch of intent cross-entropy plus the CRF's loss a sentence.
        `intents` (batch,) int; `labels` (batch, length - 2) int, anything outside `pieces`."""
        slots = self.crf.loss(scores.slots.float(), labels, batch.pieces, batch.starts)
        return nn.functional.cross_entropy(scores.intents.float(), intents) + slots.mean()


def bio_constraints(labels: int) -> tuple[Tensor, Tensor]:
    """What BIO forbids: (L, L) true where a label may not follow another, (L,) where it may not
    begin. Labels are O, B-1, I-1, B-2, I-2 ..."""
    kinds = torch.arange(labels)
    inside = (kinds > 0) & (kinds % 2 == 0)
    same = (kinds[:, None] == kinds) | (kinds[:, None] == kinds - 1)
    return inside[None, :] & ~same, inside
