"""A linear-chain CRF whose transitions know whether the next piece begins a word.

In Korean a label changes far more often between words than inside one, so there are two
transition matrices: one for a step inside a word, one for a step to a new word. Positions
outside the mask ([CLS], [SEP], padding) must already be left out by the caller: a row of the
mask is true from its first position on, then false.

Source: Lafferty et al. 2001, section 3; the partition by the forward algorithm, the best path
by Viterbi, the marginals by forward-backward. A step of the sums is a product of matrices:
log(exp(scores - top) @ exp(transitions)) + top, many times faster than `logsumexp`.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_FORBIDDEN = -1e4
# A label that all steps forbid, or nearly, is this much less likely than the best one: no log(0).
_FLOOR = 1e-30


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

    def soft_loss(self, emissions: Tensor, beliefs: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """`loss` expected under `beliefs` (batch, length, L), the probabilities of the labels at
        each position, taken for independent of each other, (batch,). Steps that are forbidden
        count for nothing; with beliefs of 0 and 1 it is `loss`."""
        weighed = beliefs * mask[..., None]
        steps = self.transitions.masked_fill(self.forbidden, 0)
        final = (mask.sum(1) - 1).clamp(min=0)
        ends = weighed[torch.arange(len(weighed)), final]
        first = self.first.masked_fill(self.forbidden_first, 0)
        with _whole_precision(emissions):
            inside, anew = (weighed[:, :-1] @ step for step in steps)
            moves = torch.where(starts[:, 1:, None], anew, inside)
            total = (weighed * emissions).sum((1, 2)) + (moves * weighed[:, 1:]).sum((1, 2))
            expected = total + weighed[:, 0] @ first + ends @ self.last
        return self.log_partition(emissions, mask, starts) - expected

    def score(self, emissions: Tensor, labels: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The score of the given labels, (batch,)."""
        first, steps = self.allowed()
        weight = mask.to(emissions.dtype)
        own = emissions.gather(2, labels[..., None]).squeeze(2)
        total = (own * weight).sum(1) + first[labels[:, 0]]
        moves = steps[starts[:, 1:].long(), labels[:, :-1], labels[:, 1:]]
        total = total + (moves * weight[:, 1:]).sum(1)
        final = labels.gather(1, (mask.sum(1, keepdim=True) - 1).clamp(min=0)).squeeze(1)
        return total + self.last[final]

    def log_partition(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The log of the sum over all label sequences, (batch,)."""
        return torch.logsumexp(self._forward_sums(emissions, mask, starts)[-1] + self.last, dim=1)

    @torch.no_grad()
    def best(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> list[list[int]]:
        """The best label sequence of each row, as long as its mask (Viterbi)."""
        first, steps = self.allowed()
        into = steps.transpose(1, 2).contiguous()  # the label before is the last, quick axis
        alpha = first + emissions[:, 0]
        back = []
        for t in range(1, emissions.shape[1]):
            advanced, from_ = (alpha[:, None, :] + into[starts[:, t].long()]).max(dim=2)
            alpha = torch.where(mask[:, t, None], advanced + emissions[:, t], alpha)
            back.append(from_)
        final = (alpha + self.last).argmax(1).tolist()
        pointers = torch.stack(back, 1).tolist() if back else [[] for _ in final]
        lengths = mask.sum(1).tolist()
        return [
            _walk_back(pointers[row], final[row], int(length)) if length else []
            for row, length in enumerate(lengths)
        ]

    @torch.no_grad()
    def marginals(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> Tensor:
        """The probability of each label at each position, (batch, length, L); 0 outside."""
        before = self._forward_sums(emissions, mask, starts)
        after = self._backward_sums(emissions, mask, starts)
        return (torch.stack(before, 1) + torch.stack(after, 1)).softmax(-1) * mask[..., None]

    def _forward_sums(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> list[Tensor]:
        """At each position, (batch, L): log of the sum over all ways up to each label there."""
        first, steps = self.allowed()
        weights = torch.cat(steps.exp().unbind(), dim=1)
        sums = [first + emissions[:, 0]]
        with _whole_precision(emissions):
            for t in range(1, emissions.shape[1]):
                advanced = _step(sums[-1], weights, starts[:, t, None]) + emissions[:, t]
                sums.append(torch.where(mask[:, t, None], advanced, sums[-1]))
        return sums

    def _backward_sums(self, emissions: Tensor, mask: Tensor, starts: Tensor) -> list[Tensor]:
        """At each position, (batch, L): log of the sum over all ways on from each label there."""
        weights = torch.cat(self.allowed()[1].exp().transpose(1, 2).unbind(), dim=1)
        end = self.last.expand_as(emissions[:, 0])
        sums = [end]
        with _whole_precision(emissions):
            for t in range(emissions.shape[1] - 1, 0, -1):
                advanced = _step(sums[-1] + emissions[:, t], weights, starts[:, t, None])
                sums.append(torch.where(mask[:, t, None], advanced, end))
        return sums[::-1]

    def allowed(self) -> tuple[Tensor, Tensor]:
        """Scores of beginnings (L,) and steps (2, L, L), what is forbidden far below."""
        first = self.first.masked_fill(self.forbidden_first, _FORBIDDEN)
        return first, self.transitions.masked_fill(self.forbidden, _FORBIDDEN)


def _step(scores: Tensor, weights: Tensor, starts: Tensor) -> Tensor:
    """log sum over i of exp(scores[i]) * weights[i, j], (batch, L). `weights` (L, 2 L): inside a
    word, then to a new one, as `starts` (batch, 1) tells."""
    top = scores.detach().amax(1, keepdim=True)
    inside, anew = ((scores - top).exp() @ weights).chunk(2, dim=1)
    return torch.where(starts, anew, inside).clamp(min=_FLOOR).log() + top


def _whole_precision(scores: Tensor) -> torch.autocast:
    """Keeps mixed precision, which would take the products to bfloat16, out of the sums."""
    return torch.autocast(scores.device.type, enabled=False)


def _walk_back(pointers: list[list[int]], final: int, length: int) -> list[int]:
    path = [final]
    for t in range(length - 2, -1, -1):
        path.append(pointers[t][path[-1]])
    return path[::-1]
