"""Vocabularies: which words are kept, in which order, and lines as numbers."""

import numpy as np
import pytest

from models.static.vocabulary import Vocabulary

LINES = ["나 는 나\n", "\n", "너 는  나 가\n", "가 다\n"]


def test_words_by_frequency_then_letters():
    vocabulary = Vocabulary.count(LINES)
    assert vocabulary.words == ("나", "가", "는", "너", "다")
    assert vocabulary.counts.tolist() == [3, 2, 2, 1, 1]
    assert vocabulary.counts.dtype == np.int64
    assert Vocabulary.count(LINES, 2).words == ("나", "가", "는")
    assert Vocabulary.count(LINES, most=2).words == ("나", "가")
    assert Vocabulary.count(LINES, 2, most=9).words == ("나", "가", "는")
    assert len(Vocabulary.count([])) == 0


def test_unknown_words_are_dropped():
    vocabulary = Vocabulary.count(LINES, 2)
    assert vocabulary.encode("너 는\t나 힣 가\n").tolist() == [2, 0, 1]
    assert vocabulary.encode("너").dtype == np.int32
    assert vocabulary.encode("\n").tolist() == []


def documents(lines: list[str], **chosen: int) -> list[list[int]]:
    vocabulary = Vocabulary(("나", "너"), np.array([2, 1]))
    return [words.tolist() for words in vocabulary.documents(lines, **chosen)]


def test_documents_end_at_blank_lines():
    assert documents(["나 너", "나", "", "너", " ", "", "나"]) == [[0, 1, 0], [1], [0]]


def test_documents_without_known_words_are_passed_over():
    assert documents(["가 나다", "", "나", "가"]) == [[0]]
    assert documents([]) == []


def test_long_documents_are_cut():
    assert documents(["나", "너", "가", "너", "나", "", "너"], most_sentences=2) == [
        [0, 1],
        [1],
        [0],
        [1],
    ]


@pytest.mark.parametrize("words", [("나", "나"), ("나",)])
def test_words_are_distinct_and_each_has_a_count(words):
    with pytest.raises(ValueError, match="distinct"):
        Vocabulary(words, np.array([2, 1]))
