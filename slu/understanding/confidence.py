"""From a model's raw scores to confidence that means something, and whether a sentence is in scope.

Confidence is the softmax of the logits over a temperature (Guo et al. 2017). The scope score comes
from a linear head over the encoder's features, trained with examples from outside (outlier
exposure, Hendrycks et al. 2019), that tells the assistant's tasks, small talk and what is neither
apart. Without such a head it is the confidence (Hendrycks and Gimpel 2017).

How these are fitted is not known here: see `slu.training.calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from slu.errors import ModelError
from slu.understanding.folder_files import read_json, write_json

CALIBRATION = "calibration.json"
HEAD = "calibration.safetensors"
OUTSIDE, TALK, TASK = range(3)
_TALK_SHARE: Final = 0.3
"""Small talk stands between tasks and what is outside: it is answered, but is no task."""


@dataclass(frozen=True, slots=True, eq=False)
class ScopeHead:
    """`weight` (3, features) and `bias` (3,): outside, small talk, task."""

    weight: Tensor
    bias: Tensor

    def scores(self, features: Tensor) -> Tensor:
        """(batch, features) to (batch,) in [0, 1]: P(task) + 0.3 P(small talk)."""
        shares = torch.nn.functional.linear(features, self.weight, self.bias).softmax(-1)
        return shares[:, TASK] + _TALK_SHARE * shares[:, TALK]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A sentence whose scope score is below `threshold` is out of scope."""

    temperature: float = 1.0
    threshold: float = 0.4
    head: ScopeHead | None = None

    def probabilities(self, logits: Tensor) -> Tensor:
        """(batch, intents) logits to probabilities."""
        return (logits / self.temperature).softmax(-1)

    def scope(self, pooled: Tensor, logits: Tensor) -> Tensor:
        """Scope scores (batch,) in [0, 1] from the pooled states (batch, width) and the logits
        (batch, intents)."""
        if self.head is None:
            return self.probabilities(logits).amax(-1)
        return self.head.scores(scope_features(pooled, logits))


UNCALIBRATED: Final = Calibration()


def scope_features(pooled: Tensor, logits: Tensor) -> Tensor:
    """(batch, width + 5): the pooled states beside what the logits tell of doubt: energy (Liu et
    al. 2020), largest logit, its log probability, its lead over the second, entropy."""
    energy = logits.logsumexp(-1)
    logs = logits.log_softmax(-1)
    best = logits.topk(2, dim=-1).values
    entropy = -(logs.exp() * logs).sum(-1)
    doubt = (energy, best[:, 0], best[:, 0] - energy, best[:, 0] - best[:, 1], entropy)
    return torch.cat([pooled, torch.stack(doubt, dim=-1)], dim=-1)


def write_calibration(calibration: Calibration, folder: Path, notes: Mapping[str, Any]) -> None:
    """Writes `calibration.json`, `notes` included, and the head beside it if there is one."""
    data = {"temperature": calibration.temperature, "threshold": calibration.threshold}
    write_json(folder / CALIBRATION, {**data, **notes})
    (folder / HEAD).unlink(missing_ok=True)
    if calibration.head is not None:
        tensors = {"weight": calibration.head.weight, "bias": calibration.head.bias}
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / HEAD)


def calibration_files(folder: Path) -> tuple[str, ...]:
    """The names of the calibration's files that stand in the folder."""
    return tuple(name for name in (CALIBRATION, HEAD) if (folder / name).is_file())


def read_calibration(folder: Path) -> Calibration:
    """What `write_calibration` wrote; the default when nothing was. Raises ModelError."""
    if not (folder / CALIBRATION).is_file():
        return UNCALIBRATED
    data = read_json(folder / CALIBRATION)
    head = _read_head(folder / HEAD) if (folder / HEAD).is_file() else None
    temperature, threshold = (_number(data, key, folder) for key in ("temperature", "threshold"))
    if temperature <= 0:
        raise ModelError(f"{folder / CALIBRATION}: 'temperature'는 0보다 커야 합니다.")
    return Calibration(temperature, threshold, head)


def _number(data: Mapping[str, Any], key: str, folder: Path) -> float:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ModelError(
            f"{folder / CALIBRATION}: '{key}'에 수가 있어야 합니다. malgwi calibrate를 다시 하세요."
        )
    return float(value)


def _read_head(path: Path) -> ScopeHead:
    try:
        tensors = load_file(path)
        return ScopeHead(tensors["weight"], tensors["bias"])
    except (SafetensorError, KeyError) as fault:
        raise ModelError(f"{path}: 읽을 수 없습니다. malgwi calibrate로 다시 만드세요.") from fault
