"""The last matrix of a language model over whole words, and its loss by a sample of the words.

Of a large vocabulary most of a softmax is spent on words that are no likely guess. In training only
the right word and a sample have to be told apart; the sample is the same for a whole step, and
rarer words are in it less often, which the scores make up for.

Sources: Jozefowicz et al. 2016, "Exploring the Limits of Language Modeling", section 3.1; Bengio
and Senécal 2003 for the correction.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.pretraining.randomness import uniform

_CANDIDATE = 5  # what random numbers are drawn for; masking and ELECTRA have 1 to 4
_BLOCK = 512  # states whose scores fit into a processor's cache


class WordSoftmax(nn.Module):
    """States (n, width) to scores of `vocabulary` words, numbered from the most frequent on.

    `candidates`: the words in a sample, on average (0, or as many as there are: all of them).
    Each is in it by itself with a probability q that follows from its rank: log-uniform draws, of
    which a word seen once or more is taken. With scores less log q, what is learned are the
    probabilities among all words, whatever the size of the sample.
    """

    log_chance: Tensor | None

    def __init__(self, width: int, vocabulary: int, candidates: int = 0, seed: int = 0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(vocabulary, width) / math.sqrt(width))
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        self.seed = seed
        sampled = 0 < candidates < vocabulary
        chances = inclusion(vocabulary, candidates).log().float() if sampled else None
        self.register_buffer("log_chance", chances, persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        """The scores (n, vocabulary) of all words."""
        return F.linear(states, self.weight, self.bias)

    def loss(self, states: Tensor, words: Tensor, draw: int) -> tuple[Tensor, Tensor]:
        """Cross-entropy of the right `words` (n,), (n,): among all in evaluation, in training among
        those sampled for `draw`; and (n,) bool, whether the right one scores highest of these."""
        if self.log_chance is None or not self.training:
            scores = self(states).float()
            return F.cross_entropy(scores, words, reduction="none"), scores.argmax(1) == words
        sample = self.sample(draw)
        rows = F.embedding(torch.cat([sample, words]), self.weight).to(states.dtype)
        own = (states * rows[len(sample) :]).float().sum(1) + self.bias[words]
        column = torch.full_like(self.bias, -1, dtype=torch.long)
        column[sample] = torch.arange(len(sample), device=sample.device)
        losses, right = _Among.apply(  # type: ignore[no-untyped-call]
            states,
            rows[: len(sample)],
            self.bias[sample],
            own,
            column[words],
            self.log_chance[sample],
            self.log_chance[words],
        )
        return losses, right

    def sample(self, draw: int) -> Tensor:
        """The words (m,) to tell the right ones from, the same for the same seed and draw."""
        if self.log_chance is None:
            raise ValueError("all words are candidates")
        every = torch.arange(len(self.log_chance), device=self.log_chance.device)
        luck = uniform(every, self.seed, draw, _CANDIDATE)
        return (luck.log() < self.log_chance).nonzero().squeeze(1)


class _Among(torch.autograd.Function):
    """Of each state: -log softmax of its score for the right word among the rivals', each score
    less the log `chance` of its word, and whether the right one scores highest.

    `states` (n, width) times `rows` (m, width) plus `biases` (m,) are the rivals' scores but for
    the `column` (n,) of the right word (-1: it is none of them), whose score is `own` (n,). What
    autograd would do with a dozen matrices of (n, m) is done with one, a block at a time.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        rows: Tensor,
        biases: Tensor,
        own: Tensor,
        column: Tensor,
        chances: Tensor,
        own_chance: Tensor,
    ) -> tuple[Tensor, Tensor]:
        shares = states.new_empty(len(states), len(rows))
        losses, right = torch.empty_like(own), torch.empty_like(own, dtype=torch.bool)
        for at in range(0, len(states), _BLOCK):
            block = slice(at, at + _BLOCK)
            scores = (states[block] @ rows.T).float() + biases
            hit = (column[block] >= 0).nonzero().squeeze(1)
            scores[hit, column[block][hit]] = -math.inf
            right[block] = own[block] >= scores.amax(1)
            told = own[block] - own_chance[block]
            whole = torch.logaddexp(scores.sub_(chances).logsumexp(1), told)
            losses[block] = whole - told
            shares[block] = scores.sub_(whole[:, None]).exp_()
        ctx.save_for_backward(states, rows, shares, losses)
        ctx.mark_non_differentiable(right)
        return losses, right

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        states, rows, shares, losses = ctx.saved_tensors
        gradient = gradients[0]
        pushed = shares * gradient[:, None].to(shares.dtype)
        own = gradient * torch.expm1(-losses)
        biases = pushed.sum(0, dtype=own.dtype)
        return pushed @ rows, pushed.T @ states, biases, own, None, None, None


def inclusion(vocabulary: int, size: int) -> Tensor:
    """The probability (vocabulary,) of each word to be in a sample of `size` words on average:
    1 - (1 - p)^n for n draws with p = log(1 + 1 / (rank + 1)) / log(vocabulary + 1)."""
    ranks = torch.arange(vocabulary, dtype=torch.double)
    missed = torch.log1p(-torch.log1p(1 / (ranks + 1)) / math.log(vocabulary + 1))
    fewest, most = 0.0, 1.0
    while -torch.expm1(most * missed).sum() < size:
        most *= 2
    for _ in range(60):
        draws = (fewest + most) / 2
        enough = -torch.expm1(draws * missed).sum() >= size
        fewest, most = (fewest, draws) if enough else (draws, most)
    return -torch.expm1(most * missed)
