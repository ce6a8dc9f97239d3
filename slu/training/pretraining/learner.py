"""One update of an objective's weights, by any number of processes and parts of a batch.

Every term of the loss is divided by its count over the whole batch, so that the gradient does not
depend on how the batch was split. When to update and when to save is the loop's business.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from functools import reduce
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor

from models.pretraining.objective import Objective
from models.pretraining.rows import Rows, Terms
from slu.training.optimiser import schedule
from slu.training.precision import autocast
from slu.training.pretraining.optimiser import make_optimiser
from slu.training.pretraining.options import PretrainOptions

# At rows of 128 pieces the gradient of fused attention takes a CPU three times as long.
_ATTENTION = {"cpu": "eager"}
_PARTS = fields(Terms)


class Learner:
    """An objective, its optimiser, and the processes that share the work."""

    def __init__(self, objective: Objective, options: PretrainOptions, accelerator: Accelerator):
        self.objective, self.options, self.accelerator = objective, options, accelerator
        objective.to(accelerator.device).train()
        self.optimiser = make_optimiser(objective, options)
        self.rates = [group["lr"] for group in self.optimiser.param_groups]
        for encoder in objective.encoders():
            encoder.set_attn_implementation(_ATTENTION.get(accelerator.device.type, "sdpa"))
            if options.running.compile:
                encoder.compile()
        self.model: Any = accelerator.prepare(objective)

    def update(self, parts: list[Rows], step: int, steps: int) -> Terms:
        """One update by this process's parts of batch `step`; returns the terms of these parts
        alone, without gradients. Dropout draws from the step's own random numbers."""
        seed, rank = self.options.seed, self.accelerator.process_index
        torch.manual_seed(((seed << 40) + (step << 10) + rank) % (1 << 63))
        counts = self._whole_counts(parts, step)
        found: list[Terms] = []
        for rows in parts:
            last = len(found) + 1 == len(parts)
            with nullcontext() if last else self.accelerator.no_sync(self.model):
                terms = self._forward(rows, step)
                self._loss(terms, counts).backward()  # type: ignore[no-untyped-call]
            found.append(_detached(terms))
        self._step(step, steps)
        return reduce(added, found)

    def rate(self, step: int, steps: int) -> float:
        """The learning rate of the top layer at a step."""
        learning = self.options.learning
        return learning.rate * schedule(step, steps, learning.warmup)

    def uncompiled(self) -> AbstractContextManager[Any]:
        """Within it nothing is compiled: for rows of other shapes than those learned from."""
        compiled = self.options.running.compile
        return torch.compiler.set_stance("force_eager") if compiled else nullcontext()

    def forget(self, state: dict[str, Tensor]) -> None:
        """Goes back to the weights `state`, with an optimiser that has seen nothing."""
        self.objective.load_state_dict(state)
        self.optimiser.state.clear()

    def _forward(self, rows: Rows, step: int) -> Terms:
        with autocast(self.accelerator.device, self.options.learning.precision):
            terms: Terms = self.model(rows, step)
        return terms

    def _whole_counts(self, parts: list[Rows], step: int) -> dict[str, Tensor]:
        """The count of each term over all parts and processes."""
        each = [self.objective.counts(rows, step) for rows in parts]
        sums = torch.stack([torch.stack(list(counts.values())) for counts in each]).sum(0)
        whole = self.accelerator.reduce(sums, "sum")
        return dict(zip(each[0], whole.unbind(), strict=True))

    def _loss(self, terms: Terms, counts: dict[str, Tensor]) -> Tensor:
        """This part's share of the weighted sum of all terms' means."""
        shares = [
            self.objective.weights[name] * total / counts[name].clamp(min=1)
            for name, total in terms.sums.items()
        ]
        # The gradients of several processes are averaged; ours are shares of a sum.
        loss: Tensor = torch.stack(shares).sum() * self.accelerator.num_processes
        return loss

    def _step(self, step: int, steps: int) -> None:
        learning = self.options.learning
        share = schedule(step, steps, learning.warmup)
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * share
        torch.nn.utils.clip_grad_norm_(self.objective.parameters(), learning.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()


def added(one: Terms, other: Terms) -> Terms:
    """The terms of two batches together."""
    return Terms(*(_sums(getattr(one, each.name), getattr(other, each.name)) for each in _PARTS))


def _sums(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: one[name] + other[name] for name in one}


def _detached(terms: Terms) -> Terms:
    return Terms(
        {name: each.detach() for name, each in terms.sums.items()}, terms.counts, terms.correct
    )
