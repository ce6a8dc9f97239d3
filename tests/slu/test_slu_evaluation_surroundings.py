"""A sentence's words stand with the words nearest to them, whatever gave the vectors."""

import pytest
from words_kit import SQUARE, Ids, static, vectors_of, words_tokenizer

from slu.errors import DataError, ModelError
from slu.evaluation.words.families import Families
from slu.evaluation.words.neighbours import Candidates
from slu.evaluation.words.surroundings import (
    MOST_WORDS,
    morphemes_of,
    piece_family,
    pieces_of,
    surround,
)
from slu.korean.subwords import Subwords
from slu.paths import DEFAULT_MODEL, PRETRAINED
from slu.understanding.model_folder import load_folder


@pytest.fixture
def family() -> Candidates:
    return Candidates(static(vectors_of(SQUARE)))


def test_each_word_has_its_nearest_beside_it(family):
    found = surround(family, ["왕", "없는말", "딸", "왕"], 2)
    assert found.words == ("왕", "딸")
    assert found.unknown == ("없는말",)
    assert {(each.word, each.group, each.own) for each in found.placed} == {
        ("왕", 0, True),
        ("딸", 1, True),
        ("여왕", 0, False),
        ("아들", 0, False),
    }, "a word near to both stands with the first"


def test_words_without_a_vector_alone_are_no_map(family):
    for words in ([], ["없는말"]):
        with pytest.raises(DataError, match="벡터가 있는 낱말이 없습니다"):
            surround(family, words)


def test_a_long_sentence_is_cut():
    words = Families({"words": PRETRAINED / "malgwi-words"}).open("words")
    found = surround(words, words.words[: MOST_WORDS + 5], 1)
    assert found.words == words.words[:MOST_WORDS]


def test_words_are_morphemes_without_punctuation():
    assert morphemes_of("내일 아침에 깨워 줘!") == ["내일", "아침", "에", "깨워", "줘"]


def test_pieces_stand_among_the_vocabulary_of_the_encoder():
    predictor = load_folder(DEFAULT_MODEL)
    encoder, subwords = predictor.model.encoder, predictor.subwords
    family = piece_family(encoder, subwords)
    assert piece_family(encoder, subwords) is family
    assert not {"[CLS]", "<s>", "<pad>"} & set(family.words)
    pieces = pieces_of("내일 아침에 깨워 줘", subwords)
    assert [piece.strip("▁") for piece in pieces] == [*"내일", "아침", "에", "깨", "워", "줘"]
    (near,) = family.nearest(["▁아침"], 10)
    assert {each.word for each in near} & {"아침", "▁저녁", "▁오전"}
    row = encoder.embeddings.word_embeddings.weight[subwords.tokenizer.token_to_id("▁아침")]
    assert family.embedder.word_vectors(["▁아침"])[0][0] == pytest.approx(row.detach().numpy())
    assert surround(family, pieces, 2).words == tuple(dict.fromkeys(pieces))


def test_an_encoder_without_a_vector_a_piece_is_told():
    with pytest.raises(ModelError, match="조각마다 벡터"):
        piece_family(Ids(), Subwords(words_tokenizer()))
