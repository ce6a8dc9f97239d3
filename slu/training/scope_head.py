"""Fits what `slu.understanding.confidence` applies: the temperature and the scope head.

Tensors in, numbers out. Where the sentences come from and what is measured: `calibrate`.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from slu.understanding.confidence import OUTSIDE, TALK, TASK, ScopeHead

_DECAY = 0.01
_STEPS = 200


def fit_temperature(logits: Tensor, intents: Tensor) -> float:
    """The temperature of the least negative log likelihood (Guo et al. 2017, section 4.2).
    `logits` (examples, intents); `intents` (examples,) the right ones."""
    log_temperature = torch.zeros(1, requires_grad=True)

    def loss() -> Tensor:
        scaled = logits / log_temperature.exp()
        return torch.nn.functional.cross_entropy(scaled, intents)

    _minimise([log_temperature], loss)
    return float(log_temperature.detach().exp())


def fit_scope_head(outside: Tensor, talk: Tensor, tasks: Tensor) -> ScopeHead:
    """Logistic regression of three kinds with L2 decay, from their features (examples, features);
    small talk may be empty."""
    groups = {OUTSIDE: outside, TALK: talk, TASK: tasks}
    features = torch.cat(list(groups.values()))
    kinds = torch.cat([torch.full((len(rows),), kind) for kind, rows in groups.items()])
    mean, spread = features.mean(0), features.std(0).clamp(min=1e-6)
    even = (features - mean) / spread
    weight = torch.zeros(len(groups), features.shape[1], requires_grad=True)
    bias = torch.zeros(len(groups), requires_grad=True)

    def loss() -> Tensor:
        scores = torch.nn.functional.linear(even, weight, bias)
        return torch.nn.functional.cross_entropy(scores, kinds) + _DECAY * (weight**2).sum()

    _minimise([weight, bias], loss)
    with torch.no_grad():
        raw = weight / spread
        return ScopeHead(raw.detach(), (bias - raw @ mean).detach())


def unseen_scores(
    outside: Tensor, talk: Tensor, tasks: Tensor, mine: Tensor
) -> tuple[Tensor, Tensor]:
    """Scope scores of the tasks `mine` and of the small talk, in any order, by two heads that each
    saw the other half of them: those of a head that learned them by heart would flatter."""
    found = []
    for fold in (0, 1):
        seen = slice(1 - fold, None, 2)
        head = fit_scope_head(outside, talk[seen], torch.cat([tasks, mine[seen]]))
        found.append((head.scores(mine[fold::2]), head.scores(talk[fold::2])))
    (mine_0, talk_0), (mine_1, talk_1) = found
    return torch.cat([mine_0, mine_1]), torch.cat([talk_0, talk_1])


def _minimise(parameters: list[Tensor], loss: Callable[[], Tensor]) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]
