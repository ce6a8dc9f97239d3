"""Builds an encoder over word vectors by its name: `KIND:FOLDER`, as `gru:runs/skipgram`.

The vocabulary is that of the vectors; the networks stand in `models.words`. Vectors whose family
looks inside words keep their n-grams (all of them, so a table of fastText's takes
`words + buckets` rows); one-hot vectors know nothing, so that their table is learned anew.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.words import WordEncoder, WordEncoderConfig
from models.words.config import KINDS
from slu.errors import ModelError
from slu.korean.ngram_spelling import KIND, NgramSpelling
from slu.training.tokenizers.words import SPECIAL, word_tokenizer
from slu.training.vectors.folder import Vectors, load_vectors
from slu.training.word_shape import WordShape

Floats = NDArray[np.float32]
_UNKNOWN = SPECIAL.index("[UNK]")
_WIDTH: Final = 512  # of the states
_LAYERS: Final = {"dan": 2, "cnn": 1, "lstm": 1, "gru": 1}
_ONE_HOT_WIDTH: Final = 100  # of the vectors that are learned for one-hot words
_FEWEST_UNITS: Final = 40  # room in one word for its own row and its n-grams
_MOST_UNITS: Final = 120
_RAREST: Final = 0.1  # the share of the words whose mean an unknown word is


def split_name(name: str) -> tuple[str, str] | None:
    """The kind and the folder of a name as `gru:runs/skipgram`; None for any other name."""
    kind, colon, folder = name.partition(":")
    return (kind, folder) if colon and kind in KINDS else None


def open_word_encoder(
    kind: str, folder: str, shape: WordShape, learned: bool = True
) -> tuple[WordEncoder, Tokenizer]:
    """`build_word_encoder` of the vectors in a folder; raises ModelError, too, when it is not
    whole."""
    return build_word_encoder(kind, load_vectors(Path(folder)), shape, learned)


def build_word_encoder(
    kind: str, vectors: Vectors, shape: WordShape, learned: bool = True
) -> tuple[WordEncoder, Tokenizer]:
    """The encoder and its vocabulary; not `learned`, with random vectors of the same size.

    Random weights are drawn from torch's global generator, which the caller seeds. Raises
    ModelError for vectors without a word and a width that the kind cannot have.
    """
    words = [word for word in vectors.words if word not in SPECIAL]
    words = words[: shape.most_words or None]
    if not words:
        raise ModelError("낱말 벡터에 낱말이 없습니다. 더 많은 글로 다시 학습하세요.")
    spelling = _spelling(vectors, words)
    table = torch.from_numpy(_table(vectors, words, spelling))
    if not learned:
        table = torch.randn(table.shape) * table[len(SPECIAL) :].std()
    table[0] = 0.0
    encoder = WordEncoder(_config(kind, shape, vectors, table, spelling))
    encoder.word_embeddings.weight.data.copy_(table)
    return encoder, word_tokenizer(words)


def _config(
    kind: str,
    shape: WordShape,
    vectors: Vectors,
    table: torch.Tensor,
    spelling: NgramSpelling | None,
) -> WordEncoderConfig:
    told: dict[str, Any] | None = None if spelling is None else asdict(spelling)
    try:
        return WordEncoderConfig(
            kind=kind,
            vocab_size=table.shape[0],
            embedding_size=table.shape[1],
            hidden_size=shape.hidden_size or _WIDTH,
            num_hidden_layers=shape.layers or _LAYERS[kind],
            dropout=shape.dropout,
            word_dropout=shape.word_dropout,
            spelling=told and {"kind": KIND} | told,
            new_parameters=["network.", "word_embeddings"] if vectors.one_hot else ["network."],
        )
    except ValueError as fault:
        raise ModelError(
            f"'{kind}:' 인코더는 이런 모양이 될 수 없습니다({fault}). "
            "hidden_size를 4의 배수로, cnn의 layers를 1로 하세요."
        ) from fault


def _spelling(vectors: Vectors, words: list[str]) -> NgramSpelling | None:
    """How words are told as n-grams, where the vectors have any; there is room for the longest word
    of the vocabulary."""
    table = vectors.subwords
    if table is None or not len(table.buckets):
        return None
    size = 1 + max(len(table.ids(word)) for word in words)
    return NgramSpelling(
        words=len(SPECIAL) + len(words),
        buckets=len(table.buckets),
        shortest=table.shortest,
        longest=table.longest,
        size=min(max(size, _FEWEST_UNITS), _MOST_UNITS),
        jamo=vectors.spelling == "jamo",
    )


def _table(vectors: Vectors, words: list[str], spelling: NgramSpelling | None) -> Floats:
    """Rows of the special pieces, of `words`, and of the n-grams."""
    if vectors.one_hot:
        size = len(SPECIAL) + len(words), _ONE_HOT_WIDTH
        drawn: Floats = torch.randn(size).numpy()
        return drawn
    own = vectors.lookup_all(words)[0]
    rarest = own[-max(1, round(_RAREST * len(words))) :].mean(axis=0)
    special = torch.randn(len(SPECIAL), own.shape[1]).numpy() * own.std() / 10
    special[_UNKNOWN] = rarest
    if spelling is None or vectors.subwords is None:
        return np.concatenate([special, own])
    buckets = vectors.subwords.buckets
    for row, word in enumerate(words):
        # What is missing to the word's vector when its n-grams' rows are there.
        parts = [each - spelling.words for each in spelling.rows(word)][: spelling.size - 1]
        own[row] = (1 + len(parts)) * own[row] - buckets[parts].sum(axis=0)
    return np.concatenate([special, own, buckets])
