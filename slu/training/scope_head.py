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


def _minimise(parameters: list[Tensor], loss: Callable[[], Tensor]) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]
