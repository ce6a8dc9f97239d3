"""Decides which pieces of a packed corpus make which row: the rows' first pieces, nothing else.

Rows follow the corpus. Each takes as much as fits, of as many documents as fit; each document in
it is a segment with special pieces of its own. A row ends where a sentence ends if that leaves
little of it empty, else where a word ends; only a word too long for any row is cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slu.data.packed import PackedCorpus

Numbers = NDArray[np.int64]

_BLOCK = 1 << 22  # pieces looked at together
_GRAIN = 8  # pieces between two places of a sentence where a row may end, about
_SLACK = 16  # places that may stay empty for the sake of a sentence's end


def document_starts(corpus: PackedCorpus) -> Numbers:
    """The first piece of each document that has any, and the number of all pieces."""
    return np.unique(corpus.sentences[corpus.documents]).astype(np.int64)


def row_starts(corpus: PackedCorpus, documents: Numbers, length: int, marks: int) -> Numbers:
    """The first piece of each row and the number of all pieces, for rows of `length` places of
    which every segment needs `marks` for special pieces."""
    pieces = len(corpus.tokens)
    found, at = [np.zeros(1, np.int64)], 0
    while at < pieces:
        stop = min(at + _BLOCK, pieces)
        places, ends_sentence = _places(corpus, at, stop, length - marks)
        chain = places[_chain(places, ends_sentence, documents, length, marks)]
        if stop < pieces:
            chain = chain[:-1]  # ended by the block, not by its length
        found.append(chain[1:])
        at = int(chain[-1])
    return np.concatenate(found)


def _chain(
    places: Numbers, ends_sentence: NDArray[np.bool_], documents: Numbers, length: int, marks: int
) -> Numbers:
    """Numbers of the places at which one row ends and the next begins, the first place first.

    Let F(j) be the pieces before place j plus `marks` for each document begun before it. A row
    from i to j needs F(j) - F(i) places and `marks` for the document it begins in: so the end of
    every row there could be is found by one search, and the rows are a chain through the ends.
    """
    begun = marks * np.searchsorted(documents, places[:-1], side="right")
    needed = places[1:] + begun
    limit = places[:-1] + begun + (length - marks)
    late = np.searchsorted(needed, limit, side="right")
    numbers = np.arange(len(places))
    tidy = np.maximum.accumulate(np.where(ends_sentence, numbers, 0))[late]
    good = (tidy > numbers[:-1]) & (limit - needed[tidy - 1] <= _SLACK)
    ends = np.where(good, tidy, late).data  # quicker to step through than an array
    chain = [0]
    while chain[-1] < len(places) - 1:
        chain.append(ends[chain[-1]])
    return np.array(chain)


def _places(
    corpus: PackedCorpus, start: int, stop: int, room: int
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Where rows may begin or end from `start` to `stop`, both included, and where of these a
    sentence does. No two neighbours are more than `room` pieces apart."""
    sentences = _within(corpus.sentences.view(np.int64), start, stop)
    words = np.flatnonzero(corpus.word_starts(start, stop)) + start
    origin = sentences[np.searchsorted(sentences, words, side="right") - 1]
    cell = origin + (words - origin) // _GRAIN * _GRAIN
    tidy, possible = np.zeros((2, stop - start + 1), np.bool_)
    tidy[sentences - start] = True
    possible[words[1:][np.diff(cell) > 0] - start] = True
    possible |= tidy
    gaps = np.flatnonzero(possible)
    for at in np.flatnonzero(np.diff(gaps) > room):
        possible[gaps[at] : gaps[at + 1] : room] = True
    found = np.flatnonzero(possible)
    return found + start, tidy[found]


def _within(sentences: Numbers, start: int, stop: int) -> Numbers:
    """`start`, where sentences begin between, and `stop`."""
    first, last = np.searchsorted(sentences, [start + 1, stop])
    return np.concatenate([[start], sentences[first:last], [stop]])
