"""One vector for a sentence out of an encoder's states: [CLS] beside the mean of the pieces."""

from __future__ import annotations

import torch
from torch import Tensor


def pool(states: Tensor, pieces: Tensor) -> Tensor:
    """(batch, length, width) states to (batch, 2 * width). `pieces` (batch, length) bool is true
    at what the mean counts: neither [CLS], [SEP] nor padding."""
    weight = pieces[..., None].to(states.dtype)
    mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
    return torch.cat([states[:, 0], mean], dim=-1)
