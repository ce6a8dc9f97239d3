"""Opens a model to answer or to be measured: a model folder or an exported one, made quick for its
machine.

Opening a model to train, calibrate or export it is `model_folder.load_folder`.
"""

from __future__ import annotations

from pathlib import Path

import torch

from models.packed import pack_linears
from slu.errors import ModelError
from slu.understanding.model_folder import load_folder
from slu.understanding.onnx_predictor import GRAPH, load_exported
from slu.understanding.predictor import TextPredictor


def open_predictor(folder: Path, device: str = "cpu") -> TextPredictor:
    """ONNX Runtime's for a folder of `malgwi export onnx`, else torch's on the device, on a CPU
    with packed weights. `auto` is a GPU where one is there. Raises ModelError naming the file at
    fault, or for a device that is not there."""
    if (folder / GRAPH).is_file():
        if device not in ("cpu", "auto"):
            raise ModelError(f"{folder}: ONNX 모델은 CPU에서만 엽니다. --device cpu로 여세요.")
        return load_exported(folder)
    chosen = _device(device)
    predictor = load_folder(folder)
    if chosen.type == "cpu":
        pack_linears(predictor.model)
    else:
        predictor.model.to(chosen)
    return predictor


def _device(name: str) -> torch.device:
    """Raises ModelError for one that is not there, or that no torch knows."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as fault:
        raise ModelError(
            f"장치 '{name}'을(를) 쓸 수 없습니다. cpu, cuda, cuda:1, auto 가운데에서 고르세요."
        ) from fault
    return device
