"""The scores that may tell what is in scope, each high for what is: ours and the usual ones.

| score               | what it is                                           | source           |
|---------------------|------------------------------------------------------|------------------|
| softmax             | the largest probability                              | Hendrycks 2017   |
| softmax, calibrated | the same after temperature                           | Guo et al. 2017  |
| energy              | logsumexp of the logits                              | Liu et al. 2020  |
| nearest             | cosine of the pooled state to the nearest of training | Sun et al. 2022  |
| mahalanobis         | distance to the nearest class mean, one covariance   | Lee et al. 2018  |
| scope               | what the model's calibration uses                    | here             |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from slu.evaluation.calibration import Floats
from slu.understanding.confidence import Calibration

_SHRINK = 1e-3


@dataclass(frozen=True, slots=True)
class Read:
    """Sentences as a model reads them: pooled states (n, width), logits (n, intents)."""

    pooled: Tensor
    logits: Tensor


Score = Callable[[Read], Floats]


def all_scores(calibration: Calibration, known: Read) -> dict[str, Score]:
    """The scores by name; `known` are training sentences."""
    found: dict[str, Callable[[Read], Tensor]] = {
        "softmax": lambda read: read.logits.softmax(-1).amax(-1),
        "softmax, calibrated": lambda read: calibration.probabilities(read.logits).amax(-1),
        "energy": lambda read: read.logits.logsumexp(-1),
        "nearest": _nearest(known),
        "mahalanobis": _mahalanobis(known),
        "scope": lambda read: calibration.scope(read.pooled, read.logits),
    }
    return {name: _numbers(score) for name, score in found.items()}


def _numbers(score: Callable[[Read], Tensor]) -> Score:
    def numbers(read: Read) -> Floats:
        given: Floats = score(read).double().numpy()
        return given

    return numbers


def _nearest(known: Read) -> Callable[[Read], Tensor]:
    stored = torch.nn.functional.normalize(known.pooled, dim=-1)
    return lambda read: (torch.nn.functional.normalize(read.pooled, dim=-1) @ stored.T).amax(-1)


def _mahalanobis(known: Read) -> Callable[[Read], Tensor]:
    """Classes are the intents that the model gives the training sentences."""
    given = known.logits.argmax(-1)
    classes = torch.unique(given)
    means = torch.stack([known.pooled[given == kind].mean(0) for kind in classes])
    apart = (known.pooled - means[torch.searchsorted(classes, given)]).double()
    covariance = apart.T @ apart / len(apart)
    ridge = _SHRINK * covariance.diagonal().mean() * torch.eye(len(covariance))
    root = torch.linalg.cholesky(torch.linalg.inv(covariance + ridge)).float()
    centres = means @ root
    return lambda read: -torch.cdist(read.pooled @ root, centres).amin(-1)
