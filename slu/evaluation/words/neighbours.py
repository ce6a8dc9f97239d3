"""What stands near a word: other words, or words as other sentences mean them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.static.vectors import Neighbour
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.features import Floats, products, unit


def nearest_words(
    embedder: Embedder, words: Sequence[str], count: int = 8, candidates: int = 50_000
) -> list[list[Neighbour]]:
    """For each word those of the most frequent words with the highest cosine, itself left out.
    Empty for a word with nothing near it, and in a family without a vocabulary of words."""
    among = list(embedder.words[:candidates])
    if not among:
        return [[] for _ in words]
    vectors = embedder.word_vectors(words)[0]
    likeness = products(unit(vectors), unit(embedder.word_vectors(among)[0]))
    number = {word: n for n, word in enumerate(among)}
    for row, word in enumerate(words):
        if word in number:
            likeness[row, number[word]] = -np.inf
    return [[Neighbour(among[n], cosine) for n, cosine in row] for row in _best(likeness, count)]


def nearest_places(
    embedder: Embedder, places: Sequence[Place], among: Sequence[Place], count: int = 5
) -> list[list[tuple[Place, float]]]:
    """For each word in its sentence those of `among` that are most alike, with their cosines."""
    vectors = embedder.place_vectors(places)[0]
    likeness = products(unit(vectors), unit(embedder.place_vectors(among)[0]))
    return [[(among[n], cosine) for n, cosine in row] for row in _best(likeness, count)]


def _best(likeness: Floats, count: int) -> list[list[tuple[int, float]]]:
    """The numbers of the best of each row of cosines (n, candidates) with these, the first of
    equals before the others; what is not alike at all is left out."""
    order = np.argsort(-likeness, axis=1, kind="stable")[:, :count]
    return [
        [(n, float(row[n])) for n in best.tolist() if row[n] > 0]
        for row, best in zip(likeness, order, strict=True)
    ]
