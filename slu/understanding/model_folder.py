"""A joint model's folder on disk: written whole or not at all, refused when it is not whole.

| file                | holds                                                               |
|---------------------|---------------------------------------------------------------------|
| config.json         | format version, the encoder's own config, size and SHA-256 a file   |
| model.safetensors   | all weights, matrices as int8 rows with a scale a row               |
| tokenizer.json      | the subword vocabulary (`tokenizers`)                               |
| labels.json         | intents and slot names, in the order of the outputs                 |
| training.json       | options, seed, data hashes, versions, measured results              |
| README.md           | the model card                                                      |
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from transformers import AutoConfig, AutoModel

from models.joint import JointModel
from models.weights import load_weights, save_int8
from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.understanding.labels import LabelSet
from slu.understanding.predictor import Predictor

FORMAT = 1
_CONFIG = "config.json"
_CHECKED = ("model.safetensors", "tokenizer.json", "labels.json")


def save_folder(predictor: Predictor, folder: Path, training: Mapping[str, Any], card: str) -> None:
    """Writes the folder beside its place and renames it; an older one there is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    temporary.chmod(0o755)
    weights = {name: tensor.cpu() for name, tensor in predictor.model.state_dict().items()}
    save_int8(weights, temporary / "model.safetensors")
    predictor.subwords.tokenizer.save(str(temporary / "tokenizer.json"))
    _write_json(temporary / "labels.json", asdict(predictor.labels))
    _write_json(temporary / "training.json", training)
    (temporary / "README.md").write_text(card, encoding="utf-8")
    config = {
        "format": FORMAT,
        "encoder": predictor.model.encoder.config.to_diff_dict(),
        "files": {name: _fingerprint(temporary / name) for name in _CHECKED},
    }
    _write_json(temporary / _CONFIG, config)
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)


def load_folder(folder: Path) -> Predictor:
    """Reads a folder that `save_folder` wrote; raises ModelError naming the file at fault."""
    config = _read_config(folder)
    for name in _CHECKED:
        _check(folder / name, config["files"].get(name))
    labels = LabelSet(**{k: tuple(v) for k, v in _read_json(folder / "labels.json").items()})
    kind = dict(config["encoder"])
    encoder = AutoModel.from_config(AutoConfig.for_model(kind.pop("model_type"), **kind))
    drop_pooler(encoder)
    model = JointModel(encoder, len(labels.intents), labels.bio_size)
    model.load_state_dict(load_weights(folder / "model.safetensors"))
    return Predictor(model.eval(), Subwords.load(folder / "tokenizer.json"), labels)


def drop_pooler(encoder: Any) -> None:
    """Takes off the pooling layer that some encoders carry: no head of ours reads it."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None


def _read_config(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: 모델 폴더가 없습니다. 경로를 확인하거나 모델을 먼저 학습하세요."
        )
    config = _read_json(folder / _CONFIG)
    if config.get("format") != FORMAT:
        raise ModelError(
            f"{folder / _CONFIG}: 이 판은 모델 형식 {FORMAT}만 읽습니다"
            f"(폴더의 형식: {config.get('format')}). 같은 판의 말귀로 다시 학습하세요."
        )
    if not isinstance(config.get("files"), dict) or "model_type" not in config.get("encoder", {}):
        raise ModelError(f"{folder / _CONFIG}: 설정이 온전하지 않습니다. 폴더를 다시 받으세요.")
    return config


def _check(path: Path, expected: Any) -> None:
    if not path.is_file():
        raise ModelError(f"{path}: 파일이 없습니다. 모델 폴더를 다시 받으세요.")
    size = path.stat().st_size
    if not isinstance(expected, dict) or size != expected.get("bytes"):
        raise ModelError(f"{path}: 파일이 잘렸거나 바뀌었습니다({size:,}바이트). 다시 받으세요.")
    if _fingerprint(path) != expected:
        raise ModelError(f"{path}: 내용이 바뀌었습니다(SHA-256 불일치). 모델 폴더를 다시 받으세요.")


def _fingerprint(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path}: 파일이 없습니다. 모델 폴더를 다시 받으세요.") from None
    except (ValueError, OSError) as fault:
        raise ModelError(f"{path}: 읽을 수 없는 JSON입니다({fault}). 다시 받으세요.") from fault
    if not isinstance(data, dict):
        raise ModelError(f"{path}: JSON 객체가 아닙니다. 모델 폴더를 다시 받으세요.")
    return data


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
