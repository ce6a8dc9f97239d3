"""Weights in safetensors, matrices in 8 bits: a quarter of the size for a tenth of a point.

Each row of a matrix has its own scale (symmetric, absolute maximum); vectors stay float32.
Reading gives float32 again: what is computed with is the caller's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

_SCALE = ".scale"


def save_int8(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Writes every matrix as int8 rows with a float16 scale a row, the rest as float32."""
    packed: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if tensor.ndim == 2:
            packed[name], packed[name + _SCALE] = quantise_rows(tensor)
        else:
            packed[name] = tensor.float().contiguous()
    save_file(packed, path)


def load_weights(path: Path) -> dict[str, Tensor]:
    """The tensors as float32, whether they were written by `save_int8` or plainly."""
    packed = load_file(path)
    return {
        name: tensor.float() * packed[name + _SCALE].float()
        if name + _SCALE in packed
        else tensor.float()
        for name, tensor in packed.items()
        if not name.endswith(_SCALE)
    }


def quantise_rows(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """(rows, columns) to int8 of that shape and a float16 scale (rows, 1)."""
    scale = (matrix.abs().amax(dim=1, keepdim=True).float() / 127).clamp(min=1e-6).half()
    levels = (matrix.float() / scale.float()).round().clamp(-127, 127)
    return levels.to(torch.int8), scale


def rounded(tensor: Tensor) -> Tensor:
    """The tensor as it comes back after `save_int8` and `load_weights`."""
    if tensor.ndim != 2:
        return tensor.float()
    levels, scale = quantise_rows(tensor)
    return levels.float() * scale.float()
