"""Static word vectors, asked as `Embedder`s are: a word has one vector, whatever its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from scipy import sparse

from slu.data.corpus.words import words_of
from slu.evaluation.words.embedder import Place, composed_vectors
from slu.evaluation.words.features import Bools, Features, means
from slu.training.vectors.folder import Vectors


class Cutter:
    """Sentences to words as the vectors know them (morphemes). What was cut is remembered, so that
    families that are asked the same cut it once."""

    def __init__(self) -> None:
        self._known: dict[str, list[str]] = {}

    def cut(self, sentences: Sequence[str]) -> list[list[str]]:
        new = [each for each in dict.fromkeys(sentences) if each not in self._known]
        if new:
            self._known |= zip(new, map(str.split, words_of(new)), strict=True)
        return [self._known[each] for each in sentences]


class StaticEmbedder:
    """`vectors` under the name by which they are shown."""

    contextual = False

    def __init__(self, name: str, vectors: Vectors, cutter: Cutter | None = None):
        self.name, self.vectors = name, vectors
        self._cutter = cutter or Cutter()

    @property
    def family(self) -> str:
        return self.vectors.family

    @property
    def dimension(self) -> int:
        return self.vectors.dimension

    @property
    def words(self) -> Sequence[str]:
        return self.vectors.words

    def in_vocabulary(self, words: Sequence[str]) -> Bools:
        return np.array([word in self.vectors for word in words], np.bool_)

    def reaches(self, words: Sequence[str]) -> Bools:
        inside = self.vectors.subwords
        if inside is None:
            return self.in_vocabulary(words)
        return np.array([word in self.vectors or len(inside.ids(word)) > 0 for word in words])

    def word_vectors(self, words: Sequence[str]) -> tuple[Features, Bools]:
        if self.vectors.one_hot:
            rows = [self._own(word) for word in words]
            return self._one_hot(rows), np.array([len(row) > 0 for row in rows], np.bool_)
        return self.vectors.lookup_all(words)

    def sentence_vectors(self, sentences: Sequence[str]) -> tuple[Features, Bools]:
        cut = self._cutter.cut(sentences)
        kinds = list(dict.fromkeys(chain.from_iterable(cut)))
        vectors, known = self.word_vectors(kinds)
        numbers = {word: n for n, word in enumerate(kinds) if known[n]}
        return means([[numbers[w] for w in row if w in numbers] for row in cut], vectors)

    def place_vectors(self, places: Sequence[Place]) -> tuple[Features, Bools]:
        return composed_vectors(self, [place.word for place in places])

    def documents(self, sentences: Sequence[str]) -> Features:
        """(n, words) float32, sparse: how often each word of the vocabulary stands in each
        sentence."""
        rows = [list(chain(*map(self._own, cut))) for cut in self._cutter.cut(sentences)]
        return self._one_hot(rows)

    def _own(self, word: str) -> list[int]:
        row = self.vectors.row(word)
        return [] if row is None else [row]

    def _one_hot(self, rows: list[list[int]]) -> Features:
        """(n, words): counts of the numbers in each row."""
        starts = np.cumsum([0, *map(len, rows)])
        columns = np.array(list(chain(*rows)), np.int64)
        shape = len(rows), len(self.vectors)
        counts = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape)
        counts.sum_duplicates()
        return counts
