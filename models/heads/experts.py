"""Two further opinions on the intent, for models that learned from few examples: which pieces and
pairs of pieces were said, and what the middle of the encoder makes of them.

A network tuned on ten examples an intent takes their turns of phrase for the intent. A linear
classifier over pieces does so less, but knows no piece that it has not seen; the middle of an
encoder knows likeness of meaning and is not bent towards a task yet. Each errs elsewhere, so the
opinions are multiplied.

Sources: Hinton 2002, "Training Products of Experts", section 1; Joulin et al. 2017, "Bag of Tricks
for Efficient Text Classification", section 2, for linear classifiers over hashed n-grams.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

BUCKETS = 2**14
_FACTOR = 40_503  # odd, so that neighbouring ids spread over all buckets


class NgramExpert(nn.Module):
    """Logits of intents from hashed pieces and pairs of neighbouring pieces, weighted by their
    rarity among the examples (TF-IDF). What no example held counts for nothing."""

    rarity: Tensor

    def __init__(self, intents: int):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(BUCKETS, intents))
        self.bias = nn.Parameter(torch.zeros(intents))
        self.register_buffer("rarity", torch.zeros(BUCKETS))

    def forward(self, keys: Tensor, shares: Tensor) -> Tensor:
        """(batch, intents), of what `read` gave, (batch, n-grams) each."""
        return torch.einsum("bki,bk->bi", self.weight[keys], shares) + self.bias

    def read(self, ids: Tensor, pieces: Tensor) -> tuple[Tensor, Tensor]:
        """The buckets of the n-grams of `ids` (batch, length) int where `pieces` (batch, length) is
        true, and the share of each: its rarity, all of a sentence together of length 1."""
        keys, there = ngrams(ids, pieces)
        shares = self.rarity[keys] * there
        alike = (keys[:, :, None] == keys[:, None, :]) & there[:, None]  # said twice adds up first
        length = (shares.pow(2) * alike.sum(2)).sum(1, keepdim=True).sqrt()
        return keys, shares / length.clamp(min=1e-6)

    @torch.no_grad()
    def count(self, ids: Tensor, pieces: Tensor) -> None:
        """Takes the rarities from all examples: ln((1 + examples) / (1 + of those with it)) + 1."""
        keys, there = ngrams(ids, pieces)
        rows = torch.arange(len(ids))[:, None] * BUCKETS
        held = torch.unique((rows + keys)[there]) % BUCKETS
        frequency = held.bincount(minlength=BUCKETS)
        self.rarity.copy_((((1 + len(ids)) / (1 + frequency)).log() + 1) * (frequency > 0))


class MiddleExpert(nn.Module):
    """Logits of intents from the mean of the pieces' states in a layer of the encoder, centred and
    of length 1."""

    centre: Tensor

    def __init__(self, width: int, intents: int):
        super().__init__()
        self.linear = nn.Linear(width, intents)
        self.register_buffer("centre", torch.zeros(width))

    def forward(self, means: Tensor) -> Tensor:
        """(batch, intents), of what `mean_direction` gave, (batch, width)."""
        logits: Tensor = self.linear(F.normalize(means - self.centre, dim=-1))
        return logits


class Experts(nn.Module):
    """Both, and how much the network's own opinion counts beside them (`own`, 1 for as much as
    one of them). The middle is the layer `layer` of the encoder (0: the embeddings)."""

    own: Tensor

    def __init__(self, width: int, intents: int, layer: int, own: float = 1.0):
        super().__init__()
        self.layer = layer
        self.ngrams = NgramExpert(intents)
        self.middle = MiddleExpert(width, intents)
        self.register_buffer("own", torch.tensor(own))
        self.register_buffer("read", torch.tensor(float(layer)))  # for who opens the weights

    @classmethod
    def of(cls, weights: Mapping[str, Tensor], prefix: str) -> Experts | None:
        """Experts of the shape that a model's weights speak of, not yet loaded; None if of none."""
        if prefix + "read" not in weights:
            return None
        width = weights[prefix + "middle.centre"].shape[0]
        intents = weights[prefix + "ngrams.bias"].shape[0]
        return cls(width, intents, int(weights[prefix + "read"]))

    def forward(
        self, intents: Tensor, states: tuple[Tensor, ...], ids: Tensor, pieces: Tensor
    ) -> Tensor:
        """The network's logits (batch, intents) and the experts' as one: the sum of the
        log-probabilities, whichever weighs most once. `states` are all layers', (batch, length,
        width) each; `pieces` (batch, length) is true at neither [CLS], [SEP] nor padding."""
        said: Tensor = self.ngrams(*self.ngrams.read(ids, pieces))
        meant: Tensor = self.middle(mean_direction(states[self.layer], pieces))
        total = self.own * intents.log_softmax(-1) + said.log_softmax(-1) + meant.log_softmax(-1)
        return total / self.own.clamp(min=1)  # or a network with many examples would be too sure


def ngrams(ids: Tensor, pieces: Tensor) -> tuple[Tensor, Tensor]:
    """The buckets of single pieces and of pairs, (batch, 2 * length - 1) int, and which of them
    are there, alike, bool."""
    single = ids * _FACTOR % BUCKETS
    pairs = ((ids[:, :-1] + 1) * 31 * _FACTOR + ids[:, 1:] * 17) % BUCKETS
    return torch.cat([single, pairs], 1), torch.cat([pieces, pieces[:, :-1] & pieces[:, 1:]], 1)


def mean_direction(states: Tensor, pieces: Tensor) -> Tensor:
    """(batch, width) of length 1, of `states` (batch, length, width) where `pieces` is true."""
    weight = pieces[..., None].to(states.dtype)
    return F.normalize((states * weight).sum(1) / weight.sum(1).clamp(min=1), dim=-1)
