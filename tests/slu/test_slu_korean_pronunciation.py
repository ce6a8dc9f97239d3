"""Pronunciation: the standard's articles, case by case, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.jamo import is_syllable, take_apart
from slu.korean.pronunciation import pronounce

CASES = Path(__file__).with_name("cases") / "pronounced.tsv"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [line.split("\t")[1:] for line in CASES.read_text("utf-8").splitlines()[1:]],
)
def test_words(written, spoken):
    assert pronounce(written) == spoken


def test_spaces_and_other_signs_stay_and_stop_every_rule():
    assert pronounce("값이 10원, 꽃 ㅋㅋ a같이!") == "갑씨 10원, 꼳 ㅋㅋ a가치!"
    assert pronounce("옷 안") == "옫 안"
    assert pronounce("") == ""


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from(" a1")))
def test_a_syllable_for_a_syllable_and_only_seven_ends(text):
    spoken = pronounce(text)
    assert len(spoken) == len(text)
    for before, after in zip(text, spoken, strict=True):
        assert is_syllable(before) == is_syllable(after)
        if is_syllable(after):
            assert take_apart(after).final in ("", *"ㄱㄴㄷㄹㅁㅂㅇ")


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8))
def test_what_is_spoken_reads_as_it_sounds(text):
    """Speaking what was written down by ear changes nothing but what its new letters bring about:
    after at most a few rounds it is at rest."""
    for _ in range(len(text) + 2):
        text, before = pronounce(text), text
    assert text == before
