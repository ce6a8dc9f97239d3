"""A class straight from the states of a sound: the encoder of a speech recogniser hears, this head
looks at some of its frames and decides. There is no text in between.

Pooling by learned queries: Lin et al. 2017, "A Structured Self-Attentive Sentence Embedding"
(arXiv 1703.03130), section 2.1, without the hidden layer before the softmax.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ListeningHead(nn.Module):
    """States (batch, frames, width) and mask (batch, frames) bool to logits (batch, classes).

    Each of `looks` queries weighs all frames of a sound and takes their mean; beside these stands
    the plain mean. `centre` and `spread` (width,) are of the states to learn from: an encoder's
    dimensions differ much in size.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, width: int, classes: int, looks: int = 2, dropout: float = 0.3):
        super().__init__()
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))
        self.queries = nn.Linear(width, looks, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.classes = nn.Linear((1 + looks) * width, classes)

    def fit_scale(self, states: Tensor) -> None:
        """Takes centre and spread from states (frames, width)."""
        self.centre.copy_(states.mean(0))
        self.spread.copy_(states.std(0).clamp(min=1e-6))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        scores = states @ (self.queries.weight / self.spread).T / states.shape[-1] ** 0.5
        alike = torch.zeros_like(states[..., :1])
        weights = torch.cat([alike, scores], -1).masked_fill(~mask[..., None], -torch.inf)
        pooled = weights.softmax(1).transpose(1, 2) @ states
        # Weights sum to one, so what is pooled can be scaled in place of every frame.
        scaled = ((pooled - self.centre) / self.spread).flatten(1)
        logits: Tensor = self.classes(self.dropout(scaled))
        return logits
