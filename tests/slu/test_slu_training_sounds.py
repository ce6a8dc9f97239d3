"""Misheard words: which ones come up, that they sound as they should, and that slots stay."""

import random
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise_kit import example, marked, sentences

from slu.core import Utterance
from slu.korean.jamo import is_syllable
from slu.korean.pronunciation import pronounce
from slu.training.noise import PROFILES
from slu.training.noise.sounds import _as_spoken, _meetings, _nearly, _spelled_otherwise, sounds


def seen(way, text: str, tries: int = 300) -> set[str]:
    return {way(text, random.Random(seed)) for seed in range(tries)}


def test_words_as_they_are_spoken() -> None:
    assert seen(_as_spoken, "같이 협력을 해") == {"가치 협력을 해", "같이 혐녀글 해"}
    assert seen(_as_spoken, "나무") == {"나무"}


def test_words_that_sound_the_same() -> None:
    assert "남우" in seen(_spelled_otherwise, "나무")
    assert seen(_spelled_otherwise, "모레") >= {"모래", "몰에"}
    assert seen(_spelled_otherwise, "불 ok") == {"불 ok"}
    assert "국물" in _meetings("궁물")


def test_near_sounds() -> None:
    assert seen(_nearly, "불") >= {"뿔", "풀", "물", "볼", "블", "부", "분"}
    assert all(len(each) == 1 for each in seen(_nearly, "불"))


def test_a_slot_takes_what_falls_into_it_and_keeps_its_place() -> None:
    given_ = example("[time : 일곱 시] 에 [house_place : 부엌] 불 꺼 줘")
    found = {marked(sounds(given_, random.Random(seed))) for seed in range(300)}
    assert "[time : 일곱 시] 에 [house_place : 부억] 불 꺼 줘" in found
    assert all(text.count("[time : ") == 1 for text in found)


@settings(max_examples=60)
@given(sentences(), st.integers(0, 99))
def test_a_syllable_for_a_syllable(given_: Utterance, seed: int) -> None:
    found = sounds(given_, random.Random(seed))
    assert len(found.text) == len(given_.text)
    assert [(s.name, s.start, s.end) for s in found.slots] == [
        (s.name, s.start, s.end) for s in given_.slots
    ]
    for old, new in zip(given_.text, found.text, strict=True):
        assert old == new or (is_syllable(old) and is_syllable(new))
    assert sum(map(str.__ne__, given_.text, found.text)) <= 6 * (1 + len(given_.text) // 10)


@settings(max_examples=60)
@given(
    st.text("가나다라마바사아자차하값닭옷꽃있없같좋는을이에서", min_size=1, max_size=6),
    st.integers(0, 9),
)
def test_what_sounds_the_same_is_spoken_the_same(word: str, seed: int) -> None:
    found = _spelled_otherwise(word, random.Random(seed))
    heard, said = (normalize("NFD", pronounce(each)) for each in (found, word))
    assert heard.replace("\u1162", "\u1166") == said.replace("\u1162", "\u1166")  # ㅐ, ㅔ


def test_without_hangul_nothing_is_heard() -> None:
    assert sounds(Utterance("ok 7:30"), random.Random(0)) == Utterance("ok 7:30")


@pytest.mark.parametrize("text", ["불", "내일 아침 일곱 시에 깨워 줘"])
def test_it_is_a_profile_that_changes_something_mostly(text: str) -> None:
    found = [PROFILES["sounds"](Utterance(text), random.Random(seed)).text for seed in range(50)]
    assert sum(each != text for each in found) >= 48
