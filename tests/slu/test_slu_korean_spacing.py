"""Spacing anew: only spaces change, the way back stays, and one sentence has one look."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from slu.korean.normalise import normalise
from slu.korean.spacing import Spacing, respaced, space_all
from slu.korean.subwords import Subwords

SYLLABLES = "가나다거실불꺼줘일곱시에서울의날씨ㅋ7a. "


def spaced(text: str) -> str:
    return space_all([normalise(text)], Spacing.KIWI)[0].normalised.text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("거실불꺼줘", "거실 불 꺼 줘"),
        ("내일 아침 일곱 시 에 깨워 줘", "내일 아침 일곱 시에 깨워 줘"),
        ("부산가는케이티엑스표두장예매해줘", "부산 가는 케이티엑스 표 두 장 예매해 줘"),
        ("서울 의 날씨", "서울의 날씨"),
        ("", ""),
        ("hello world", "hello world"),
    ],
)
def test_kiwi_puts_spaces_where_they_belong(given_text: str, expected: str) -> None:
    assert spaced(given_text) == expected


def test_by_hand() -> None:
    """일곱 시 에깨워 as 일곱 시에 깨워: before 에 a space went, before 깨 one came."""
    found = respaced(normalise("일곱 시 에깨워"), "일곱 시에 깨워")
    assert found.normalised.text == "일곱 시에 깨워"
    assert found.normalised.origins == (
        (0, 1), (1, 2), (2, 2), (3, 4), (5, 6), (6, 6), (6, 7), (7, 8),
    )  # fmt: skip
    assert found.changed == {4, 6}
    assert found.joined == {4}


@pytest.mark.parametrize("other", ["거실 불 켜", "거실", "거실 불 꺼 줘"])
def test_a_text_with_other_characters_is_not_taken(other: str) -> None:
    given_text = normalise("거실불꺼")
    assert respaced(given_text, other).normalised is given_text


@settings(deadline=None)
@given(st.text(SYLLABLES, max_size=30))
def test_only_spaces_change(text: str) -> None:
    plain = normalise(text)
    found = space_all([plain], Spacing.KIWI)[0]
    assert found.normalised.text.replace(" ", "") == plain.text.replace(" ", "")
    assert len(found.normalised.origins) == len(found.normalised.text)
    for char, (start, end) in zip(found.normalised.text, found.normalised.origins, strict=True):
        assert char == " " or char in normalise(text[start:end]).text
    assert found.joined <= found.changed
    assert space_all([plain], Spacing.GIVEN)[0].normalised is plain


@settings(deadline=None)
@given(st.text(SYLLABLES, max_size=20), st.randoms())
def test_changed_places_tell_how_it_was_written(text: str, dice) -> None:
    """The spacing as given can be had back from the new one and its changes."""
    plain = normalise(text)
    letters = plain.text.replace(" ", "")
    other = "".join(c + (" " if dice.random() < 0.3 else "") for c in letters).strip()
    found = respaced(plain, other)
    again = ""
    for place, char in enumerate(found.normalised.text):
        if char == " ":
            continue
        apart = place > 0 and found.normalised.text[place - 1] == " "
        again += (" " if apart != (place in found.changed) else "") + char
    assert again == plain.text


def subwords(spacing: Spacing) -> Subwords:
    letters = dict.fromkeys(SYLLABLES.replace(" ", ""))
    begins = ["▁" + letter for letter in letters]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁시에", *letters, *begins]
    scores = [(piece, -float(i)) for i, piece in enumerate(pieces)]
    tokenizer = Tokenizer(Unigram(scores, 3, False))
    tokenizer.pre_tokenizer = Metaspace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return Subwords(tokenizer, spacing)


def test_pieces_are_the_same_however_a_text_is_spaced() -> None:
    cut = subwords(Spacing.KIWI).cut
    rows = [cut(text) for text in ("거실 불 꺼 줘", "거실불꺼줘", "거실불 꺼줘")]
    assert len({row.ids for row in rows}) == 1
    assert len({row.word_starts for row in rows}) == 1
    assert [sum(row.respaced) for row in rows] == [0, 3, 2]


def test_a_slot_may_end_where_the_writer_had_a_space() -> None:
    text = "일곱 시 에"
    cut = subwords(Spacing.KIWI).cut(text)
    assert [text[a:b] for a, b in cut.spans if text[a:b].strip()] == ["일", "곱", "시", "에"]
    assert cut.respaced[-1]
    assert not cut.word_starts[-1]
    assert not any(subwords(Spacing.GIVEN).cut(text).respaced)
