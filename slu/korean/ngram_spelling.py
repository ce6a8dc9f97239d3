"""Tells a word as the rows of its n-grams, so that a word nobody has seen still has a vector.

The rows are those of one table: the special pieces and the words of the vocabulary, then fastText's
buckets (`models.static.subwords`). A word is its own row, if it has one, and those of its n-grams;
which vectors stand in the rows is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.static.subwords import ngram_hash, ngrams
from slu.korean.letters import spell

KIND: Final = "ngrams"
_UNKNOWN: Final = 1
_KEPT: Final = 1 << 16  # words whose units are kept, since hashing them takes time


@dataclass(frozen=True, slots=True)
class NgramSpelling:
    """`words` rows of special pieces and words, then `buckets` rows of n-grams of `shortest` to
    `longest` characters, or letters where words are spelled in `jamo`. A word has `size` units;
    what it has more, at its end, is left out."""

    words: int
    buckets: int
    shortest: int
    longest: int
    size: int
    jamo: bool = False

    def units(self, word: str, id_: int) -> tuple[int, ...]:
        """The rows of the word that the vocabulary numbers `id_`, zeros after them. A new word
        without an n-gram is the row of [UNK]."""
        return _units(self, word, id_)

    def special(self, id_: int) -> tuple[int, ...]:
        """The row of a special piece alone."""
        return self._filled([id_])

    def rows(self, word: str) -> list[int]:
        """The rows of all the word's n-grams, in fastText's order."""
        found = ngrams(spell(word) if self.jamo else word, self.shortest, self.longest)
        return [self.words + ngram_hash(each) % self.buckets for each in found]

    def _filled(self, rows: list[int]) -> tuple[int, ...]:
        return tuple((rows + [0] * self.size)[: self.size])


@lru_cache(_KEPT)
def _units(spelling: NgramSpelling, word: str, id_: int) -> tuple[int, ...]:
    own = [] if id_ == _UNKNOWN else [id_]
    return spelling._filled([*own, *spelling.rows(word)] or [_UNKNOWN])
