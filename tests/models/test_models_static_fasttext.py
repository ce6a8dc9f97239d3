"""fastText: the library's own vectors for known and unknown words, the same each time."""

from dataclasses import replace

import fasttext
import numpy as np
import pytest
from topics_kit import WORDS, topic_sentences

from models.static.fasttext import FastTextOptions, train_fasttext
from models.static.vocabulary import Vocabulary

OPTIONS = FastTextOptions(
    dimension=8, epochs=2, sample=1.0, shortest=1, longest=3, buckets=50, seed=3
)


@pytest.fixture
def lines():
    names = [f"{word}{ending}" for word, ending in zip(WORDS, "은는이가을를도만" * 2, strict=True)]
    return [" ".join(names[word] for word in sentence) for sentence in topic_sentences(60)]


@pytest.fixture
def text(tmp_path, lines):
    path = tmp_path / "text"
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def kept(monkeypatch):
    """The library's model behind the vectors, which is otherwise thrown away."""
    models, make = [], fasttext.FastText.fasttext.fasttext
    monkeypatch.setattr(
        "models.static.fasttext.fasttext_pybind.fasttext",
        lambda: models.append(make()) or models[-1],
    )
    return models


def library_vector(model, word):
    vector = fasttext.FastText.fasttext.Vector(OPTIONS.dimension)
    model.getWordVector(vector, word)
    return np.array(vector)


@pytest.mark.parametrize("spell", [str, lambda word: "".join(f"{char}-" for char in word)])
def test_known_and_unknown_words_have_the_librarys_vectors(tmp_path, lines, kept, spell):
    path = tmp_path / "spelled"
    spelled = (" ".join(map(spell, line.split())) for line in lines)
    path.write_text("\n".join(spelled) + "\n", encoding="utf-8")
    vocabulary = Vocabulary.count(lines)
    vectors = train_fasttext(path, vocabulary, OPTIONS, spell)
    assert vectors.words == vocabulary.words
    assert np.array_equal(vectors.counts, vocabulary.counts)
    for word in (*vocabulary.words, "나라말", "새", "abc"):
        expected = library_vector(kept[0], spell(word))
        np.testing.assert_allclose(vectors.lookup(word), expected, atol=1e-6)


def test_words_as_frequent_as_the_last_one_stay_out(tmp_path):
    """The library knows a least count only; the vocabulary may end among equals."""
    path = tmp_path / "text"
    path.write_text("하나 둘 셋 넷\n" * 20, encoding="utf-8")
    vocabulary = Vocabulary.count(["하나 둘 셋 넷"] * 20, most=2)
    vectors = train_fasttext(path, vocabulary, OPTIONS)
    assert vectors.words == vocabulary.words
    assert len(vectors.matrix) == 2


def test_a_label_of_the_library_is_a_word_like_others(tmp_path):
    lines = ["__label__가 나 다"] * 20
    path = tmp_path / "text"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "__label__가" in train_fasttext(path, Vocabulary.count(lines), OPTIONS)


def test_the_same_seed_gives_the_same_vectors(text, lines):
    """Whatever lay in memory before, which the library takes over unwritten."""
    vocabulary = Vocabulary.count(lines)
    found = []
    for number in range(3):
        garbage = [np.full(size, 1e6 * (number + 1), np.float32) for size in (400, 528, 2000)]
        del garbage
        found.append(train_fasttext(text, vocabulary, OPTIONS))
    for one in found[1:]:
        np.testing.assert_array_equal(one.matrix, found[0].matrix)
        np.testing.assert_array_equal(one.subwords.buckets, found[0].subwords.buckets)


def test_another_seed_gives_other_vectors(text, lines):
    vocabulary = Vocabulary.count(lines)
    one, other = (
        train_fasttext(text, vocabulary, replace(OPTIONS, seed=seed)).matrix for seed in (0, 1)
    )
    assert not np.array_equal(one, other)
