"""Sums up the updates between two reports, over all processes, into one `Step`."""

from __future__ import annotations

import time

import torch

from models.pretraining.rows import Rows, Terms
from slu.training.precision import chosen_precision
from slu.training.pretraining.devices import flops_a_piece, peak_flops
from slu.training.pretraining.learner import Learner, added
from slu.training.pretraining.progress import Step


class Meter:
    """Collects terms on the device and reads them, which waits for it, only when asked.
    `started`: the time.monotonic from which the run's seconds count."""

    def __init__(self, learner: Learner, started: float):
        self.learner = learner
        self.device = learner.accelerator.device
        learning = learner.options.learning
        self.flops = flops_a_piece(learner.objective.encoders(), learning.length)
        self.peak = peak_flops(self.device, chosen_precision(self.device, learning.precision))
        self.started = started
        self.restart()

    def restart(self) -> None:
        """Begins to count anew: what was done since the last reading is not learning."""
        self.terms: Terms | None = None
        self.pieces = torch.zeros((), dtype=torch.long, device=self.device)
        self.since = time.monotonic()

    def add(self, parts: list[Rows], terms: Terms) -> None:
        self.terms = terms if self.terms is None else added(self.terms, terms)
        for rows in parts:
            self.pieces += (rows.segments > 0).sum()

    def read(self, step: int, steps: int) -> Step:
        """The means since the last reading, the same on every process."""
        terms = self.terms
        if terms is None:
            raise ValueError("nothing was added")
        names = list(terms.sums)
        rows = [
            torch.stack([part[name].double() for name in names])
            for part in (terms.sums, terms.counts, terms.correct)
        ]
        accelerator = self.learner.accelerator
        sums, counts, correct = accelerator.reduce(torch.stack(rows), "sum").tolist()
        pieces = float(accelerator.reduce(self.pieces, "sum"))
        now = time.monotonic()
        clock = torch.tensor([now - self.since, now - self.started], dtype=torch.double)
        spent, seconds = accelerator.reduce(clock.to(self.device), "max").tolist()
        speed = pieces / spent
        peak = None if self.peak is None else self.peak * accelerator.num_processes
        self.restart()
        return Step(
            step=step,
            steps=steps,
            losses={n: s / max(c, 1) for n, s, c in zip(names, sums, counts, strict=True)},
            accuracy={n: r / max(c, 1) for n, r, c in zip(names, correct, counts, strict=True)},
            rate=self.learner.rate(step - 1, steps),
            pieces_a_second=speed,
            mfu=None if peak is None else speed * self.flops / peak,
            seconds=seconds,
        )
