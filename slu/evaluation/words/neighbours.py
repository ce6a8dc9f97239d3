"""What stands near a word: other words, or words as other sentences mean them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from models.static.vectors import Neighbour
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.features import Features, Floats, paired_cosines, products, unit

_CANDIDATES = 50_000


class Candidates:
    """The most frequent words of a family, whose vectors are computed once, when first asked. A
    family without a vocabulary of words has none, and no word has anything near it."""

    def __init__(self, embedder: Embedder, count: int = _CANDIDATES):
        self.embedder = embedder
        self.words = tuple(embedder.words[:count])
        self._number = {word: n for n, word in enumerate(self.words)}

    def nearest(self, words: Sequence[str], count: int = 8) -> list[list[Neighbour]]:
        """For each word those with the highest cosine, itself left out; empty for a word with
        nothing near it."""
        if not self.words:
            return [[] for _ in words]
        vectors = unit(self.embedder.word_vectors(words)[0])
        return self._best(vectors, [[word] for word in words], count)

    def analogy(self, a: str, b: str, c: str, count: int = 5) -> list[Neighbour]:
        """a is to b as c is to these (3CosAdd, see `analogies`), the three left out; empty where
        one of them has no vector."""
        vectors, known = self.embedder.word_vectors([a, b, c])
        if not self.words or not known.all():
            return []
        a_, b_, c_ = (unit(vectors)[[n]] for n in range(3))
        return self._best(unit(b_ - a_ + c_), [[a, b, c]], count)[0]

    @cached_property
    def _vectors(self) -> Features:
        return unit(self.embedder.word_vectors(self.words)[0])

    def _best(
        self, vectors: Features, left_out: Sequence[Sequence[str]], count: int
    ) -> list[list[Neighbour]]:
        """For each of the vectors (n, dimension) of length 1, without its words of `left_out`."""
        likeness = products(vectors, self._vectors)
        for row, words in enumerate(left_out):
            likeness[row, [self._number[word] for word in words if word in self._number]] = -np.inf
        return [
            [Neighbour(self.words[n], cosine) for n, cosine in row]
            for row in _best(likeness, count)
        ]


def nearest_words(
    embedder: Embedder, words: Sequence[str], count: int = 8, candidates: int = _CANDIDATES
) -> list[list[Neighbour]]:
    """For each word those of the most frequent words with the highest cosine, itself left out.
    Empty for a word with nothing near it, and in a family without a vocabulary of words."""
    return Candidates(embedder, candidates).nearest(words, count)


def nearest_places(
    embedder: Embedder, places: Sequence[Place], among: Sequence[Place], count: int = 5
) -> list[list[tuple[Place, float]]]:
    """For each word in its sentence those of `among` that are most alike, with their cosines."""
    vectors = embedder.place_vectors(places)[0]
    likeness = products(unit(vectors), unit(embedder.place_vectors(among)[0]))
    return [[(among[n], cosine) for n, cosine in row] for row in _best(likeness, count)]


def word_likeness(embedder: Embedder, words: Sequence[str]) -> tuple[list[str], Floats]:
    """Those of the words that have a vector (n), and the cosine of each with each (n, n)."""
    vectors, known = embedder.word_vectors(words)
    found = unit(vectors[np.flatnonzero(known)])
    cosines = np.clip(products(found, found), -1, 1)
    return [word for word, is_known in zip(words, known, strict=True) if is_known], cosines


def place_likeness(embedder: Embedder, one: Place, other: Place) -> float | None:
    """The cosine of two words in their sentences; None where one has no vector."""
    vectors, known = embedder.place_vectors([one, other])
    return float(paired_cosines(vectors[[0]], vectors[[1]])[0]) if known.all() else None


def _best(likeness: Floats, count: int) -> list[list[tuple[int, float]]]:
    """The numbers of the best of each row of cosines (n, candidates) with these, the first of
    equals before the others; what is not alike at all is left out."""
    order = np.argsort(-likeness, axis=1, kind="stable")[:, :count]
    return [
        [(n, float(row[n])) for n in best.tolist() if row[n] > 0]
        for row, best in zip(likeness, order, strict=True)
    ]
