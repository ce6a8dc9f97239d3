"""fastText's n-grams: a vector for any word, from the stretches of letters in it.

Every n-gram of `<word>` is hashed to one of a fixed number of buckets, and a word is the mean of
its buckets (and of a row of its own, if it was learned). Hash and n-grams are those of the fastText
library, so that its tables can be read. How a word is spelled (syllables, jamo) is the caller's
choice.

Source: Bojanowski, Grave, Joulin and Mikolov 2017, "Enriching word vectors with subword
information", section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_END_OF_SENTENCE = "</s>"  # fastText's own word, which has no n-grams
_OFFSET, _PRIME = 2166136261, 16777619


@dataclass(frozen=True, eq=False, slots=True)
class SubwordTable:
    """`buckets` (buckets, dimension) float32, n-grams of `shortest` to `longest` characters of the
    word as `spell` writes it."""

    shortest: int
    longest: int
    buckets: NDArray[np.float32]
    spell: Callable[[str], str] = str

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.buckets.shape[1])

    def ids(self, word: str) -> list[int]:
        """The buckets of a word's n-grams, in fastText's order; empty where it has none."""
        if not len(self.buckets):
            return []
        found = ngrams(self.spell(word), self.shortest, self.longest)
        return [ngram_hash(each) % len(self.buckets) for each in found]

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """(dimension,): the vector of a word without a row of its own; None without n-grams."""
        ids = self.ids(word)
        return self.buckets[ids].mean(axis=0) if ids else None

    def composed(self, words: Sequence[str], own: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dimension): the vectors of words whose own rows are `own` (n, dimension)."""
        whole = np.empty_like(own)
        for row, word in enumerate(words):
            ids = self.ids(word)
            whole[row] = (own[row] + self.buckets[ids].sum(axis=0)) / (1 + len(ids))
        return whole


def ngrams(word: str, shortest: int, longest: int) -> list[str]:
    """The n-grams of `<word>`; the marks < and > alone are none."""
    if word == _END_OF_SENTENCE:
        return []
    marked = f"<{word}>"
    return [
        marked[start:end]
        for start in range(len(marked))
        for end in range(start + shortest, min(start + longest, len(marked)) + 1)
        if not (end - start == 1 and (start == 0 or end == len(marked)))
    ]


def ngram_hash(ngram: str) -> int:
    """FNV-1a in 32 bits over UTF-8, each byte from 128 on extended by its sign, as fastText's."""
    code = _OFFSET
    for byte in ngram.encode():
        code ^= byte if byte < 128 else byte | 0xFFFFFF00
        code = code * _PRIME & 0xFFFFFFFF
    return code
