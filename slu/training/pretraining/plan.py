"""How many updates fit into the minutes that a plan gives, by a measurement at its start.

The updates measured are undone, and the number is decided once and kept with the run's state, so
that a run that is continued has the schedule it began with.
"""

from __future__ import annotations

import time

import torch

from slu.errors import DataError
from slu.training.pretraining.batches import Batches
from slu.training.pretraining.learner import Learner

_WARM, _TIMED = 3, 12
_RESERVE = 0.04  # for saving, and for a device that slows down as it warms
_FAR = 1_000_000  # steps of the schedule while measuring: the rate stays close to nothing


def planned_steps(learner: Learner, batches: Batches, minutes: float, started: float) -> int:
    """The number of updates that end `minutes` after `started` (by time.monotonic).

    Raises DataError when not one fits.
    """
    seconds = _seconds_an_update(learner, batches)
    left = minutes * 60 * (1 - _RESERVE) - (time.monotonic() - started)
    agreed = torch.tensor(left / seconds, device=learner.accelerator.device)
    steps = int(learner.accelerator.reduce(agreed, "mean"))
    if steps < 1:
        raise DataError(
            f"plan_minutes({minutes:g}분)가 너무 짧습니다. 한 번 고치는 데 {seconds:.1f}초가 "
            "걸립니다."
        )
    return steps


def _seconds_an_update(learner: Learner, batches: Batches) -> float:
    device = learner.accelerator.device
    before = {name: value.clone() for name, value in learner.objective.state_dict().items()}
    since = 0.0
    for step, parts in enumerate(batches.ahead(0, _WARM + _TIMED, device)):
        if step == _WARM:
            since = _now(device)
        learner.update(parts, step, _FAR)
    seconds = (_now(device) - since) / _TIMED
    learner.forget(before)
    return seconds


def _now(device: torch.device) -> float:
    """Seconds of the clock once the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.monotonic()
