"""A moving average of a model's weights, which measures better than the last weights alone.

Source: Polyak and Juditsky 1992; exponential, as in Tarvainen and Valpola 2017, "Mean teachers are
better role models", section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

Tensors = tuple[Tensor, ...] | list[Tensor]


class Average:
    """The average of the weights of `model`, each step weighing `decay` times the one after it,
    less in the first steps, so that a short run does not end near its beginning. What is frozen
    by then stays as it is and costs nothing. A decay of 0 keeps none, and `applied` changes
    nothing. `whole` is the state to save."""

    def __init__(self, model: nn.Module, decay: float):
        self.model = model
        self.decay = decay
        self.learning = nn.ParameterList(each for each in model.parameters() if each.requires_grad)
        self.averaged = AveragedModel(self.learning, multi_avg_fn=self._mix) if decay else None
        self.whole = nn.ModuleList([model] if self.averaged is None else [model, self.averaged])

    def update(self) -> None:
        """Takes in the weights of one more step."""
        if self.averaged is not None:
            self.averaged.update_parameters(self.learning)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Within it the model has the averaged weights."""
        self._exchange()
        try:
            yield
        finally:
            self._exchange()

    def _mix(self, averaged: Tensors, current: Tensors, steps: Tensor | int) -> None:
        decay = min(self.decay, (1 + int(steps)) / (10 + int(steps)))
        mix: Callable[..., None] = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
        mix(averaged, current, steps)

    def _exchange(self) -> None:
        if self.averaged is None:
            return
        pairs = zip(self.learning.parameters(), self.averaged.module.parameters(), strict=True)
        for mine, theirs in pairs:
            mine.data, theirs.data = theirs.data, mine.data
