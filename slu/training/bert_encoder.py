"""The folder of a pretrained BERT in 8 bits that still fills blanks: what `malgwi export bert`
makes of a folder of `malgwi pretrain` (objective `mlm`), and what comes with Malgwi (`bert`).

| file              | holds                                                                   |
|-------------------|-------------------------------------------------------------------------|
| config.json       | format, the encoder's configuration, size and SHA-256 of the next three |
| model.safetensors | the encoder, matrices as int8 rows with a scale a row                   |
| head.safetensors  | the head that guesses hidden pieces, likewise                           |
| tokenizer.json    | the vocabulary                                                          |
| training.json, README.md | as pretraining wrote them                                        |

How blanks are filled is `slu.evaluation.words.filling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open
from torch import Tensor

from models.weights import load_weights, save_int8
from slu.errors import ModelError
from slu.paths import PRETRAINED
from slu.training.carrying import carry
from slu.understanding.folder_files import read_config, read_json, write_config, written_whole
from slu.understanding.model_folder import empty_encoder

NAME: Final = "bert"
FORMAT: Final = "masked-1"
_WEIGHTS, _HEAD, _TOKENIZER = "model.safetensors", "head.safetensors", "tokenizer.json"
_CHECKED = (_WEIGHTS, _HEAD, _TOKENIZER)
_PIECES = "piece_head."


def shipped_bert() -> Path:
    """The folder of the BERT that comes with Malgwi; raises ModelError where there is none."""
    folder = PRETRAINED / "malgwi-bert"
    if not folder.is_dir():
        raise ModelError(
            f"{folder}: 함께 오는 BERT가 없습니다. `malgwi pretrain slu/training/recipes/"
            "malgwi-bert-cpu.yml`로 만든 폴더의 이름을 주세요."
        )
    return folder


def is_small(folder: Path) -> bool:
    """Whether the folder says that it is one of this format."""
    try:
        return read_json(folder / "config.json").get("format") == FORMAT
    except ModelError:
        return False


def has_head(folder: Path) -> bool:
    """Whether a folder has a head that guesses pieces; its weights are not read."""
    try:
        with safe_open(folder / _HEAD, framework="pt") as file:
            return any(name.startswith(_PIECES) for name in file.keys())  # noqa: SIM118
    except (OSError, SafetensorError):
        return False


def load_small(folder: Path) -> Any:
    """The encoder of a folder in 8 bits. Raises ModelError naming the file at fault."""
    return _encoder(folder, read_config(folder, FORMAT, _CHECKED))


def load_head(folder: Path) -> dict[str, Tensor]:
    """The weights of the head that guesses pieces, in 8 bits or as pretraining left them. Raises
    ModelError where there is none."""
    if is_small(folder):
        read_config(folder, FORMAT, _CHECKED)
    if not (folder / _HEAD).is_file():
        raise ModelError(f"{folder}: {_HEAD}가 없습니다. `malgwi pretrain`이 쓴 폴더를 주세요.")
    tensors = _weights(folder / _HEAD)
    head = {n.removeprefix(_PIECES): t for n, t in tensors.items() if n.startswith(_PIECES)}
    if not head:
        raise ModelError(
            f"{folder / _HEAD}: 빈칸을 맞히는 머리가 없습니다. `objective: mlm`으로 사전학습한 "
            "폴더를 주세요."
        )
    return head


def save_small(folder: Path, out: Path) -> None:
    """Writes a folder of pretraining anew in 8 bits, with its head. Raises ModelError for a folder
    that is not whole or has no head that guesses pieces."""
    kind = read_json(folder / "config.json")
    kind = kind["encoder"] if is_small(folder) else kind
    encoder, head = _encoder(folder, kind), load_head(folder)
    if not (folder / _TOKENIZER).is_file():
        raise ModelError(f"{folder / _TOKENIZER}: 파일이 없습니다. 폴더를 다시 받으세요.")
    with written_whole(out) as temporary:
        carry(folder, temporary)
        save_int8(encoder.state_dict(), temporary / _WEIGHTS)
        save_int8({f"{_PIECES}{n}": tensor for n, tensor in head.items()}, temporary / _HEAD)
        write_config(temporary, FORMAT, encoder.config.to_diff_dict(), _CHECKED)


def _encoder(folder: Path, kind: Mapping[str, Any]) -> Any:
    """The encoder of a configuration with the folder's weights, without a pooling layer."""
    tensors = _weights(folder / _WEIGHTS)
    try:
        encoder = empty_encoder(dict(kind))
        encoder.load_state_dict({n: t for n, t in tensors.items() if not n.startswith("pooler.")})
    except (KeyError, ValueError, RuntimeError) as fault:  # of an encoder that is another
        raise ModelError(
            f"{folder}: 설정과 가중치가 맞지 않습니다. BERT 갈래를 사전학습한 폴더를 주세요."
        ) from fault
    return encoder.eval()


def _weights(path: Path) -> dict[str, Tensor]:
    try:
        return load_weights(path)
    except (OSError, SafetensorError) as fault:
        raise ModelError(
            f"{path}: 가중치를 읽을 수 없습니다({fault}). 파일이 잘리지 않았는지 확인하고 다시 "
            "받으세요."
        ) from fault
