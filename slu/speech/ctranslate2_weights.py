"""CTranslate2's `model.bin` of a Whisper model, read and renamed for openai-whisper.

The file (version 6, little-endian; CTranslate2's `python/ctranslate2/specs/model_spec.py`,
`ModelSpec._serialize`):

| what | how |
|---|---|
| head | uint32 version, string name of the specification, uint32 revision, uint32 count |
| each variable | string name, uint8 rank, uint32 each size, uint8 type, uint32 bytes, values |
| after them | uint32 count of aliases, each a string alias and a string variable |

A string is a uint16 length and that many bytes, the last one NUL. Types: 0 float32, 1 int8,
2 int16, 3 int32, 4 float16. Query, key and value of self-attention are one matrix, key and value
of cross-attention another; the key's bias, which Whisper does not have, is zero there. Quantised
weights are refused: their scales are not read here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from slu.errors import ModelError

Variables = Mapping[str, npt.NDArray[Any]]
State = dict[str, torch.Tensor]

_VERSION = 6
_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


class _Reader:
    """A place in the bytes of a file."""

    def __init__(self, data: npt.NDArray[np.uint8]):
        self.data, self.place = data, 0

    def take(self, count: int) -> npt.NDArray[np.uint8]:
        if self.place + count > len(self.data):
            raise ValueError("the file ends too soon")
        self.place += count
        return self.data[self.place - count : self.place]

    def number(self, code: str) -> int:
        return int(struct.unpack("<" + code, self.take(struct.calcsize(code)).tobytes())[0])

    def string(self) -> str:
        return self.take(self.number("H")).tobytes().rstrip(b"\0").decode()


def read_variables(path: Path) -> Variables:
    """Every variable of a `model.bin` by name, mapped from the file, not loaded.

    Raises ModelError for a file that is missing, cut short, of another version or not Whisper's.
    """
    try:
        return _read(_Reader(np.memmap(path, np.uint8, "r")))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{path}: CTranslate2 형식의 Whisper 모델로 읽을 수 없습니다({error}). "
            "모델을 다시 받아 주세요."
        ) from error


def _read(reader: _Reader) -> Variables:
    version, name = reader.number("I"), reader.string()
    if version != _VERSION or name != "WhisperSpec":
        raise ValueError(f"{name} {version}")
    reader.number("I")
    variables = {}
    for _ in range(reader.number("I")):
        key = reader.string()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        kind = np.dtype(_TYPES[reader.number("B")])
        values = reader.take(reader.number("I"))
        variables[key] = np.frombuffer(values, kind).reshape(shape)
    return variables


def whisper_dimensions(variables: Variables) -> dict[str, int]:
    """The fields of `whisper.model.ModelDimensions`, read off the shapes."""
    width, mels, _ = variables["encoder/conv1/weight"].shape
    vocabulary, text_width = variables["decoder/embeddings/weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(variables["encoder/position_encodings/encodings"]),
        "n_audio_state": width,
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(variables["decoder/position_encodings/encodings"]),
        "n_text_state": text_width,
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": _layers(variables, "decoder"),
    }


def whisper_state(variables: Variables) -> State:
    """The state dictionary of `whisper.model.Whisper`, float32.

    Raises ModelError for quantised weights.
    """
    if variables["encoder/conv1/weight"].dtype.kind != "f" or any(
        key.endswith("weight_scale") for key in variables
    ):
        raise ModelError(
            "양자화된 음성 인식 모델은 openai-whisper로 쓸 수 없습니다. "
            "float16이나 float32로 저장된 모델을 지정해 주세요."
        )
    state = {
        "encoder.positional_embedding": _tensor(variables, "encoder/position_encodings/encodings"),
        "decoder.positional_embedding": _tensor(variables, "decoder/position_encodings/encodings"),
        "decoder.token_embedding.weight": _tensor(variables, "decoder/embeddings/weight"),
        **_pair(variables, "encoder/conv1", "encoder.conv1"),
        **_pair(variables, "encoder/conv2", "encoder.conv2"),
        **_norm(variables, "encoder/layer_norm", "encoder.ln_post"),
        **_norm(variables, "decoder/layer_norm", "decoder.ln"),
    }
    for room in ("encoder", "decoder"):
        for number in range(_layers(variables, room)):
            state |= _layer(variables, f"{room}/layer_{number}", f"{room}.blocks.{number}")
    return state


def _layer(variables: Variables, source: str, target: str) -> State:
    state = {
        **_norm(variables, f"{source}/self_attention/layer_norm", f"{target}.attn_ln"),
        **_split(variables, f"{source}/self_attention/linear_0", f"{target}.attn", _QKV),
        **_pair(variables, f"{source}/self_attention/linear_1", f"{target}.attn.out"),
        **_norm(variables, f"{source}/ffn/layer_norm", f"{target}.mlp_ln"),
        **_pair(variables, f"{source}/ffn/linear_0", f"{target}.mlp.0"),
        **_pair(variables, f"{source}/ffn/linear_1", f"{target}.mlp.2"),
    }
    if f"{source}/attention/linear_0/weight" in variables:
        state |= {
            **_norm(variables, f"{source}/attention/layer_norm", f"{target}.cross_attn_ln"),
            **_pair(variables, f"{source}/attention/linear_0", f"{target}.cross_attn.query"),
            **_split(variables, f"{source}/attention/linear_1", f"{target}.cross_attn", _QKV[1:]),
            **_pair(variables, f"{source}/attention/linear_2", f"{target}.cross_attn.out"),
        }
    return state


_QKV = ("query", "key", "value")


def _split(variables: Variables, source: str, target: str, names: tuple[str, ...]) -> State:
    """Projections that lie one under another in a single matrix; the key has no bias."""
    weights = _tensor(variables, f"{source}/weight").chunk(len(names))
    biases = _tensor(variables, f"{source}/bias").chunk(len(names))
    state = {}
    for name, weight, bias in zip(names, weights, biases, strict=True):
        state[f"{target}.{name}.weight"] = weight
        if name != "key":
            state[f"{target}.{name}.bias"] = bias
    return state


def _pair(variables: Variables, source: str, target: str) -> State:
    return {
        f"{target}.weight": _tensor(variables, f"{source}/weight"),
        f"{target}.bias": _tensor(variables, f"{source}/bias"),
    }


def _norm(variables: Variables, source: str, target: str) -> State:
    return {
        f"{target}.weight": _tensor(variables, f"{source}/gamma"),
        f"{target}.bias": _tensor(variables, f"{source}/beta"),
    }


def _tensor(variables: Variables, name: str) -> torch.Tensor:
    return torch.from_numpy(variables[name].astype(np.float32))


def _layers(variables: Variables, room: str) -> int:
    return sum(
        key.startswith(f"{room}/layer_") and key.endswith("/ffn/linear_0/weight")
        for key in variables
    )
