"""Words from their letters: convolutions, the largest over the word, highways, a projection.

There is no table of words, so a word never seen before has a vector like any other.

Sources: Kim et al. 2016, "Character-Aware Neural Language Models", section 2; Jozefowicz et al.
2016, "Exploring the Limits of Language Modeling", section 3.3; Srivastava et al. 2015, "Highway
Networks", equation 3.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.elmo.config import ElmoConfig

_CARRY = -2.0  # a gate that begins nearly shut lets the word through as it is


class CharacterCNN(nn.Module):
    """(words, letters) int, 0 for none, to (words, hidden_size / 2)."""

    def __init__(self, config: ElmoConfig):
        super().__init__()
        self.letters = nn.Embedding(config.letters, config.letter_width)
        filters = sum(config.filters)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(config.letter_width, number, (1, width))
            for width, number in enumerate(config.filters, 1)
            if number
        )
        self.highways = nn.ModuleList(Highway(filters) for _ in range(config.highways))
        self.projection = nn.Linear(filters, config.hidden_size // 2)

    def forward(self, letters: Tensor) -> Tensor:
        # A picture of one line: a CPU convolves and pools pictures several times as fast.
        given = self.letters(letters).transpose(1, 2).unsqueeze(2)
        found = [_largest(convolution(given)) for convolution in self.convolutions]
        word = torch.relu(torch.cat(found, 1))
        for highway in self.highways:
            word = highway(word)
        projected: Tensor = self.projection(word)
        return projected


def _largest(found: Tensor) -> Tensor:
    """(words, filters, 1, places) to (words, filters)."""
    return F.max_pool2d(found, (1, found.shape[3])).flatten(1)


class Highway(nn.Module):
    """t * relu(W x + b) + (1 - t) * x, where t = sigmoid(V x + c): (..., width) to the same."""

    def __init__(self, width: int):
        super().__init__()
        self.change = nn.Linear(width, width)
        self.gate = nn.Linear(width, width)
        nn.init.constant_(self.gate.bias, _CARRY)

    def forward(self, given: Tensor) -> Tensor:
        share = torch.sigmoid(self.gate(given))
        return share * torch.relu(self.change(given)) + (1 - share) * given
