"""Normalising and cutting: the way back to the given text, and pieces that respect slot ends."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram, WordPiece
from tokenizers.pre_tokenizers import Metaspace, Whitespace
from tokenizers.processors import TemplateProcessing

from slu.korean.normalise import _mended, normalise
from slu.korean.slot_ends import piece_ends, slot_ends
from slu.korean.subwords import Subwords

KOREAN = st.text(
    st.one_of(
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.sampled_from(list("ㅋㅎㅠ 0123abcＡＢ\u3000\u200b\u1112\u1161\u11ab.!?\t\n")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("ㅋㅋㅋㅋㅋㅋ 웃겨", "ㅋㅋㅋ 웃겨"),
        ("알람　７시", "알람 7시"),
        ("  앞뒤   빈칸  ", "앞뒤 빈칸"),
        ("보이지\u200b않는", "보이지않는"),
        (unicodedata.normalize("NFD", "한국어"), "한국어"),
        ("줄\n바꿈\x00", "줄 바꿈"),
        ("1000000원", "1000000원"),
        ("하하하하하하", "하하하"),
        ("", ""),
    ],
)
def test_normalise_cases(given_text: str, expected: str) -> None:
    assert normalise(given_text).text == expected


@given(KOREAN)
def test_normalise_is_idempotent_and_keeps_order(text: str) -> None:
    found = normalise(text)
    assert normalise(found.text).text == found.text
    assert len(found.origins) == len(found.text)
    spans = [found.original_span(i, i + 1) for i in range(len(found.text))]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(a <= c for (a, _), (c, _) in itertools.pairwise(spans))


@given(KOREAN | st.text("가나ㅋ .a7", max_size=20))
def test_the_quick_way_of_normalising_is_the_same_as_the_slow_one(text: str) -> None:
    assert normalise(text) == _mended(text)


def test_a_run_of_laughter_maps_back_to_all_of_it() -> None:
    text = "와ㅋㅋㅋㅋㅋ 좋다"
    found = normalise(text)
    start, end = found.original_span(1, 4)
    assert text[start:end] == "ㅋㅋㅋㅋㅋ"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("7시에", "7|시|에"),
        ("서울역까지는 가자", "서울역|까지|는 가자"),
        ("현주가 보낸", "현주|가 보낸"),
        ("KBS를 틀어", "KBS|를 틀어"),
        ("부산으로", "부산|으로"),
        ("20%로", "20%|로"),
        ("집", "집"),
    ],
)
def test_slot_ends(text: str, cut: str) -> None:
    ends = set(slot_ends(text))
    assert "".join("|" * (i in ends) + char for i, char in enumerate(text)) == cut


def with_specials(tokenizer: Tokenizer, first: str, last: str) -> Subwords:
    ids = [(piece, tokenizer.token_to_id(piece)) for piece in (first, last)]
    tokenizer.post_processor = TemplateProcessing(single=f"{first} $A {last}", special_tokens=ids)
    return Subwords(tokenizer)


def unigram() -> Subwords:
    pieces = "<s> <pad> </s> <unk> ▁ ▁서울역까지 ▁서울역 까지 ▁시에 ▁시 에 시 ▁알람"
    scored = [(piece, -float(i)) for i, piece in enumerate(pieces.split(" "))]
    tokenizer = Tokenizer(Unigram(scored, 3, False))
    tokenizer.pre_tokenizer = Metaspace()
    return with_specials(tokenizer, "<s>", "</s>")


def wordpiece(words: str = "서울역까지 서울역 ##까지 시에 시 ##에 알람") -> Subwords:
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words.split()]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return with_specials(tokenizer, "[CLS]", "[SEP]")


@pytest.mark.parametrize("subwords", [unigram(), wordpiece()], ids=["unigram", "wordpiece"])
def test_a_noun_and_its_particle_are_two_pieces(subwords: Subwords) -> None:
    text = "서울역까지  시에 알람"
    pieces = subwords.cut(text)
    assert [text[a:b] for a, b in pieces.spans] == ["서울역", "까지", "시", "에", "알람"]
    assert pieces.word_starts == (True, False, True, False, True)
    names = [subwords.tokenizer.id_to_token(id_) for id_ in pieces.ids]
    assert not {"<unk>", "[UNK]"} & set(names)


def test_a_piece_without_parts_in_the_vocabulary_stays_whole() -> None:
    pieces = wordpiece("집에").cut("집에")
    assert (pieces.ids, pieces.spans) == ((4,), ((0, 2),))


@given(KOREAN)
def test_spans_lie_in_the_given_text_and_never_go_back(text: str) -> None:
    spans = unigram().cut(text).spans
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(a <= c for (a, _), (c, _) in itertools.pairwise(spans))


def test_a_word_too_long_to_be_one_is_cut_at_every_syllable() -> None:
    assert piece_ends("내일오후에회의잡아") == tuple(range(1, 9))
    assert piece_ends("나 새마을식당에 가") == slot_ends("나 새마을식당에 가") == (7,)
