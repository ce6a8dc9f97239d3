"""A sentence's words among their neighbours, on one plane: by a family of word vectors, or by the
vectors that an encoder gives its pieces before it has looked at the sentence.

What a word means in its sentence is not seen here (`neighbours.nearest_places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from models.static.vectors import WordVectors
from slu.data.corpus.words import words_of
from slu.errors import DataError, ModelError
from slu.evaluation.words.neighbours import Candidates
from slu.evaluation.words.placing import place_words
from slu.evaluation.words.static import StaticEmbedder
from slu.korean.subwords import Subwords
from slu.training.vectors.folder import Vectors

MOST_WORDS: Final = 15
_NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A word of the sentence (`own`), or one near the word of that `group`, at `x` and `y` of any
    scale."""

    word: str
    group: int
    own: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`words` of the sentence that have a vector: the groups, by number; all that is `placed`; and
    words of the sentence that are `unknown` to the family."""

    words: tuple[str, ...]
    placed: tuple[Placed, ...]
    unknown: tuple[str, ...]


def surround(family: Candidates, words: Sequence[str], count: int = _NEIGHBOURS) -> Surroundings:
    """The first words (each once) with the `count` words nearest to each; what is near to several
    stands with the first. Raises DataError where there are too few with a vector."""
    words = list(dict.fromkeys(words))[:MOST_WORDS]
    known = family.embedder.word_vectors(words)[1] if words else ()
    own = [word for word, is_known in zip(words, known, strict=True) if is_known]
    if not own:
        raise DataError("이 문장에는 벡터가 있는 낱말이 없습니다. 다른 문장이나 임베딩을 보세요.")
    group = {word: number for number, word in enumerate(own)}
    for number, row in enumerate(family.nearest(own, count)):
        for near in row:
            group.setdefault(near.word, number)
    found = place_words(family.embedder, list(group))
    placed = tuple(
        Placed(word, group[word], group[word] < len(own) and own[group[word]] == word, *place)
        for word, place in zip(found.words, found.places.tolist(), strict=True)
    )
    return Surroundings(tuple(own), placed, tuple(word for word in words if word not in own))


def morphemes_of(text: str) -> list[str]:
    """The words of a text as word vectors know them, without punctuation."""
    words = " ".join(words_of([text])).split()
    return [word for word in words if any(letter.isalnum() for letter in word)]


def pieces_of(text: str, subwords: Subwords) -> list[str]:
    """The pieces of a text as its vocabulary has them, a lone word mark left out."""
    pieces = (subwords.tokenizer.id_to_token(id_) or "" for id_ in subwords.cut(text).ids)
    return [piece for piece in pieces if any(letter.isalnum() for letter in piece)]


@lru_cache(maxsize=1)
def piece_family(encoder: Any, subwords: Subwords) -> Candidates:
    """The pieces of an encoder by the vectors they enter it with. Raises ModelError for one that
    has no vector for a piece, such as one that reads letters."""
    table = getattr(getattr(encoder, "embeddings", None), "word_embeddings", None)
    if table is None or subwords.spelling is not None:
        raise ModelError("이 모델에는 조각마다 벡터가 있지 않습니다. 낱말 벡터로 보세요.")
    special = subwords.tokenizer.get_added_tokens_decoder()
    numbers = [n for n in range(subwords.size) if n not in special and n < table.num_embeddings]
    pieces = [str(subwords.tokenizer.id_to_token(number)) for number in numbers]
    matrix = table.weight.detach().float().cpu().numpy()[np.array(numbers)]
    vectors = Vectors(WordVectors(pieces, matrix), "pieces")
    return Candidates(StaticEmbedder("pieces", vectors))
