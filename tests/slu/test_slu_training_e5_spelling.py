"""Syllables without a piece of their own are spelled, at their own place in the text."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from slu.korean.subwords import Subwords
from slu.paths import DEFAULT_MODEL
from slu.training.e5_spelling import normaliser

# Letters as NFKC leaves them, without ㅃ, ㅕ, ㅞ and ㄳ: those have to be put together.
LETTERS = [unicodedata.normalize("NFKC", letter) for letter in "ㄱㄴㅂㅅㅆㅌㅣㅓㅜㅔ"]
PIECES = ["▁", *LETTERS, "새", "삐", "다", '"']


@pytest.fixture(scope="module")
def small():
    tokenizer = Tokenizer(Unigram([("<unk>", 0.0), *((piece, -1.0) for piece in PIECES)], 0))
    tokenizer.normalizer = normaliser(set(PIECES))
    tokenizer.pre_tokenizer = Metaspace(prepend_scheme="never")
    return tokenizer


@pytest.fixture(scope="module")
def shipped():
    return Subwords.load(DEFAULT_MODEL / "tokenizer.json")


@pytest.mark.parametrize(
    ("char", "letters"),
    [
        ("샜", "새ㅆ"),
        ("삔", "삐ㄴ"),
        ("퉤", "ㅌㅜㅔ"),
        ("뼜", "ㅂㅂㅣㅓㅆ"),
        ("새", "새"),
        ("넋", "ㄴㅓㄱㅅ"),
        ("”", '"'),
    ],
)
def test_a_character_is_spelled_with_the_pieces_there_are(small, char, letters):
    found = small.encode(char)
    # One by one: NFKC would put letters side by side together again.
    assert "".join(found.tokens) == "".join(unicodedata.normalize("NFKC", one) for one in letters)
    assert set(found.offsets) == {(0, 1)}


def test_a_final_of_two_that_is_a_piece_stays_whole():
    assert normaliser({*PIECES, "너", "ᆪ"}).normalize_str("넋") == "넋"


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8))
def test_the_shipped_model_knows_every_syllable(shipped, text):
    pieces = shipped.cut(text)
    assert shipped.tokenizer.token_to_id("<unk>") not in pieces.ids
    assert pieces.spans[0][0] == 0
    assert pieces.spans[-1][1] == len(text)


def test_what_it_had_a_piece_for_is_read_as_before(shipped):
    known = json.loads((DEFAULT_MODEL / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    for piece, _ in known:
        word = piece.removeprefix("▁")
        assert shipped.tokenizer.normalizer.normalize_str(word) == unicodedata.normalize(
            "NFKC", word
        )
