"""Word2Vec: what gensim would learn, in the order of the vocabulary, whatever the lines are."""

from dataclasses import replace

import numpy as np
import pytest
from gensim.models import Word2Vec
from topics_kit import WORDS, separation, topic_sentences

from models.static.vocabulary import Vocabulary
from models.static.word2vec import Word2VecOptions, train_word2vec

SKIP_GRAM = Word2VecOptions(dimension=8, epochs=20, rate=0.05, sample=0)
FAMILIES = (
    SKIP_GRAM,
    replace(SKIP_GRAM, negative=0),
    replace(SKIP_GRAM, skip_gram=False, rate=0.1),
    replace(SKIP_GRAM, skip_gram=False, negative=0, rate=0.1),
)


def written(path, lines, between="\n"):
    path.write_text(between.join(lines) + "\n", encoding="utf-8")
    return path


def learned(path, lines, options, vocabulary=None, **extra):
    vocabulary = vocabulary or Vocabulary.count(lines)
    length = sum(len(line.split()) for line in lines)
    return train_word2vec(path, vocabulary, length, options, **extra)


@pytest.fixture
def topics():
    return [" ".join(WORDS[word] for word in sentence) for sentence in topic_sentences()]


@pytest.mark.parametrize("options", FAMILIES)
def test_topics_are_found(tmp_path, topics, options):
    vocabulary = Vocabulary.count(topics)
    matrix = learned(written(tmp_path / "text", topics), topics, options, vocabulary)
    assert matrix.shape == (len(WORDS), 8)
    assert matrix.dtype == np.float32
    order = [vocabulary.ids[word] for word in WORDS]
    assert separation(matrix[order]) == 1


@pytest.mark.parametrize("options", FAMILIES)
def test_the_vectors_are_gensims(tmp_path, options):
    """Every word has another count, so that there is one order only."""
    lines = [" ".join("가나다라마바사"[:count]) for count in range(1, 8)] * 20
    path = written(tmp_path / "text", lines)
    bare = Word2Vec(
        corpus_file=str(path),
        sg=int(options.skip_gram),
        hs=int(not options.negative),
        negative=options.negative,
        vector_size=8,
        epochs=20,
        alpha=options.rate,
        sample=0.999,
        min_count=1,
        workers=1,
        seed=0,
    )
    assert bare.wv.index_to_key == list("가나다라마바사")
    np.testing.assert_array_equal(learned(path, lines, options), bare.wv.vectors)


def test_blank_lines_and_more_spaces_change_nothing(tmp_path, topics):
    """Over many blocks of the text, so that the rate would fall otherwise if lines were counted."""
    lines, few = topics * 10, replace(SKIP_GRAM, epochs=1)
    assert sum(map(len, lines)) > 40_000
    plain = learned(written(tmp_path / "plain", lines), lines, few)
    blank = learned(written(tmp_path / "blank", lines, "\n\n\n"), lines, few)
    wide = [line.replace(" ", "  ") for line in lines]
    np.testing.assert_array_equal(plain, blank)
    np.testing.assert_array_equal(plain, learned(written(tmp_path / "wide", wide), wide, few))


def test_rows_stand_in_the_order_of_the_vocabulary(tmp_path):
    """Gensim orders words that are as frequent as each other in its own way."""
    vocabulary = Vocabulary(tuple("xyzuvw"), np.full(6, 2))
    bare = Word2Vec(vector_size=8, min_count=1, sg=1, seed=0)
    bare.build_vocab_from_freq(dict.fromkeys("xyzuvw", 2))
    assert bare.wv.index_to_key != list("xyzuvw")
    lines, still = ["x y z u v w"] * 2, replace(SKIP_GRAM, rate=0.0)
    found = learned(written(tmp_path / "text", lines), lines, still, vocabulary)
    np.testing.assert_allclose(found, bare.wv[list("xyzuvw")], atol=1e-4)


def test_the_same_seed_gives_the_same_vectors(tmp_path, topics):
    path = written(tmp_path / "text", topics)
    few = replace(SKIP_GRAM, epochs=2)
    one, two = (learned(path, topics, few) for _ in range(2))
    other = learned(path, topics, replace(few, seed=1))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_every_pass_is_told(tmp_path, topics):
    told = []
    learned(
        written(tmp_path / "text", topics), topics, replace(SKIP_GRAM, epochs=3), passed=told.append
    )
    assert told == [1, 2, 3]
