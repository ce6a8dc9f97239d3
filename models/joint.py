"""The joint model: one encoder, an intent head and a slot head over its pieces.

Ids and tensors in, scores out. Text, labels' names and spans are not known here.

Sources: Chen et al. 2019, "BERT for Joint Intent Classification and Slot Filling", with labels
over every piece and a CRF; Qin et al. 2019, "A Stack-Propagation Framework with Token-Level Intent
Detection", for the intent's guess that guides the slots; Hinton et al. 2015, "Distilling the
Knowledge in a Neural Network", section 2, for soft targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel

from models.heads.crf import CRF
from models.heads.experts import Experts
from models.heads.pooling import pool


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of [CLS] pieces [SEP] padding.

    `ids` (batch, length) int, or (batch, length, units) for an encoder that looks inside words;
    `mask` (batch, length) bool, true where there is no padding; `types`
    (batch, length) int, 1 at pieces before which the writer's spacing was changed, else 0;
    `pieces` (batch, length - 2) bool, true at the real pieces once [CLS] is cut off; `starts`
    alike, true where a word begins.
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    pieces: Tensor
    starts: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(
            self.ids.to(device),
            self.mask.to(device),
            self.types.to(device),
            self.pieces.to(device),
            self.starts.to(device),
        )

    def rows(self, chosen: Tensor) -> Batch:
        """Only the rows `chosen` (n,) int."""
        return Batch(
            self.ids[chosen],
            self.mask[chosen],
            self.types[chosen],
            self.pieces[chosen],
            self.starts[chosen],
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """`intents` (batch, intents) logits; `slots` (batch, length - 2, labels) emissions; `pooled`
    (batch, 2 * width) what the intent head read."""

    intents: Tensor
    slots: Tensor
    pooled: Tensor

    def rows(self, chosen: Tensor) -> Scores:
        """Only the rows `chosen` (n,) int."""
        return Scores(self.intents[chosen], self.slots[chosen], self.pooled[chosen])


@dataclass(frozen=True, slots=True)
class Targets:
    """What a batch should give. `intents` (batch,) int; `labels` (batch, length - 2) int,
    anything outside `pieces`."""

    intents: Tensor
    labels: Tensor

    def to(self, device: torch.device) -> Targets:
        return Targets(self.intents.to(device), self.labels.to(device))


@dataclass(frozen=True, slots=True)
class SoftTargets:
    """What a teacher believes of a batch. `intents` (batch, intents) and `labels`
    (batch, length - 2, labels) are probabilities."""

    intents: Tensor
    labels: Tensor


class JointModel(nn.Module):
    """An encoder of width W (any of the `transformers` library that gives last hidden states),
    with heads for `intents` classes and BIO `labels` (O first, then B-x and I-x in pairs)."""

    def __init__(self, encoder: PreTrainedModel, intents: int, labels: int, dropout: float = 0.1):
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.typed = getattr(encoder.config, "type_vocab_size", 0) > 1
        self.dropout = nn.Dropout(dropout)
        self.intent_head = nn.Sequential(
            nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, intents)
        )
        self.guide = nn.Linear(intents, width, bias=False)
        nn.init.zeros_(self.guide.weight)  # a guess that means nothing yet shall not disturb
        self.slot_head = nn.Linear(width, labels)
        self.crf = CRF(*bio_constraints(labels))
        # Further opinions on the intent, fitted when all else has learned (slu.training.experts).
        self.experts: Experts | None = None

    def forward(self, batch: Batch) -> Scores:
        """Scores of both heads; see `Batch` and `Scores` for shapes."""
        found = self.encode(batch, layers=self.experts is not None)
        states, real = found.last_hidden_state, F.pad(batch.pieces, (1, 1))
        pieces = states[:, 1:-1]
        pooled = pool(states, real)
        intents = self.intent_head(self.dropout(pooled))
        guided = pieces + self.guide(intents.softmax(-1).to(pieces.dtype))[:, None]
        if self.experts is not None:
            intents = self.experts(intents, found.hidden_states, batch.ids, real)
        return Scores(intents, self.slot_head(self.dropout(guided)), pooled)

    def encode(self, batch: Batch, layers: bool = False) -> Any:
        """What the encoder gives for a batch; with `layers` the states of all its layers, too, in
        `hidden_states`, (batch, length, width) each, the embeddings first."""
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask.long()}
        if self.typed:
            inputs["token_type_ids"] = batch.types
        return self.encoder(**inputs, **({"output_hidden_states": True} if layers else {}))

    def losses(self, scores: Scores, batch: Batch, targets: Targets) -> Tensor:
        """Intent cross-entropy plus the CRF's loss of each sentence, (batch,)."""
        slots = self.crf.loss(scores.slots.float(), targets.labels, batch.pieces, batch.starts)
        return slots + F.cross_entropy(scores.intents.float(), targets.intents, reduction="none")

    def soft_losses(self, scores: Scores, batch: Batch, targets: SoftTargets) -> Tensor:
        """`losses` expected under a teacher's beliefs, (batch,)."""
        slots = self.crf.soft_loss(scores.slots.float(), targets.labels, batch.pieces, batch.starts)
        return slots + self.intent_losses(scores, targets.intents)

    @staticmethod
    def intent_losses(scores: Scores, beliefs: Tensor) -> Tensor:
        """Cross-entropy of the intents under a teacher's `beliefs` (batch, intents), (batch,)."""
        return F.cross_entropy(scores.intents.float(), beliefs, reduction="none")

    @torch.no_grad()
    def beliefs(self, scores: Scores, batch: Batch) -> SoftTargets:
        """What this model teaches: probabilities of the intents and of each piece's labels."""
        labels = self.crf.marginals(scores.slots.float(), batch.pieces, batch.starts)
        return SoftTargets(scores.intents.float().softmax(-1), labels)


def bio_constraints(labels: int) -> tuple[Tensor, Tensor]:
    """What BIO forbids: (L, L) true where a label may not follow another, (L,) where it may not
    begin. Labels are O, B-1, I-1, B-2, I-2 ..."""
    kinds = torch.arange(labels)
    inside = (kinds > 0) & (kinds % 2 == 0)
    same = (kinds[:, None] == kinds) | (kinds[:, None] == kinds - 1)
    return inside[None, :] & ~same, inside
