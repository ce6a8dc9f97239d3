"""Writes a trained joint model for ONNX Runtime and Triton, and holds it against the original.

The encoder and both heads become one graph; the CRF, a loop over the pieces, stays outside it as
three arrays. `--int8` keeps the weights of matrix products as 8-bit blocks of 32 (ONNX Runtime's
`MatMulNBits`) and multiplies in whole numbers: quickest, and no longer equal to the last digit.
The folder's table stands in `onnx_predictor`.
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.joint import Batch, JointModel
from slu.errors import MalgwiError, ModelError
from slu.understanding import onnx_card
from slu.understanding.batches import collate, truncate
from slu.understanding.choosing import CHOOSING
from slu.understanding.confidence import calibration_files
from slu.understanding.folder_files import write_config, write_json, written_whole
from slu.understanding.model_folder import load_folder
from slu.understanding.onnx_predictor import CHECKED, FORMAT, GRAPH, load_exported
from slu.understanding.predictor import Predictor, TextPredictor

_EQUAL = 1e-4  # of a score, absolute
_INT8_EQUAL = 0.1  # of a score, as a share of the largest
_TRIED = (
    "불 꺼",
    "내일 아침 일곱 시에 깨워 줘",
    "이번 주말에 부산 날씨가 어떤지 알려 주고 우산이 있어야 하는지도 말해 줘",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the graph's size, and how far its scores lie from the original's (the
    largest difference, and the largest score itself)."""

    folder: Path
    bytes: int
    difference: float
    largest: float


class _Graph(nn.Module):
    """The joint model as a function of three tensors, (batch, length) int64 each; the third is
    left out where the encoder knows no types."""

    def __init__(self, model: JointModel):
        super().__init__()
        self.model = model

    def forward(
        self, ids: Tensor, mask: Tensor, types: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        pieces = mask[:, 2:] > 0  # a row is [CLS] pieces [SEP]: two fewer than in the mask
        known = torch.zeros_like(ids) if types is None else types
        scores = self.model(Batch(ids, mask > 0, known, pieces, pieces))
        return scores.intents, scores.slots, scores.pooled


def export_onnx(model: Path, out: Path, int8: bool = False) -> Exported:
    """Writes the model folder `model` as the folder `out`, whole or not at all; an earlier
    export there is replaced. Raises ModelError for a folder at fault, a missing package, or an
    export whose scores are not the model's."""
    _refuse_to_overwrite(out)
    _need_packages()
    predictor = load_folder(model)
    _refuse_units(predictor, model)
    with written_whole(out) as temporary:
        _write_graph(predictor, temporary / GRAPH, int8)
        first, transitions = (scores.detach().contiguous() for scores in predictor.crf.allowed())
        crf = {"first": first, "transitions": transitions, "last": predictor.crf.last.detach()}
        save_file(crf, temporary / "crf.safetensors")
        predictor.subwords.tokenizer.save(str(temporary / "tokenizer.json"))
        write_json(temporary / "labels.json", asdict(predictor.labels))
        width = 2 * predictor.model.encoder.config.hidden_size
        sizes = len(predictor.labels.intents), predictor.labels.bio_size, width
        (temporary / "config.pbtxt").write_text(
            onnx_card.triton(*sizes, predictor.model.typed), encoding="utf-8"
        )
        for name in (*calibration_files(model), CHOOSING, "training.json"):
            if (model / name).is_file():
                shutil.copyfile(model / name, temporary / name)
        checked = (*CHECKED, *calibration_files(temporary))
        write_config(temporary, FORMAT, predictor.model.encoder.config.to_diff_dict(), checked)
        difference, largest = furthest(predictor, load_exported(temporary))
        _refuse_unequal(difference, _INT8_EQUAL * largest if int8 else _EQUAL)
        card = onnx_card.readme(int8, predictor.positions, difference)
        (temporary / "README.md").write_text(card, encoding="utf-8")
    return Exported(out, (out / GRAPH).stat().st_size, difference, largest)


@torch.inference_mode()
def furthest(original: TextPredictor, exported: TextPredictor) -> tuple[float, float]:
    """The largest difference between the scores of a few sentences, alone and together, and the
    largest score."""
    cut = original.subwords.cut_all(list(_TRIED))
    rows = [truncate(row, original.positions) for row in cut]
    difference = largest = 0.0
    for group in ([row] for row in rows), [rows]:
        for chosen in group:
            batch = collate(chosen, original.subwords)
            ours, theirs = original.score(batch), exported.score(batch)
            for a, b in (
                (ours.intents, theirs.intents),
                (ours.pooled, theirs.pooled),
                (ours.slots[batch.pieces], theirs.slots[batch.pieces]),
            ):
                difference = max(difference, float((a - b).abs().max()))
                largest = max(largest, float(a.abs().max()))
    return difference, largest


def _write_graph(predictor: Predictor, path: Path, int8: bool) -> None:
    ids = torch.full((2, min(predictor.positions, 12)), predictor.subwords.first)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", min=3)}
    given = {"ids": ids, "mask": torch.ones_like(ids), "types": torch.zeros_like(ids)}
    if not predictor.model.typed:
        given.pop("types")
    with _quietly():
        try:
            program = torch.onnx.export(
                _Graph(predictor.model).eval(),
                tuple(given.values()),
                input_names=list(given),
                output_names=["intents", "slots", "pooled"],
                dynamic_shapes=(axes,) * len(given),
                dynamo=True,
                verbose=False,
            )
        except torch.onnx.errors.OnnxExporterError as fault:
            kind = predictor.model.encoder.config.model_type
            raise ModelError(f"{kind} 인코더는 ONNX로 옮길 수 없습니다: {fault}") from fault
        if program is None:
            raise ModelError("ONNX 그래프가 만들어지지 않았습니다.")
        program.model.metadata_props["positions"] = str(predictor.positions)
        graph = program.model_proto
        path.write_bytes((_eight_bits(graph) if int8 else graph).SerializeToString())


def _eight_bits(graph: Any) -> Any:
    """The graph with the weights of its matrix products as 8-bit blocks."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    blocks = DefaultWeightOnlyQuantConfig(
        block_size=32, is_symmetric=True, accuracy_level=4, bits=8
    )
    quantizer = MatMulNBitsQuantizer(graph, algo_config=blocks)
    quantizer.process()
    return quantizer.model.model


@contextmanager
def _quietly() -> Iterator[None]:
    """Keeps the exporters' own remarks, a line a node, from the person."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _need_packages() -> None:
    missing = [name for name in ("onnx", "onnxscript") if importlib.util.find_spec(name) is None]
    if missing:
        raise ModelError(
            f"ONNX로 내보내려면 {', '.join(missing)} 꾸러미가 있어야 합니다. "
            "`.venv/bin/pip install -e '.[export]'`로 설치하세요."
        )


def _refuse_to_overwrite(out: Path) -> None:
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / GRAPH).is_file()):
        raise MalgwiError(f"{out}: 다른 것이 들어 있습니다. 새 폴더의 이름을 주세요.")


def _refuse_units(predictor: Predictor, model: Path) -> None:
    """The graph reads a number a piece, as every reader of `tokenizer.json` can give it."""
    if predictor.subwords.spelling is not None:
        raise ModelError(
            f"{model}: 낱말 속(글자, n-그램)을 보는 인코더는 ONNX로 옮기지 않습니다. "
            "낱말마다 벡터가 하나인 인코더로 학습한 모델을 내보내세요."
        )


def _refuse_unequal(difference: float, allowed: float) -> None:
    if not difference <= allowed:  # nor for nan
        raise ModelError(
            f"내보낸 모델의 점수가 원래 모델과 {difference:.2g}만큼 다릅니다"
            f"(허용 {allowed:.2g}). 쓰지 않고 지웠습니다."
        )
