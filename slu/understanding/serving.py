"""Opens a model for answering: a model folder or an exported one, made quick for its machine.

Opening a model to train, measure or export it is `model_folder.load_folder`.
"""

from __future__ import annotations

from pathlib import Path

from models.packed import pack_linears
from slu.understanding.model_folder import load_folder
from slu.understanding.onnx_predictor import GRAPH, load_exported
from slu.understanding.predictor import TextPredictor


def open_predictor(folder: Path) -> TextPredictor:
    """ONNX Runtime's for a folder of `malgwi export onnx`, else torch's with packed weights.
    Raises ModelError naming the file at fault."""
    if (folder / GRAPH).is_file():
        return load_exported(folder)
    predictor = load_folder(folder)
    pack_linears(predictor.model)
    return predictor
