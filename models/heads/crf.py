"""A linear-chain CRF whose transitions know whether the next piece begins a word.

In Korean a label changes far more often between words than inside one, so there are two
transition matrices: one for a step inside a word, one for a step to a new word. Positions
outside the mask ([CLS], [SEP], padding) must already be left out by the caller: a row of the
mask is true from its first position on, then false.

Source: Lafferty et al. 2001, section 3; the partition by the forward algorithm, the best path
by Viterbi, the marginals as the gradient of the log partition.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_FORBIDDEN = -1e4


class CRF(nn.Module):
    """Scores label sequences. `labels` is the number of labels L; `forbidden` (L, L) is true
    where a label may not follow another, `forbidden_first` (L,) where it may not begin."""

    forbidden: Tensor
    forbidden_first: Tensor

    def __init__(self, forbidden: Tensor, forbidden_first: Tensor):
        super().__init__()
        labels = len(forbidden_first)
        self.transitions = nn.Parameter(torch.zeros(2, labels, labels))
        self.first = nn.Parameter(torch.zeros(labels))
        self.last = nn.Parameter(torch.zeros(labels))
        self.register_buffer("forbidden", forbidden, persistent=False)
        self.register_buffer("forbidden_first", forbidden_first, persistent=False)

    def loss(self, emissions: Tensor, labels: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """Negative log likelihood a sequence, (batch,). `emissions` (batch, length, L) float;
        `labels` (batch, length) int; `mask` and `starts` (batch, length) bool."""
        partition = self.log_partition(emissions, mask, starts)
        return partition - self.score(emissions, labels, mask, starts)

    def score(self, emissions: Tensor, labels: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The score of the given labels, (batch,)."""
        first, steps, last = self._scores()
        weight = mask.to(emissions.dtype)
        own = emissions.gather(2, labels[..., None]).squeeze(2)
        total = (own * weight).sum(1) + first[labels[:, 0]]
        moves = self._moves(steps, starts[:, 1:], labels[:, :-1], labels[:, 1:])
        total = total + (moves * weight[:, 1:]).sum(1)
        final = labels.gather(1, (mask.sum(1, keepdim=True) - 1).clamp(min=0)).squeeze(1)
        return total + last[final]

    def log_partition(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The log of the sum over all label sequences, (batch,)."""
        first, steps, last = self._scores()
        alpha = first + emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            step = steps[starts[:, t].long()]
            advanced = torch.logsumexp(alpha[:, :, None] + step, dim=1) + emissions[:, t]
            alpha = torch.where(mask[:, t, None], advanced, alpha)
        return torch.logsumexp(alpha + last, dim=1)

    @torch.no_grad()
    def best(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> list[list[int]]:
        """The best label sequence of each row, as long as its mask (Viterbi)."""
        first, steps, last = self._scores()
        alpha = first + emissions[:, 0]
        back = []
        for t in range(1, emissions.shape[1]):
            step = steps[starts[:, t].long()]
            advanced, from_ = (alpha[:, :, None] + step).max(dim=1)
            alpha = torch.where(mask[:, t, None], advanced + emissions[:, t], alpha)
            back.append(from_)
        final = (alpha + last).argmax(1).tolist()
        pointers = torch.stack(back, 1).tolist() if back else [[] for _ in final]
        lengths = mask.sum(1).tolist()
        return [
            _walk_back(pointers[row], final[row], int(length)) if length else []
            for row, length in enumerate(lengths)
        ]

    def marginals(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The probability of each label at each position, (batch, length, L)."""
        with torch.enable_grad():
            leaf = emissions.detach().requires_grad_(True)
            total = self.log_partition(leaf, mask, starts).sum()
            (gradient,) = torch.autograd.grad(total, leaf)
        return gradient

    def _scores(self) -> tuple[Tensor, Tensor, Tensor]:
        steps = self.transitions.masked_fill(self.forbidden, _FORBIDDEN)
        return self.first.masked_fill(self.forbidden_first, _FORBIDDEN), steps, self.last

    @staticmethod
    def _moves(steps: Tensor, starts: Tensor, before: Tensor, after: Tensor) -> Tensor:
        return steps[starts.long(), before, after]


def _walk_back(pointers: list[list[int]], final: int, length: int) -> list[int]:
    path = [final]
    for t in range(length - 2, -1, -1):
        path.append(pointers[t][path[-1]])
    return path[::-1]
