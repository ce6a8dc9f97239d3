"""Cuts documents into pieces as fine-tuning will (`Subwords.cut_all`), and marks where words and
morphemes begin. It writes nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from slu.data.corpus.mixing import Document
from slu.data.corpus.morphemes import Morphemes, said_places
from slu.data.corpus.respace import respaced
from slu.korean.subwords import Pieces, Subwords


@dataclass(frozen=True, slots=True)
class CutSentence:
    """Pieces of one sentence; `morphemes` is None unless they were asked for."""

    ids: tuple[int, ...]
    words: tuple[bool, ...]
    morphemes: tuple[bool, ...] | None


@dataclass(frozen=True, slots=True)
class Cutter:
    """`respace`: the share of sentences whose spaces are changed first."""

    subwords: Subwords
    respace: float = 0.0
    morphemes: Morphemes | None = None

    def cut(self, documents: list[Document]) -> list[list[CutSentence]]:
        """The sentences of each document; one without any piece is left out."""
        texts = [text for one in documents for text in one.sentences]
        written = [text for one in documents for text in self._written(one)]
        starts = [None] * len(texts) if self.morphemes is None else self.morphemes(texts)
        found = iter(
            CutSentence(pieces.ids, pieces.word_starts, _morpheme_starts(text, pieces, begin))
            for text, pieces, begin in zip(
                written, self.subwords.cut_all(written), starts, strict=True
            )
        )
        cut = [[next(found) for _ in one.sentences] for one in documents]
        return [[sentence for sentence in sentences if sentence.ids] for sentences in cut]

    def _written(self, document: Document) -> list[str]:
        dice = random.Random(document.order)
        return [
            respaced(text, dice) if dice.random() < self.respace else text
            for text in document.sentences
        ]


def _morpheme_starts(
    text: str, pieces: Pieces, begin: frozenset[int] | None
) -> tuple[bool, ...] | None:
    """Which pieces begin a morpheme; of several at one place (bytes of a character) the first."""
    if begin is None:
        return None
    places = said_places(text)
    starts = [-1, *(places[start] for start, _ in pieces.spans)]
    return tuple(at in begin and at != last for last, at in pairwise(starts))
