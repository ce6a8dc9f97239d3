"""Syllables apart and together, against Unicode's own decomposition."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.jamo import Syllable, is_syllable, take_apart


@given(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))
def test_round_trip_and_unicode(char: str) -> None:
    syllable = take_apart(char)
    assert str(syllable) == char
    names = [unicodedata.name(jamo).split()[-1] for jamo in unicodedata.normalize("NFD", char)]
    letters = [syllable.lead, syllable.vowel, *([syllable.final] if syllable.final else [])]
    ours = [unicodedata.name(letter).split()[-1] for letter in letters]
    assert ours[1:] == names[1:]
    assert ours[0] == names[0]


def test_by_hand() -> None:
    assert take_apart("밖") == Syllable("ㅂ", "ㅏ", "ㄲ")
    assert str(Syllable("ㄷ", "ㅙ")) == "돼"


@pytest.mark.parametrize("char", ["a", "ㄱ", "ㅏ", "", "가나"])
def test_what_is_no_syllable(char: str) -> None:
    assert not is_syllable(char)
    with pytest.raises(ValueError, match="음절"):
        take_apart(char)
