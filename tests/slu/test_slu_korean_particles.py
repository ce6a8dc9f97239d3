"""Particles: the form that fits a word, and taking them off a slot's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.last_sound import Sound, last_sound
from slu.korean.particles import PARTICLES, attach, strip

_CLOSED = ["10", "100", "1,000", "10000", "100000000", "3", "6", "20:30", "3kg", "KBN", "iPhone"]
_CLOSED += [
    "facebook",
    "internet",
    "부산",
    "(부산)",
    "‘부산’",
    "부산😀",
    "부산(도시)",
    "₩5000",
    "010-1234-5670",
]
_CLOSED += ["app", "New York", "T1", "G7", "K-pop", "H&M"]
_CLOSED += ["1억", "CJ ENM", "“책”", "5∼6", "www.naver.com", "100만"]
_RIEUL = [
    "12/25",
    "3/4",
    "①",
    "010-1234-5678",
    "서울",
    "여덟",
    "열여덟",
    "Google",
    "1월 2일",
    "Seoul",
    "file",
    "hotel",
    "3월 1일(토)",
    "1",
    "7",
    "8",
    "LG전철",
    "HTML",
    "apple",
    "gmail",
    "서울(수도)",
    "2026-11-21",
]
_VOWEL = ["MP3", "GPT-3", "PS5", "SM6", "2/50", "AT&T", "C++", "Wi-Fi", "YouTube", "36.5°C", "-5"]
_VOWEL += [
    "나무",
    "2",
    "4",
    "5",
    "0.5",
    "7:00",
    "50%",
    "23℃",
    "5km",
    "KBS",
    "k. b. s.",
    "LG",
    "$10",
]
_VOWEL += ["spotify", "netflix", "note", "부산(항구도시)의 바다", "A4", "1000000000000"]


@pytest.mark.parametrize(
    ("word", "sound"),
    [(word, Sound.CONSONANT) for word in _CLOSED]
    + [(word, Sound.RIEUL) for word in _RIEUL]
    + [(word, Sound.VOWEL) for word in _VOWEL],
)
def test_a_word_ends_as_it_is_read_aloud(word: str, sound: Sound) -> None:
    assert last_sound(word) is sound


@pytest.mark.parametrize(
    ("word", "particle", "result"),
    [
        ("부산", "은", "부산은"),
        ("제주", "은", "제주는"),
        ("서울", "으로", "서울로"),
        ("부산", "로", "부산으로"),
        ("현주", "이", "현주가"),
        ("수현", "가", "수현이"),
        ("책", "를", "책을"),
        ("나무", "과", "나무와"),
        ("지은", "야", "지은아"),
        ("우유", "이나", "우유나"),
        ("빵", "랑", "빵이랑"),
        ("7시", "이에요", "7시예요"),
        ("열 명", "예요", "열 명이에요"),
        ("서울", "이라고", "서울이라고"),
        ("길", "으로부터", "길로부터"),
        ("집", "에서", "집에서"),
        ("50%", "으로", "50%로"),
        ("KBS", "을", "KBS를"),
    ],
)
def test_the_fitting_form_is_attached(word: str, particle: str, result: str) -> None:
    assert attach(word, particle) == result


def test_an_unknown_particle_is_refused() -> None:
    with pytest.raises(ValueError, match="ㅁㅁ"):
        attach("서울", "ㅁㅁ")


@given(st.text(max_size=12), st.sampled_from(sorted(PARTICLES)))
def test_either_form_gives_the_same_and_the_word_stays(word: str, form: str) -> None:
    particle = PARTICLES[form]
    assert attach(word, form) == word + particle.after(last_sound(word))
    if PARTICLES[particle.open] is particle:
        assert attach(word, form) == attach(word, particle.open)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("오후 다섯 시에", "오후 다섯 시"),
        ("다섯 시 에", "다섯 시"),
        ("현주가", "현주"),
        ("현주의", "현주"),
        ("수현이랑", "수현"),
        ("수현과의", "수현"),
        ("지현에게만", "지현"),
        ("재환이", "재환"),
        ("미국의", "미국"),
        ("집에서", "집"),
        ("서울로", "서울"),
        ("회의를", "회의"),
        ("제주도에도", "제주도"),
        ("사과는", "사과"),
        ("7시에!", "7시"),
        ("최대로", "최대"),
        ("제주도로", "제주도"),
        ("카카오는", "카카오"),
        ("교회의", "교회"),
        ("아기와", "아기"),
    ],
)
def test_particles_are_taken_off(text: str, left: str) -> None:
    assert strip(text) == left


_NOUNS = (
    "바나나 고양이 호랑이 떡볶이 쌍둥이 제주도 강원도 고속도로 강남대로 을지로 종로 사과 치과 "
    "산부인과 회의 화상회의 민주주의 휴가 여름휴가 작가 만화가 첫사랑 대만 차가 러시아 들국화 "
    "마을 은 에"
)


@pytest.mark.parametrize("noun", [*_NOUNS.split(), "k. b. s.", "오만과 편견"])
def test_nouns_that_end_like_particles_stay(noun: str) -> None:
    assert strip(noun) == noun


@given(st.text(alphabet="가나다서울산은는이의에도로만과 ", max_size=10))
def test_what_is_left_begins_the_text_and_is_never_empty(text: str) -> None:
    left = strip(text)
    assert text.strip().startswith(left)
    assert bool(left) == bool(text.strip())
