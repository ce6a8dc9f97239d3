"""n-grams and their hash: those of the fastText library, on syllables and on jamo."""

import fasttext
import numpy as np
import pytest

from models.static.subwords import SubwordTable, ngram_hash, ngrams
from slu.korean.letters import spell

TEXT = ["나 는 고양이 를 좋아하 고 너 는 강아지 를 좋아한다 ㅋㅋㅋ", "고양이 밥 abc 3.5 밖 값 a"]
UNKNOWN = ["강아", "고양이들", "ㅋㅋㅋㅋ", "뷁", "abcd", "é😀", "가", "<가>"]


@pytest.fixture(scope="module", params=[str, spell], ids=["syllables", "jamo"])
def library(request, tmp_path_factory):
    """A model of the library, the table that holds the same, and how words are spelled for it."""
    path = tmp_path_factory.mktemp("text") / "text"
    lines = [" ".join(map(request.param, line.split())) for line in TEXT * 5]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    # With fewer than 11 threads the library leaves a part of its matrix as the memory was.
    model = fasttext.train_unsupervised(
        str(path), dim=6, minn=2, maxn=4, bucket=97, minCount=1, epoch=1, thread=11, verbose=0
    )
    buckets = model.get_input_matrix()[len(model.words) :]
    return model, SubwordTable(2, 4, buckets, request.param), request.param


def test_ngrams_and_buckets_are_the_librarys(library):
    model, table, spelled = library
    for word in UNKNOWN:
        theirs, ids = model.get_subwords(spelled(word))
        assert ngrams(spelled(word), 2, 4) == theirs
        assert [id_ + len(model.words) for id_ in table.ids(word)] == ids.tolist()


def test_vectors_of_unknown_words_are_the_librarys(library):
    model, table, spelled = library
    for word in UNKNOWN:
        np.testing.assert_allclose(
            table.vector(word), model.get_word_vector(spelled(word)), atol=1e-6
        )


def test_vectors_of_known_words_are_the_librarys(library):
    model, table, spelled = library
    words = sorted({word for line in TEXT for word in line.split()})
    rows = [model.get_word_id(spelled(word)) for word in words]
    assert -1 not in rows
    own = model.get_input_matrix()[rows]
    theirs = [model.get_word_vector(spelled(word)) for word in words]
    np.testing.assert_allclose(table.composed(words, own), theirs, atol=1e-6)


def test_the_end_of_a_sentence_has_no_ngrams(library):
    model, table, _ = library
    assert "</s>" in model.words
    assert table.ids("</s>") == []
    own = model.get_input_matrix()[[model.get_word_id("</s>")]]
    np.testing.assert_allclose(
        table.composed(["</s>"], own)[0], model.get_word_vector("</s>"), atol=1e-6
    )


def test_ngrams_by_hand():
    assert ngrams("가나", 1, 3) == ["<가", "<가나", "가", "가나", "가나>", "나", "나>"]
    assert ngrams("가", 4, 6) == ngrams("", 1, 1) == []


def test_hash_by_hand():
    """FNV-1a as published for ASCII; a byte from 128 on is extended by its sign."""
    assert ngram_hash("") == 0x811C9DC5
    assert ngram_hash("a") == 0xE40C292C
    assert ngram_hash("foobar") == 0xBF9CF968
    first = (0x811C9DC5 ^ 0xFFFFFFC3) * 16777619 % 2**32
    assert ngram_hash("é") == (first ^ 0xFFFFFFA9) * 16777619 % 2**32


@pytest.mark.parametrize("table", [(4, 6, (10, 3)), (1, 3, (0, 3))], ids=["short", "no buckets"])
def test_a_word_without_ngrams_has_no_vector(table):
    shortest, longest, shape = table
    assert SubwordTable(shortest, longest, np.zeros(shape, np.float32)).vector("가") is None
