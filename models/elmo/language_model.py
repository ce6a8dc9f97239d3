"""Two language models over words, one from each side: layers of LSTMs that share nothing.

The state of the forward model at a word has seen that word and what stands before it, that of the
backward model the word and what stands behind it. What is guessed from them is not known here.

Source: Peters et al. 2018, "Deep contextualized word representations", sections 3.1 and 3.4.
"""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.elmo.config import ElmoConfig

# Said once to every user of a CPU, for whom there is no other way.
warnings.filterwarnings("ignore", message="LSTM with projections is not supported with oneDNN")

Both = tuple[Tensor, Tensor]


class BidirectionalLM(nn.Module):
    """Word vectors (batch, length, width) to the states of each layer, forward and backward, each
    (batch, length, width). Every layer after the first adds what it was given to what it finds."""

    def __init__(self, config: ElmoConfig):
        super().__init__()
        width, layers = config.hidden_size // 2, config.num_hidden_layers
        self.layers = nn.ModuleList(Layer(width, config.cells) for _ in range(layers))
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, words: Tensor, lengths: Tensor) -> list[Both]:
        """`lengths` (batch,): the words of each row, before its padding. What is found at padding
        means nothing, and nothing is found out from padding."""
        order = turned(lengths, words.shape[1])
        forward = self.dropout(words)
        backward = _reordered(forward, order)
        found = []
        for number, layer in enumerate(self.layers):
            ahead, behind = layer(forward, backward)
            if number:
                ahead, behind = ahead + forward, behind + backward
            forward, backward = self.dropout(ahead), self.dropout(behind)
            found.append((forward, _reordered(backward, order)))
        return found


class Layer(nn.Module):
    """An LSTM a direction, its cells projected to `width` where they are more."""

    def __init__(self, width: int, cells: int):
        super().__init__()
        size = {"proj_size": width} if width < cells else {}
        self.forward_lstm = nn.LSTM(width, cells, batch_first=True, **size)
        self.backward_lstm = nn.LSTM(width, cells, batch_first=True, **size)
        for lstm in (self.forward_lstm, self.backward_lstm):
            with torch.no_grad():
                # At first little is forgotten.
                lstm.get_parameter("bias_ih_l0")[cells : 2 * cells] = 1.0

    def forward(self, forward: Tensor, backward: Tensor) -> Both:
        """(batch, length, width) each, `backward` in its own order, to the same."""
        return self.forward_lstm(forward)[0], self.backward_lstm(backward)[0]


def turned(lengths: Tensor, length: int) -> Tensor:
    """(batch, length): which place comes at each place when a row of `lengths` words is read from
    its end; padding stays behind. Turning twice changes nothing."""
    places = torch.arange(length, device=lengths.device)
    last = lengths[:, None] - 1
    return torch.where(places <= last, last - places, places)


def _reordered(states: Tensor, order: Tensor) -> Tensor:
    """(batch, length, width) with the place `order` (batch, length) names at each place."""
    batch, length, _ = states.shape
    rows = torch.arange(batch, device=order.device)[:, None] * length
    return F.embedding(rows + order, states.flatten(0, 1))
