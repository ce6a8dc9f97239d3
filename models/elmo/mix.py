"""The scalar mix: how a task weighs the layers of a language model.

Source: Peters et al. 2018, "Deep contextualized word representations", equation 1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class ScalarMix(nn.Module):
    """gamma * sum of s_j h_j over layers h_j, where s = softmax(weights): all alike at first."""

    def __init__(self, layers: int):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(layers))
        self.gamma = nn.Parameter(torch.ones(1))

    def forward(self, layers: Tensor) -> Tensor:
        """(layers, ...) to (...)."""
        mixed: Tensor = self.gamma * torch.tensordot(self.shares().to(layers.dtype), layers, 1)
        return mixed

    def shares(self) -> Tensor:
        """s, (layers,), which add up to 1."""
        return self.weights.softmax(0)
