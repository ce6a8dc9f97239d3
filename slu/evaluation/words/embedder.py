"""What all families of embeddings are asked alike: vectors of words, of sentences, and of a word in
its sentence. How a family answers stands in `static` and `contextual`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from slu.errors import DataError
from slu.evaluation.words.features import Bools, Features, choose

_MARKED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Place:
    """A word in its sentence: `text[start:end]`."""

    text: str
    start: int
    end: int

    @staticmethod
    def marked(sentence: str) -> Place:
        """A sentence with a word in square brackets (the first, where there are several), such as
        `[배]를 먹었다`; the brackets are taken out. Raises DataError when none is marked."""
        found = _MARKED.search(sentence)
        if found is None:
            raise DataError(
                f"볼 낱말을 대괄호로 묶어 주세요(받은 문장: {sentence}). 보기: [배]를 먹었다"
            )
        before = _MARKED.sub(r"\1", sentence[: found.start()])
        start = len(before)
        return Place(_MARKED.sub(r"\1", sentence), start, start + len(found[1]))

    @property
    def word(self) -> str:
        return self.text[self.start : self.end]


class Embedder(Protocol):
    """A family that learned. What is returned beside vectors, (n,) bool, is whether each is one;
    where there is none, its row is zeros."""

    @property
    def name(self) -> str: ...

    @property
    def family(self) -> str: ...

    @property
    def contextual(self) -> bool:
        """Whether a word has another vector in another sentence."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def words(self) -> Sequence[str]:
        """The vocabulary, most frequent first; empty where pieces are no words."""
        ...

    def in_vocabulary(self, words: Sequence[str]) -> Bools:
        """(n,): whether each word was learned as a whole."""
        ...

    def reaches(self, words: Sequence[str]) -> Bools:
        """(n,): whether each word has a vector, if only by what is inside it."""
        ...

    def word_vectors(self, words: Sequence[str]) -> tuple[Features, Bools]:
        """(n, dimension): each word by itself, by what is inside it where the family can."""
        ...

    def sentence_vectors(self, sentences: Sequence[str]) -> tuple[Features, Bools]:
        """(n, dimension): the mean of the words or pieces of each sentence."""
        ...

    def place_vectors(self, places: Sequence[Place]) -> tuple[Features, Bools]:
        """(n, dimension): each word as it is meant in its sentence."""
        ...


def composed_vectors(embedder: Embedder, words: Sequence[str]) -> tuple[Features, Bools]:
    """(n, dimension): words of the vocabulary by their own vectors, others by the mean of their
    morphemes."""
    own = embedder.in_vocabulary(words)
    vectors, known = embedder.word_vectors(words)
    if own.all():
        return vectors, known
    others, composed = embedder.sentence_vectors(words)
    known = np.where(own, known, composed)
    return choose(own, vectors, others), known
