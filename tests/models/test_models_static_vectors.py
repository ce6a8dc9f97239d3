"""Word vectors: what they answer, against gensim and against sorting everything."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from models.static.subwords import SubwordTable
from models.static.vectors import Neighbour, WordVectors, unit_rows

WORDS = tuple("가나다라마바사아자차카타파하")


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    dice = np.random.default_rng(0)
    return WordVectors(WORDS, dice.standard_normal((len(WORDS), 5)).astype(np.float32))


@pytest.fixture(scope="module")
def theirs(vectors) -> KeyedVectors:
    keyed = KeyedVectors(vectors.dimension)
    keyed.add_vectors(list(WORDS), vectors.matrix)
    return keyed


def table_for(dimension: int) -> SubwordTable:
    buckets = np.random.default_rng(1).standard_normal((50, dimension)).astype(np.float32)
    return SubwordTable(1, 3, buckets)


def said(neighbours: list[Neighbour]) -> list[tuple[str, float]]:
    return [(each.word, pytest.approx(each.similarity, abs=1e-6)) for each in neighbours]


@pytest.mark.parametrize("word", WORDS)
def test_nearest_as_gensim(vectors, theirs, word):
    assert theirs.most_similar(word, topn=4) == said(vectors.nearest(word, 4))
    vector = vectors.lookup(word) * 7
    assert theirs.similar_by_vector(vector, topn=3) == said(vectors.nearest(vector, 3))


def test_analogies_as_gensim(vectors, theirs):
    questions = list(zip(WORDS, WORDS[3:], WORDS[7:], strict=False))
    expected = [theirs.most_similar([b, c], [a], topn=3) for a, b, c in questions]
    assert expected == [said(each) for each in vectors.analogies(questions, 3)]
    assert expected[0] == said(vectors.analogy(*questions[0], 3))


def test_similarity_as_gensim(vectors, theirs):
    assert vectors.similarity("가", "하") == pytest.approx(theirs.similarity("가", "하"), abs=1e-6)
    assert vectors.similarity(vectors.lookup("가") * 3, "가") == pytest.approx(1, abs=1e-6)


def test_analogy_by_hand():
    """아들 - 딸 + 소녀 = 소년: the first number is the sex, the second the age."""
    words = ["아들", "딸", "소녀", "소년", "할머니"]
    rows = np.array([[1, 0.2], [-1, 0.2], [-1, 0.5], [1, 0.5], [-1, 3]], np.float32)
    assert WordVectors(words, rows).analogy("딸", "아들", "소녀")[0].word == "소년"


@given(st.lists(st.lists(st.integers(-2, 2), min_size=2, max_size=2), min_size=1, max_size=9))
def test_equals_come_by_frequency(rows):
    """Few numbers, so that many words are equally near."""
    matrix = np.array(rows, np.float32)
    vectors = WordVectors([str(row) for row in range(len(rows))], matrix)
    similarities = unit_rows(matrix) @ unit_rows(matrix[:1])[0]
    order = sorted(range(len(rows)), key=lambda row: (-similarities[row], row))
    for count in range(len(rows) + 2):
        found = vectors.nearest(matrix[0], count)
        assert [each.word for each in found] == [str(row) for row in order[:count]]


def test_words_left_out(vectors):
    whole = [each.word for each in vectors.nearest("가", len(WORDS))]
    assert sorted(whole) == sorted(WORDS[1:])
    fewer = vectors.nearest("가", len(WORDS), without=[whole[0], "없음"])
    assert [each.word for each in fewer] == whole[1:]


def test_many_at_once_are_one_after_the_other(vectors):
    queries = np.tile(vectors.matrix, (12, 1))
    without = [[word] for word in WORDS] * 12
    one_by_one = [said(vectors.nearest(word, 2)) for word in WORDS] * 12
    assert vectors.nearest_all(queries, 2, without) == [
        [Neighbour(*pair) for pair in each] for each in one_by_one
    ]


def test_unknown_words(vectors):
    assert "힣" not in vectors
    assert vectors.lookup("힣") is None
    assert vectors.row("힣") is None
    assert vectors.similarity("가", "힣") is None
    assert vectors.nearest("힣") == vectors.analogy("가", "힣", "나") == []
    found, known = vectors.lookup_all(["힣", "나"])
    assert known.tolist() == [False, True]
    assert found.tolist() == [[0] * 5, vectors.matrix[1].tolist()]


def test_unknown_words_by_their_ngrams(vectors):
    table = table_for(5)
    spelled = WordVectors(WORDS, vectors.matrix, subwords=table)
    assert spelled.lookup("가").tolist() == vectors.matrix[0].tolist()
    new = table.vector("고양이")
    assert spelled.lookup("고양이").tolist() == new.tolist()
    assert spelled.nearest("고양이", 3) == vectors.nearest(new, 3)
    assert spelled.similarity("고양이", "가") == vectors.similarity(new, "가")
    assert spelled.lookup_all(["고양이"])[1].all()
    assert spelled.analogy("고양이", "가", "나")


def test_one_hot_vectors_answer_as_an_identity_would():
    one_hot, identity = WordVectors(WORDS, None), WordVectors(WORDS, np.eye(len(WORDS)))
    assert one_hot.one_hot
    assert not identity.one_hot
    assert one_hot.dimension == len(one_hot) == len(WORDS)
    assert one_hot.similarity("가", "나") == 0
    assert one_hot.similarity("가", "가") == 1
    assert (
        one_hot.lookup_all(["다", "힣"])[0].tolist()
        == identity.lookup_all(["다", "힣"])[0].tolist()
    )
    assert one_hot.nearest("나", 4) == identity.nearest("나", 4)
    assert {each.similarity for each in one_hot.nearest("나", 20)} == {0}
    assert one_hot.analogy("가", "나", "다", 3) == identity.analogy("가", "나", "다", 3)
    with pytest.raises(ValueError, match="no matrix"):
        _ = one_hot.matrix


def test_rows_of_zeros_are_like_nothing():
    vectors = WordVectors(["가", "나"], np.array([[0, 0], [1, 2]], np.float32))
    assert vectors.similarity("가", "나") == 0
    assert vectors.nearest("나") == [Neighbour("가", 0)]


@pytest.mark.parametrize(
    "parts",
    [
        (["가", "가"], np.zeros((2, 3))),
        (["가"], np.zeros((2, 3))),
        (["가"], np.zeros(1)),
        (["가"], np.zeros((1, 3)), np.zeros(2, np.int64)),
        (["가"], np.zeros((1, 3)), None, table_for(2)),
    ],
)
def test_what_does_not_fit_is_refused(parts):
    with pytest.raises(ValueError, match=r"twice|words"):
        WordVectors(*parts)
