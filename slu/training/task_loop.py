"""The loop that trains one model on one task or several, a batch of one task at a step.

What a task is, it knows only by the protocol `Task`. Deterministic for a seed; interrupted after
any epoch it goes on with the same bits. The epoch with the best mean over the tasks is kept.

Source: Liu et al. 2019 (MT-DNN), algorithm 1; Stickland and Murray 2019, "BERT and PALs", for
sampling by the root of a task's size.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from slu.evaluation.metrics import Figure
from slu.training.average import Average
from slu.training.checkpoint import load_checkpoint, read_notes, save_checkpoint
from slu.training.learning import Learning
from slu.training.optimiser import parameter_groups, schedule


class Measures(Protocol):
    """What a task measured; `main` decides which epoch is best."""

    @property
    def main(self) -> Figure: ...
    def figures(self) -> dict[str, float]: ...


class Task(Protocol):
    """A set of labelled examples with its own loss and measures."""

    @property
    def name(self) -> str: ...

    def batches(self, turn: str) -> Sequence[Any]:
        """All examples in batches, as `loss` takes them; the same `turn`, the same order."""
        ...

    def loss(self, batch: Any) -> Tensor:
        """The mean loss of the batch, a scalar."""
        ...

    def evaluate(self) -> Measures:
        """The measures on dev."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of training, or the end of an epoch when `dev` is there: the measures of each
    task, in the order of the tasks."""

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    dev: tuple[Measures, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is learned of what. `sampling`: how often each task is seen, `proportional` to its
    batches or to their square `root`."""

    learning: Learning
    sampling: str = "proportional"


@dataclass(frozen=True, slots=True)
class Epoch:
    """The mean loss of an epoch, the mean of the tasks' main figures after it, and all figures of
    each task."""

    loss: float
    mean: float
    dev: tuple[dict[str, float], ...]


def train(
    model: nn.Module,
    tasks: Sequence[Task],
    plan: Plan,
    report: Callable[[Progress], None],
    checkpoint: Path,
    fingerprint: str,
) -> list[Epoch]:
    """Runs all epochs and leaves the best one's weights in `model`. The state stands in the
    folder `checkpoint`; one of another `fingerprint` is not gone on with."""
    learning = plan.learning
    optimiser = torch.optim.AdamW(parameter_groups(model, learning), fused=True)
    rates = [group["lr"] for group in optimiser.param_groups]
    average = Average(model, learning.average)
    steps = sum(shares(tasks, plan))
    history: list[Epoch] = []
    last, best = checkpoint / "last.safetensors", checkpoint / "best.safetensors"
    if last.exists() and read_notes(last).get("fingerprint") == fingerprint:
        notes = load_checkpoint(last, average.whole, optimiser)
        history = [Epoch(row["loss"], row["mean"], tuple(row["dev"])) for row in notes["history"]]
    for epoch in range(len(history), learning.epochs):
        if _waited_enough(history, learning.patience):
            break
        _set_training(model, learning)
        total = 0.0
        for step, (task, batch) in enumerate(steps_of(tasks, epoch, plan)):
            share = schedule(epoch * steps + step, learning.epochs * steps, learning.warmup)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _step(model, task, batch, optimiser)
            average.update()
            total += loss
            report(Progress(epoch, learning.epochs, step + 1, steps, loss))
        with average.applied():
            measured = tuple(task.evaluate() for task in tasks)
            mean = sum(each.main.value for each in measured) / len(measured)
            history.append(Epoch(total / steps, mean, tuple(each.figures() for each in measured)))
            if mean >= max(row.mean for row in history):
                save_checkpoint(best, model, optimiser, {})
        report(Progress(epoch, learning.epochs, steps, steps, total / steps, measured))
        notes = {"fingerprint": fingerprint, "history": [asdict(row) for row in history]}
        save_checkpoint(last, average.whole, optimiser, notes)
    load_checkpoint(best, model, optimiser)
    return history


def _waited_enough(history: Sequence[Epoch], patience: int) -> bool:
    """Whether the last `patience` epochs brought nothing better than what was before."""
    if not 0 < patience < len(history):
        return False
    best = max(row.mean for row in history[:-patience])
    return all(row.mean <= best for row in history[-patience:])


def shares(tasks: Sequence[Task], plan: Plan) -> list[int]:
    """How many batches of each task an epoch has; all together as many as the tasks have."""
    sizes = [len(task.batches("0/0")) for task in tasks]
    if plan.sampling == "proportional":
        return sizes
    roots = [math.sqrt(size) for size in sizes]
    return [max(1, round(sum(sizes) * root / sum(roots))) for root in roots]


def steps_of(tasks: Sequence[Task], epoch: int, plan: Plan) -> list[tuple[Task, Any]]:
    """The steps of an epoch. A task with more steps than batches is gone through again, one
    with fewer is gone through in part."""
    steps = [
        (task, batch)
        for task, share in zip(tasks, shares(tasks, plan), strict=True)
        for batch in itertools.islice(_endless(task, epoch), share)
    ]
    random.Random(f"{plan.learning.seed}/{epoch}").shuffle(steps)
    return steps


def _endless(task: Task, epoch: int) -> Iterator[Any]:
    for turn in itertools.count():
        yield from task.batches(f"{epoch}/{turn}")


def _set_training(model: nn.Module, learning: Learning) -> None:
    """A frozen encoder drops nothing out: it gives what it gave before."""
    model.train()
    if learning.frozen:
        encoder: Any = model.encoder
        encoder.eval()


def _step(model: nn.Module, task: Task, batch: Any, optimiser: torch.optim.Optimizer) -> float:
    """One update on one batch; returns its loss."""
    loss = task.loss(batch)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())
