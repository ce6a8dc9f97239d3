"""The state of a training run between two epochs, so that a run goes on with the same bits.

Everything is tensors and numbers: weights, the optimiser's moments and the random state in
safetensors, counters in the file's metadata. Written beside its place and renamed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from slu.errors import ModelError


def save_checkpoint(
    path: Path, model: nn.Module, optimiser: torch.optim.Optimizer, notes: Mapping[str, Any]
) -> None:
    """Writes the state and `notes` (JSON) to one file."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{key}": value for key, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    whole = {name: value.contiguous().clone() for name, value in tensors.items()}
    save_file(whole, temporary, metadata={"notes": json.dumps(notes)})
    temporary.replace(path)


def read_notes(path: Path) -> dict[str, Any]:
    """The notes alone; raises ModelError when the file is broken."""
    return _read(path)[0]


def load_checkpoint(
    path: Path, model: nn.Module, optimiser: torch.optim.Optimizer
) -> dict[str, Any]:
    """Puts the state back and returns the notes; raises ModelError when the file is broken."""
    notes, tensors = _read(path)
    model.load_state_dict(_under(tensors, "model."))
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in _under(tensors, "optimiser.").items():
        number, key = name.split(".", 1)
        state.setdefault(int(number), {})[key] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    torch.set_rng_state(tensors["random"])
    return notes


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            notes: dict[str, Any] = json.loads(file.metadata()["notes"])
            return notes, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as fault:
        raise ModelError(
            f"{path}: 중간 저장 파일이 깨져 있습니다. 지우고 처음부터 다시 학습하세요."
        ) from fault


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
