"""A joint model's folder on disk: written whole or not at all, refused when it is not whole.

| file                | holds                                                               |
|---------------------|---------------------------------------------------------------------|
| config.json         | format version, the encoder's own config, size and SHA-256 a file   |
| model.safetensors   | all weights, matrices as int8 rows with a scale a row               |
| tokenizer.json      | the subword vocabulary (`tokenizers`)                               |
| labels.json         | intents and slot names, in the order of the outputs                 |
| calibration.json    | temperature and threshold, what they were fitted on, figures        |
| calibration.safe... | the scope head, where one was fitted (calibration.safetensors)      |
| choosing.json       | weights of sound and meaning, where they were learned; not checked  |
| training.json       | options, seed, data hashes, versions, measured results              |
| README.md           | the model card                                                      |
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from transformers import AutoConfig, AutoModel

import models.elmo
import models.words  # noqa: F401  these make their encoders known
from models.heads.experts import Experts
from models.joint import JointModel
from models.weights import load_weights, save_int8
from slu.errors import ModelError
from slu.korean.spacing import Spacing
from slu.korean.spelling import spelling_of
from slu.korean.subwords import Subwords
from slu.understanding.confidence import (
    Calibration,
    calibration_files,
    read_calibration,
    write_calibration,
)
from slu.understanding.folder_files import (
    read_config,
    read_json,
    write_config,
    write_json,
    written_whole,
)
from slu.understanding.labels import LabelSet
from slu.understanding.predictor import Predictor

FORMAT = 1
_CHECKED = ("model.safetensors", "tokenizer.json", "labels.json")


def save_folder(predictor: Predictor, folder: Path, training: Mapping[str, Any], card: str) -> None:
    """Writes the folder beside its place and renames it; an older one there is replaced."""
    with written_whole(folder) as temporary:
        weights = {name: tensor.cpu() for name, tensor in predictor.model.state_dict().items()}
        save_int8(weights, temporary / "model.safetensors")
        predictor.subwords.tokenizer.save(str(temporary / "tokenizer.json"), pretty=False)
        write_json(temporary / "labels.json", asdict(predictor.labels))
        write_json(temporary / "training.json", training)
        (temporary / "README.md").write_text(card, encoding="utf-8")
        write_config(temporary, FORMAT, predictor.model.encoder.config.to_diff_dict(), _CHECKED)


def save_calibration(folder: Path, calibration: Calibration, notes: Mapping[str, Any]) -> None:
    """Puts a calibration, with notes on how it was fitted, into a model folder in place of the
    one there; the folder is written anew beside its place and renamed."""
    encoder = read_config(folder, FORMAT, _CHECKED)
    with written_whole(folder) as temporary:
        shutil.copytree(folder, temporary, dirs_exist_ok=True)
        write_calibration(calibration, temporary, notes)
        write_config(temporary, FORMAT, encoder, (*_CHECKED, *calibration_files(temporary)))


def load_folder(folder: Path) -> Predictor:
    """Reads a folder that `save_folder` wrote; raises ModelError naming the file at fault."""
    checked = (*_CHECKED, *calibration_files(folder))
    kind = read_config(folder, FORMAT, checked)
    encoder = empty_encoder(kind)
    labels = LabelSet(**{k: tuple(v) for k, v in read_json(folder / "labels.json").items()})
    model = JointModel(encoder, len(labels.intents), labels.bio_size)
    weights = load_weights(folder / "model.safetensors")
    model.experts = Experts.of(weights, "experts.")
    try:
        model.load_state_dict(weights)
    except RuntimeError as fault:  # torch's own, of names or shapes that differ
        raise ModelError(
            f"{folder / 'model.safetensors'}: 이 판의 말귀가 쓰는 모델과 모양이 다릅니다. "
            "같은 판으로 열거나 다시 학습해 주세요."
        ) from fault
    subwords = read_subwords(folder, kind)
    return Predictor(model.eval(), subwords, labels, read_calibration(folder))


def read_subwords(folder: Path, kind: Mapping[str, Any]) -> Subwords:
    """The folder's vocabulary, with the spacing that the encoder's configuration names. Raises
    ModelError for a spacing that this version does not know."""
    spacing = kind.get("spacing", Spacing.GIVEN)
    if spacing not in set(Spacing):
        raise ModelError(f"{folder}: 모르는 띄어쓰기 '{spacing}'입니다. 새 판의 말귀로 여세요.")
    return Subwords.load(folder / "tokenizer.json", Spacing(spacing), spelling_of(kind))


def empty_encoder(kind: dict[str, Any]) -> Any:
    """An encoder of the configuration that stands in a model folder, its weights not yet read."""
    config = dict(kind)
    encoder = AutoModel.from_config(AutoConfig.for_model(config.pop("model_type"), **config))
    drop_pooler(encoder)
    return encoder


def drop_pooler(encoder: Any) -> None:
    """Takes off the pooling layer that some encoders carry: no head of ours reads it."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
