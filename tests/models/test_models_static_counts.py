"""Families that count: PMI by hand, documents as scikit-learn counts them, SVD as numpy's."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from models.static import counts
from models.static.cooccurrence import Window, count_pairs
from models.static.counts import CountOptions, positive_pmi
from models.static.reduction import reduced
from models.static.vocabulary import Vocabulary

OPTIONS = CountOptions(dimension=3)
# 개 and 고양이 stand in the same places, 서울 and 부산 too.
TALK = [
    f"{animal} 가 {what}" for animal in ("개", "고양이") for what in ("짖 는다", "자 ㄴ다", "밥 먹")
] + [f"{city} 에 {what}" for city in ("서울", "부산") for what in ("가 았다", "비 오", "살")]
LINES = [line for sentence in TALK for line in (sentence, "")]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.count(LINES)


@pytest.fixture(scope="module")
def pairs(vocabulary, tmp_path_factory):
    sentences = map(vocabulary.encode, LINES)
    return count_pairs(sentences, len(vocabulary), Window(3, False), tmp_path_factory.mktemp("p"))


def pairs_of(folder, sentences, size=3):
    arrays = [np.array(words, np.int32) for words in sentences]
    return count_pairs(arrays, size, Window(1), folder)


def test_pmi_by_hand(tmp_path):
    """01 twice, 02 and 12 once: of 8 in all the rows have 3, 3 and 2."""
    matrix = positive_pmi(pairs_of(tmp_path, [[0, 1], [0, 1], [0, 2], [1, 2]]))
    often, once = math.log(2 * 8 / (3 * 3)), math.log(1 * 8 / (3 * 2))
    expected = [[0, often, once], [often, 0, once], [once, once, 0]]
    np.testing.assert_allclose(matrix.toarray(), expected, rtol=1e-6)


def test_shifted_and_smoothed_pmi_by_hand(tmp_path):
    pairs = pairs_of(tmp_path, [[0, 1], [0, 1], [0, 2], [1, 2]])
    often = math.log(16 / 9 / 1.5)
    shifted = positive_pmi(pairs, shift=1.5)
    np.testing.assert_allclose(
        shifted.toarray(), [[0, often, 0], [often, 0, 0], [0] * 3], rtol=1e-6
    )
    assert shifted.nnz == 2
    share = math.sqrt(2) / (math.sqrt(3) + math.sqrt(3) + math.sqrt(2))
    smoothed = positive_pmi(pairs, smoothing=0.5)
    assert smoothed[0, 2] == pytest.approx(math.log(1 / (3 * share)), rel=1e-6)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=9), min_size=1, max_size=9),
    st.sampled_from([1, 0.75]),
    st.sampled_from([1, 2, 5]),
)
def test_pmi_as_of_a_dense_matrix(tmp_path_factory, sentences, smoothing, shift):
    pairs = pairs_of(tmp_path_factory.mktemp("pairs"), sentences, 4)
    joint = pairs.to_csr().toarray().astype(float)
    words, contexts = joint.sum(axis=1), joint.sum(axis=0) ** smoothing
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.outer(words / words.sum(), contexts / contexts.sum())
        expected = np.nan_to_num(np.log(joint / joint.sum() / chance) - np.log(shift), nan=0)
    found = positive_pmi(pairs, smoothing, shift).toarray()
    np.testing.assert_allclose(found, expected.clip(min=0), atol=1e-5)


def test_documents_as_scikit_learn_counts_them(vocabulary, monkeypatch):
    monkeypatch.setattr(counts, "_DOCUMENTS", 5)
    theirs = CountVectorizer(analyzer=str.split, vocabulary=vocabulary.words).transform(TALK)
    ours = counts.document_counts(vocabulary.documents(LINES), len(vocabulary))
    assert (ours.toarray() == theirs.toarray()).all()
    repeated = counts.document_counts([np.array([1, 0, 1])], 3)
    assert repeated.toarray().tolist() == [[1, 2, 0]]


def test_tf_idf_as_scikit_learn(vocabulary):
    dice = np.random.default_rng(0)
    lines = [" ".join(dice.choice(vocabulary.words, 7)) for _ in range(40)]
    options = {"norm": None, "sublinear_tf": True}
    vectorizer = TfidfVectorizer(analyzer=str.split, vocabulary=vocabulary.words, **options)
    theirs = reduced(vectorizer.fit_transform(lines).T, 3, 0.5, 0)
    documents = map(vocabulary.encode, lines)
    ours = counts.tf_idf(documents, vocabulary, OPTIONS).matrix
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize("power", [0, 0.5, 1])
@pytest.mark.parametrize("shape", [(7, 9), (9, 7)])
def test_reduction_as_numpys_svd(power, shape):
    dense = np.random.default_rng(3).poisson(0.7, shape).astype(np.float32)
    left, values, _ = np.linalg.svd(dense.astype(float))
    expected = left[:, :4] * values[:4] ** power
    expected *= np.sign(expected[np.abs(expected).argmax(axis=0), range(4)])
    expected /= np.sqrt((expected**2).mean())
    found = reduced(csr_matrix(dense), 4, power, 0)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert (found == reduced(csr_matrix(dense), 4, power, 0)).all()


@pytest.mark.parametrize("dimension", [0, 5, 6])
def test_reduction_makes_rows_shorter(dimension):
    with pytest.raises(ValueError, match="cannot be reduced"):
        reduced(csr_matrix(np.eye(7, 5)), dimension, 0, 0)


FAMILIES = {
    "log_counts": lambda vocabulary, pairs: counts.log_counts(pairs, vocabulary, OPTIONS),
    "ppmi": lambda vocabulary, pairs: counts.ppmi(pairs, vocabulary, OPTIONS),
    "shifted ppmi": lambda vocabulary, pairs: counts.ppmi(pairs, vocabulary, OPTIONS, 2),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_words_in_the_same_places_are_alike(family, vocabulary, pairs):
    vectors = FAMILIES[family](vocabulary, pairs)
    assert vectors.words == vocabulary.words
    assert vectors.matrix.shape == (len(vocabulary), 3)
    assert vectors.similarity("개", "고양이") == pytest.approx(1, abs=1e-3)
    assert vectors.similarity("서울", "부산") == pytest.approx(1, abs=1e-3)
    assert vectors.similarity("개", "부산") < 0.9
    assert (FAMILIES[family](vocabulary, pairs).matrix == vectors.matrix).all()


def test_words_in_the_same_documents_are_alike(vocabulary):
    documents = [np.array(words) for words in ([0, 1, 2], [0, 1], [3, 4], [3, 4, 2], [5, 2])]
    short = Vocabulary(vocabulary.words[:6], vocabulary.counts[:6])
    vectors = counts.bag_of_words(documents, short, OPTIONS)
    a, b, _, c, d, _ = short.words
    assert vectors.similarity(a, b) == pytest.approx(1, abs=1e-4)
    assert vectors.similarity(c, d) == pytest.approx(1, abs=1e-4)
    assert abs(vectors.similarity(a, c)) < 0.5


def test_one_hot(vocabulary):
    vectors = counts.one_hot(vocabulary)
    assert vectors.one_hot
    assert vectors.words == vocabulary.words
    assert vectors.counts.tolist() == vocabulary.counts.tolist()
