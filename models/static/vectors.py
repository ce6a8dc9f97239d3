"""Words with a vector each: what every family of static vectors becomes, and what it answers.

Lookup, similarity, nearest words and analogies. How vectors are learned, how Korean words are
spelled and how folders and files look are not known here. One-hot vectors, which would be an
identity matrix, have no matrix: nothing in them is learned, and their answers are computed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.static.subwords import SubwordTable

Floats = NDArray[np.float32]
_BLOCK = 128  # vectors compared with all words at a time


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word, and the cosine of its vector with the one asked about."""

    word: str
    similarity: float


class WordVectors:
    """`words` (n), most frequent first, any strings; `matrix` (n, dimension) float32, None for
    one-hot vectors; `counts` (n) int64, how often each was seen, if known; `subwords`, where words
    outside of the vocabulary have vectors too. Raises ValueError where these do not fit."""

    def __init__(
        self,
        words: Sequence[str],
        matrix: Floats | None,
        counts: NDArray[np.int64] | None = None,
        subwords: SubwordTable | None = None,
    ):
        self.words, self.counts, self.subwords = tuple(words), counts, subwords
        self._matrix = None if matrix is None else np.ascontiguousarray(matrix, dtype=np.float32)
        self._unit: Floats | None = None
        self._rows = {word: row for row, word in enumerate(self.words)}
        if len(self._rows) != len(self.words):
            raise ValueError("a word stands twice in the vocabulary")
        if matrix is not None and (matrix.ndim != 2 or len(matrix) != len(self.words)):
            raise ValueError(f"{len(self.words)} words and a matrix of {matrix.shape}")
        if counts is not None and counts.shape != (len(self.words),):
            raise ValueError(f"{len(self.words)} words and counts of {counts.shape}")
        if subwords is not None and subwords.dimension != self.dimension:
            raise ValueError(f"words of {self.dimension} numbers, n-grams of {subwords.dimension}")

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return word in self._rows

    @property
    def one_hot(self) -> bool:
        """Whether each word is a dimension of its own, which nothing was learned about."""
        return self._matrix is None

    @property
    def matrix(self) -> Floats:
        """(n, dimension); ValueError for one-hot vectors, whose n x n identity nobody needs."""
        if self._matrix is None:
            raise ValueError("one-hot vectors have no matrix")
        return self._matrix

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; for one-hot vectors as many as there are words."""
        return len(self.words) if self._matrix is None else int(self._matrix.shape[1])

    def row(self, word: str) -> int | None:
        """Which row of `matrix` is the word's; None outside of the vocabulary."""
        return self._rows.get(word)

    def lookup(self, word: str) -> Floats | None:
        """(dimension,): the word's vector, by its n-grams where the family can, else None."""
        row = self._rows.get(word)
        if row is None:
            return None if self.subwords is None else self.subwords.vector(word)
        if self._matrix is None:
            hot: Floats = np.eye(1, self.dimension, row, dtype=np.float32)[0]
            return hot
        vector: Floats = self._matrix[row]
        return vector

    def lookup_all(self, words: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
        """(m, dimension), zeros for words without a vector, and (m,), whether each has one."""
        found = np.zeros((len(words), self.dimension), np.float32)
        known = np.zeros(len(words), np.bool_)
        for place, word in enumerate(words):
            vector = self.lookup(word)
            if vector is not None:
                found[place], known[place] = vector, True
        return found, known

    def similarity(self, one: str | Floats, other: str | Floats) -> float | None:
        """The cosine of two words or vectors, 0 where one is all zeros; None without a vector."""
        vectors = [self.lookup(each) if isinstance(each, str) else each for each in (one, other)]
        if vectors[0] is None or vectors[1] is None:
            return None
        units = unit_rows(np.stack([vectors[0], vectors[1]]))
        return float(units[0] @ units[1])

    def nearest(
        self, query: str | Floats, count: int = 10, without: Collection[str] = ()
    ) -> list[Neighbour]:
        """The words of the highest cosine with a word, which is left out itself, or a vector; of
        equals the more frequent one. Empty for a word without a vector."""
        vector = self.lookup(query) if isinstance(query, str) else query
        if vector is None:
            return []
        left_out = {*without, query} if isinstance(query, str) else without
        return self.nearest_all(vector[None], count, [left_out])[0]

    def nearest_all(
        self, queries: Floats, count: int = 10, without: Sequence[Collection[str]] = ()
    ) -> list[list[Neighbour]]:
        """`nearest` for many vectors (m, dimension), by products of matrices; `without` (m)."""
        answers: list[list[Neighbour]] = []
        for start in range(0, len(queries), _BLOCK):
            for row in self._similarities(queries[start : start + _BLOCK]):
                left_out = without[len(answers)] if without else ()
                row[[self._rows[word] for word in left_out if word in self._rows]] = -np.inf
                answers.append(list(self._best(row, count)))
        return answers

    def analogy(self, a: str, b: str, c: str, count: int = 1) -> list[Neighbour]:
        """a is to b as c is to these. 3CosAdd: the words nearest to b - a + c, all of unit length,
        without these three. Mikolov, Yih and Zweig 2013, section 4. Empty for unknown words."""
        return self.analogies([(a, b, c)], count)[0]

    def analogies(
        self, questions: Sequence[tuple[str, str, str]], count: int = 1
    ) -> list[list[Neighbour]]:
        """`analogy` for many questions at a time."""
        answers: list[list[Neighbour]] = []
        for start in range(0, len(questions), _BLOCK):
            block = questions[start : start + _BLOCK]
            terms = [self.lookup_all([question[place] for question in block]) for place in range(3)]
            a, b, c = (unit_rows(vectors) for vectors, _ in terms)
            known = terms[0][1] & terms[1][1] & terms[2][1]
            found = self.nearest_all(b - a + c, count, block)
            answers += [each if sure else [] for each, sure in zip(found, known, strict=True)]
        return answers

    def _similarities(self, queries: Floats) -> Floats:
        """(m, n): the cosine of every query with every word."""
        if self._matrix is None:
            return unit_rows(queries)
        if self._unit is None:
            self._unit = unit_rows(self._matrix)
        return unit_rows(queries) @ self._unit.T

    def _best(self, similarities: Floats, count: int) -> Iterator[Neighbour]:
        """The best of one row of similarities (n,), in which words left out are -inf."""
        last = min(count, len(similarities))
        if last < 1:
            return
        bound = np.partition(similarities, -last)[-last]
        candidates = np.flatnonzero(similarities >= bound)
        order = np.argsort(-similarities[candidates], kind="stable")[:last]
        for row in candidates[order].tolist():
            if similarities[row] > -np.inf:
                yield Neighbour(self.words[row], float(similarities[row]))


def unit_rows(matrix: Floats) -> Floats:
    """(n, dimension) with every row of length 1; rows of zeros stay as they are."""
    lengths = np.sqrt((matrix * matrix).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1
    units: Floats = matrix / lengths
    return units
