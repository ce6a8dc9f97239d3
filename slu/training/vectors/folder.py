"""A folder of word vectors: written whole or not at all, refused when it is not whole.

| file              | holds                                                                 |
|-------------------|-----------------------------------------------------------------------|
| config.json       | format, family, spelling, n-grams, size and SHA-256 of the next two   |
| model.safetensors | matrix, the buckets of n-grams, counts (int64)                        |
| words.txt         | the words, one a line, in the order of the rows                       |
| training.json     | options, data hashes, seconds                                         |
| README.md         | the model card                                                        |

Matrices are float32, or for shipping float16 or int8 rows with a scale a row; read, they are
float32 again. How vectors are learned is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from models.weights import load_weights, quantise_rows
from slu.errors import ModelError
from slu.korean.letters import spell
from slu.understanding.folder_files import read_config, write_config, write_json, written_whole

FORMAT = "vectors-1"
SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {"syllables": str, "jamo": spell}
"""How the n-grams of a family read a word; the words themselves stand as people write them."""

Storage = Literal["float32", "float16", "int8"]
_WEIGHTS, _WORDS = "model.safetensors", "words.txt"
_CHECKED = (_WEIGHTS, _WORDS)


class Vectors(WordVectors):
    """Word vectors that know the name of their `family` and how their n-grams are spelled."""

    def __init__(self, vectors: WordVectors, family: str, spelling: str = "syllables"):
        """Raises ValueError for a spelling that is none of `SPELLINGS`."""
        if spelling not in SPELLINGS:
            raise ValueError(f"no spelling {spelling!r}")
        table = vectors.subwords
        super().__init__(
            vectors.words,
            None if vectors.one_hot else vectors.matrix,
            vectors.counts,
            table and replace(table, spell=SPELLINGS[spelling]),
        )
        self.family, self.spelling = family, spelling


def save_vectors(
    vectors: Vectors,
    folder: Path,
    training: Mapping[str, Any],
    card: str,
    storage: Storage = "float32",
) -> None:
    """Writes the folder beside its place and renames it; an older one there is replaced."""
    table = vectors.subwords
    kind = {
        "model_type": "word-vectors",
        "family": vectors.family,
        "spelling": vectors.spelling,
        "words": len(vectors),
        "dimension": vectors.dimension,
        "one_hot": vectors.one_hot,
        "ngrams": table and {"shortest": table.shortest, "longest": table.longest},
    }
    with written_whole(folder) as temporary:
        save_file(_tensors(vectors, storage), temporary / _WEIGHTS)
        (temporary / _WORDS).write_bytes("".join(f"{word}\n" for word in vectors.words).encode())
        write_json(temporary / "training.json", training)
        (temporary / "README.md").write_text(card, encoding="utf-8")
        write_config(temporary, FORMAT, kind, _CHECKED)


def load_vectors(folder: Path) -> Vectors:
    """Reads a folder that `save_vectors` wrote; raises ModelError naming the file at fault."""
    kind = read_config(folder, FORMAT, _CHECKED)
    if kind.get("spelling") not in SPELLINGS:
        raise ModelError(
            f"{folder}: 모르는 철자 방식 '{kind.get('spelling')}'입니다. 새 판의 말귀로 여세요."
        )
    try:
        words = (folder / _WORDS).read_bytes().decode().split("\n")[:-1]
        weights = load_weights(folder / _WEIGHTS)
        matrix = None if kind["one_hot"] else weights["matrix"].numpy()
        lengths = kind["ngrams"]
        table = lengths and SubwordTable(**lengths, buckets=weights["buckets"].numpy())
        counts = _counts(folder / _WEIGHTS)
        return Vectors(WordVectors(words, matrix, counts, table), kind["family"], kind["spelling"])
    except (KeyError, TypeError, ValueError, SafetensorError) as fault:
        raise ModelError(
            f"{folder}: 낱말 벡터와 설정이 서로 맞지 않습니다({fault}). 다시 학습하거나 받으세요."
        ) from fault


def _tensors(vectors: Vectors, storage: Storage) -> dict[str, Tensor]:
    tensors = {} if vectors.one_hot else _stored("matrix", vectors.matrix, storage)
    if vectors.subwords is not None:
        tensors |= _stored("buckets", vectors.subwords.buckets, storage)
    if vectors.counts is not None:
        tensors["counts"] = torch.from_numpy(vectors.counts)
    return tensors


def _stored(name: str, matrix: NDArray[np.float32], storage: Storage) -> dict[str, Tensor]:
    """The tensors of a matrix (n, dimension) as `models.weights.load_weights` reads them."""
    tensor = torch.from_numpy(np.ascontiguousarray(matrix, dtype=np.float32))
    if storage == "int8":
        levels, scale = quantise_rows(tensor)
        return {name: levels, f"{name}.scale": scale}
    return {name: tensor.half() if storage == "float16" else tensor}


def _counts(path: Path) -> NDArray[np.int64] | None:
    """Whole numbers, which float32 could not hold."""
    with safe_open(path, framework="np") as file:
        names = file.keys()
        return file.get_tensor("counts") if "counts" in names else None
