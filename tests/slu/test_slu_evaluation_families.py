"""Families by name: which there are, how many stay open, and what they answer side by side."""

import numpy as np
import pytest
from words_kit import SQUARE, one_hot, save, static, vectors_of

from slu.errors import DataError, ModelError
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.families import ELMO, Families, in_sentences
from slu.evaluation.words.neighbours import Candidates, place_likeness, word_likeness
from slu.evaluation.words.placing import place_words


@pytest.fixture
def folders(tmp_path):
    return {
        name: save(vectors_of(SQUARE), tmp_path / name) for name in ("first", "second", "third")
    }


def test_what_ships_comes_first_then_every_folder_of_vectors(folders, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("no vectors")
    nowhere = tmp_path / "nowhere"
    shipped = Families.here(nowhere, nowhere)
    assert shipped.names[0] == "말귀 낱말"
    assert ELMO in shipped.names
    found = Families.here(tmp_path, nowhere).names
    assert found == (*shipped.names, "first", "second", "third")
    assert shipped.open("말귀 낱말").nearest(["서울"], 3)[0]


def test_the_last_few_stay_open(folders):
    families = Families(folders, kept=2)
    first, second = families.open("first"), families.open("second")
    assert families.open("first") is first
    families.open("third")
    assert families.open("first") is first
    assert families.open("second") is not second, "the one that was not asked for longest"


def test_what_there_is_not_is_told(folders, tmp_path):
    families = Families({**folders, "broken": tmp_path / "broken"})
    with pytest.raises(DataError, match="있는 것: first, second, third"):
        families.open("fourth")
    with pytest.raises(DataError, match="하나 이상"):
        families.open_all([])
    with pytest.raises(ModelError):
        families.open("broken")
    assert list(families.open_all(["second", "first", "second"])) == ["second", "first"]


def test_answers_are_those_of_the_vectors_themselves():
    vectors = vectors_of(SQUARE)
    family = Candidates(static(vectors))
    assert family.analogy("아들", "딸", "왕", 1)[0].word == "여왕"
    for word in SQUARE:
        expected = vectors.nearest(word, 3)
        (found,) = family.nearest([word], 3)
        assert [each.word for each in found] == [each.word for each in expected if each.similarity]
        assert np.allclose(
            [each.similarity for each in found],
            [each.similarity for each in expected][: len(found)],
        )
    answered = vectors.analogy("왕", "여왕", "아들", 2)
    found = family.analogy("왕", "여왕", "아들", 2)
    assert [each.word for each in found] == [each.word for each in answered]
    assert [each.similarity for each in found] == pytest.approx(
        [each.similarity for each in answered]
    )
    words, cosines = word_likeness(family.embedder, ["왕", "없는말", "아들", "배"])
    assert words == ["왕", "아들", "배"]
    expected = [[vectors.similarity(one, other) for other in words] for one in words]
    assert cosines == pytest.approx(np.array(expected), abs=1e-6)


def test_unknown_words_and_one_hot_words_have_nothing_near():
    family = Candidates(static(vectors_of(SQUARE)))
    assert family.nearest(["없는말"]) == [[]]
    assert family.analogy("왕", "여왕", "없는말") == []
    words, cosines = word_likeness(family.embedder, ["없는말"])
    assert (words, cosines.shape) == ([], (0, 0))
    hot = Candidates(static(one_hot(["왕", "여왕", "딸"])))
    assert hot.nearest(["왕"]) == [[]]
    assert word_likeness(hot.embedder, ["왕", "여왕"])[1].tolist() == [[1, 0], [0, 1]]


def test_a_static_vector_is_the_same_in_any_sentence():
    embedder = static(vectors_of(SQUARE))
    places = Place.marked("[배] 를 먹다"), Place.marked("큰 [배] 를 타다")
    assert place_likeness(embedder, *places) == 1
    assert place_likeness(embedder, places[0], Place.marked("[없는말] 이다")) is None
    assert in_sentences(embedder) is embedder


def test_elmo_tells_senses_apart_by_its_last_layer():
    elmo = Families.here().open(ELMO).embedder
    snow, eye = Place.marked("밤새 [눈]이 내렸다"), Place.marked("피곤해서 [눈]이 아프다")
    mean, last = (place_likeness(each, snow, eye) for each in (elmo, in_sentences(elmo)))
    assert mean is not None
    assert last is not None
    assert last < mean < 1
    assert place_likeness(in_sentences(elmo), snow, snow) == 1


def test_words_are_placed_once_each():
    found = place_words(static(vectors_of(SQUARE)), ["왕", "딸", "왕", "없는말", "배", "아들"])
    assert found.words == ("왕", "딸", "배", "아들")
    assert found.left_out == ("없는말",)
    assert found.places.shape == (4, 2)
