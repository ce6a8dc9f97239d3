"""What stands on an encoder only while it is pretrained: heads that guess pieces, judge pairs and
find replaced pieces, and the loss of each as a sum and a count.

All losses are computed in float32, whatever the states are in.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.pretraining.rows import NO_PAIR

_DEVIATION = 0.02  # of BERT's initial weights


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a loss: its sum, over how many, and how many of these were right."""

    sum: Tensor
    count: Tensor
    correct: Tensor


class PieceHead(nn.Module):
    """States (n, width) to scores (n, vocabulary): dense, gelu, norm, and the word embeddings
    (vocabulary, embedding) as the last matrix (Devlin et al. 2019, the reference code)."""

    def __init__(self, width: int, embedding: int, vocabulary: int, epsilon: float = 1e-12):
        super().__init__()
        self.dense = started(nn.Linear(width, embedding))
        self.norm = nn.LayerNorm(embedding, eps=epsilon)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, states: Tensor, embeddings: Tensor) -> Tensor:
        inner = self.norm(nn.functional.gelu(self.dense(states)))
        return nn.functional.linear(inner, embeddings, self.bias)


class PairHead(nn.Module):
    """[CLS] states (..., width) to scores (..., 2): is the second part foreign (0) or right (1)?
    For next sentences (BERT) and sentence order (Lan et al. 2020, "ALBERT") alike."""

    def __init__(self, width: int):
        super().__init__()
        self.dense = started(nn.Linear(width, width))
        self.out = started(nn.Linear(width, 2))

    def forward(self, states: Tensor) -> Tensor:
        scores: Tensor = self.out(torch.tanh(self.dense(states)))
        return scores


class ReplacedHead(nn.Module):
    """States (..., width) to a score (...): above 0 where the piece looks replaced."""

    def __init__(self, width: int):
        super().__init__()
        self.dense = started(nn.Linear(width, width))
        self.out = started(nn.Linear(width, 1))

    def forward(self, states: Tensor) -> Tensor:
        scores: Tensor = self.out(nn.functional.gelu(self.dense(states)))
        return scores.squeeze(-1)


def started(linear: nn.Linear) -> nn.Linear:
    """The layer with BERT's initial weights."""
    nn.init.normal_(linear.weight, std=_DEVIATION)
    nn.init.zeros_(linear.bias)
    return linear


def class_term(scores: Tensor, labels: Tensor) -> Term:
    """Cross-entropy of `scores` (n, classes) against `labels` (n,), `NO_PAIR` left out."""
    real = labels != NO_PAIR
    loss = nn.functional.cross_entropy(
        scores.float(), labels, ignore_index=NO_PAIR, reduction="sum"
    )
    return Term(loss, real.sum(), (real & (scores.argmax(-1) == labels)).sum())


def binary_term(scores: Tensor, labels: Tensor, counted: Tensor) -> Term:
    """Binary cross-entropy of `scores` against bool `labels` where `counted`, shapes alike."""
    losses = nn.functional.binary_cross_entropy_with_logits(
        scores.float(), labels.float(), reduction="none"
    )
    right = counted & ((scores > 0) == labels)
    return Term((losses * counted).sum(), counted.sum(), right.sum())
