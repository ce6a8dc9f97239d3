"""Reads ELMo's encoder folders: what `malgwi pretrain` leaves, and the same in 8 bits (`elmo`,
which comes with Malgwi). Its tokenizer is opened like any other.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from transformers import AutoConfig

from models.elmo.config import ElmoConfig
from models.elmo.encoder import ElmoEncoder
from models.weights import load_weights, save_int8
from slu.errors import ModelError
from slu.korean.letter_spelling import LETTERS
from slu.paths import PRETRAINED
from slu.training.carrying import carry
from slu.understanding.folder_files import written_whole

NAME = "elmo"
_WEIGHTS = "model.safetensors"


def shipped_elmo() -> Path:
    """The folder of the ELMo that comes with Malgwi; raises ModelError where there is none."""
    folder = PRETRAINED / "malgwi-elmo"
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: 함께 오는 ELMo가 없습니다. `malgwi pretrain slu/training/recipes/"
            "elmo-cpu.yml`로 만들고 그 폴더를 --encoder에 주세요."
        )
    return folder


def load_elmo(folder: Path, **changes: float) -> ElmoEncoder:
    """The encoder of a folder, some values of its configuration changed.

    Raises ModelError when the folder is not whole or not an ELMo that this version can read.
    """
    try:
        config = AutoConfig.from_pretrained(folder)
        if config.model_type != ElmoConfig.model_type or config.letters != LETTERS:
            raise ModelError(f"{folder}: 이 판의 말귀가 읽는 ELMo가 아닙니다.")
        config.update(changes)
        encoder = ElmoEncoder(config)
        encoder.load_state_dict(load_weights(folder / _WEIGHTS))
    except ModelError:
        raise
    except Exception as fault:  # safetensors and torch raise their own kinds
        raise ModelError(f"{folder}: ELMo를 열 수 없습니다({fault}).") from fault
    return encoder


def save_small(folder: Path, out: Path) -> None:
    """Writes an encoder folder anew with matrices in 8 bits, and without what only more pretraining
    would need. Raises ModelError like `load_elmo`."""
    encoder = load_elmo(folder)
    with written_whole(out) as temporary:
        shutil.copyfile(folder / "config.json", temporary / "config.json")
        carry(folder, temporary)
        save_int8(encoder.state_dict(), temporary / _WEIGHTS)
