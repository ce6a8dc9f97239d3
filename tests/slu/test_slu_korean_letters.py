"""Words in letters and back: by hand, and nothing is lost of any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.letters import FILLER, spell, unspell

JAMO = "".join(map(chr, range(0x3131, 0x3164)))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("아이", "ㅇㅏ-ㅇㅣ-"),
        ("밖", "ㅂㅏㄲ"),
        ("값이", "ㄱㅏㅄㅇㅣ-"),
        ("ㅋㅋ", "ㅋ--ㅋ--"),
        ("ㅠ", "-ㅠ-"),
        ("ㅄ", "--ㅄ"),
        ("3시", "3ㅅㅣ-"),
        ("e-메일", "e-ㅁㅔ-ㅇㅣㄹ"),
        ("", ""),
    ],
)
def test_by_hand(text, letters):
    assert spell(text) == letters
    assert unspell(letters) == text


@given(st.text(st.sampled_from("가각밖뷁힣-ㄱㅏㄳㅄㅠa 1") | st.sampled_from(JAMO)) | st.text())
def test_any_text_comes_back(text):
    assert unspell(spell(text)) == text


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_every_syllable_is_three_letters(text):
    letters = spell(text)
    assert len(letters) == 3 * len(text)
    assert set(letters) <= {*JAMO, FILLER}
