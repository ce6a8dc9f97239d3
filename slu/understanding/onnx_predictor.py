"""A joint model that was exported (`malgwi export onnx`), run by ONNX Runtime.

| file              | holds                                                                     |
|-------------------|---------------------------------------------------------------------------|
| config.json       | format, the encoder's own config, size and SHA-256 a file                 |
| model.onnx        | `ids`, `mask`, `types` (`Batch`) to `intents`, `slots`, `pooled` (`Scores`) |
| crf.safetensors   | the label sequence's scores: `first` (L,), `transitions` (2, L, L), `last` |
| tokenizer.json    | the subword vocabulary (`tokenizers`)                                     |
| labels.json       | intents and slot names, in the order of the outputs                       |
| calibration.*     | how sure scores are, as in a model folder                                 |
| config.pbtxt      | the model's description for Triton                                        |
| README.md         | how to run it without this package                                        |

How the folder is written stands in `onnx_export`. Nothing here needs the `onnx` package.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors.torch import load_file

from models.heads.crf import CRF
from models.joint import Batch, Scores, bio_constraints
from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.understanding.confidence import Calibration, calibration_files, read_calibration
from slu.understanding.folder_files import read_config, read_json
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import read_subwords
from slu.understanding.predictor import TextPredictor

FORMAT: Final = "onnx-1"
GRAPH: Final = "model.onnx"
CHECKED: Final = (GRAPH, "crf.safetensors", "tokenizer.json", "labels.json")


@dataclass(frozen=True, slots=True)
class OnnxPredictor(TextPredictor):
    """An exported model. `session` is an `onnxruntime.InferenceSession` of `model.onnx`."""

    session: Any
    crf_scores: CRF
    subwords: Subwords
    labels: LabelSet
    calibration: Calibration

    @property
    def positions(self) -> int:
        return int(self.session.get_modelmeta().custom_metadata_map["positions"])

    @property
    def crf(self) -> CRF:
        return self.crf_scores

    def score(self, batch: Batch) -> Scores:
        given = {
            "ids": batch.ids.numpy(),
            "mask": batch.mask.numpy().astype(np.int64),
            "types": batch.types.numpy(),
        }
        asked = {one.name: given[one.name] for one in self.session.get_inputs()}
        found = self.session.run(["intents", "slots", "pooled"], asked)
        return Scores(*(torch.from_numpy(scores) for scores in found))


def load_exported(folder: Path) -> OnnxPredictor:
    """Opens a folder of the table above, with as many threads as torch has. Raises ModelError
    naming the file at fault."""
    kind = read_config(folder, FORMAT, (*CHECKED, *calibration_files(folder)))
    labels = LabelSet(**{k: tuple(v) for k, v in read_json(folder / "labels.json").items()})
    crf = CRF(*bio_constraints(labels.bio_size))
    crf.load_state_dict(load_file(folder / "crf.safetensors"))
    session = open_session(folder / GRAPH)
    subwords = read_subwords(folder, kind)
    return OnnxPredictor(session, crf, subwords, labels, read_calibration(folder))


def open_session(graph: Path) -> Any:
    """An `onnxruntime.InferenceSession` on the CPU. Raises ModelError for a broken graph."""
    import onnxruntime  # only now: few need it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as fault:  # onnxruntime has a class for each fault, of no common kind
        raise ModelError(
            f"{graph}: ONNX 모델을 열 수 없습니다({fault}). 다시 내보내세요."
        ) from fault
