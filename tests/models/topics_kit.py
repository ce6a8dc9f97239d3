"""A toy language of two topics: words of one seldom stand near words of the other."""

from pathlib import Path

import numpy as np

from models.static.cooccurrence import Pairs, Window, count_pairs
from models.static.vectors import WordVectors

TOPICS = (tuple("가나다라마바사아"), tuple("ㄱㄴㄷㄹㅁㅂㅅㅇ"))
WORDS = (*TOPICS[0], *TOPICS[1])


def topic_sentences(count: int = 400) -> list[np.ndarray]:
    """Sentences of six words, as numbers of `WORDS`: nine words of ten are of its topic."""
    dice = np.random.default_rng(0)
    strays = dice.random((count, 6)) < 0.1
    topics = dice.integers(2, size=(count, 1)) ^ strays
    return list((topics * 8 + dice.integers(8, size=(count, 6))).astype(np.int32))


def topic_pairs(folder: Path) -> Pairs:
    return count_pairs(topic_sentences(), len(WORDS), Window(3), folder)


def separation(matrix: np.ndarray) -> float:
    """The share of words whose three nearest words are all of their own topic."""
    vectors = WordVectors(WORDS, matrix)
    whole = [
        all(each.word in topic for each in vectors.nearest(word, 3))
        for topic in TOPICS
        for word in topic
    ]
    return sum(whole) / len(whole)
