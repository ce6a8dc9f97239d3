"""Misheard words and the known ones they stand for; distances by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Context, Slot
from slu.korean.alike import distance, meant, one_form
from slu.understanding.resolve import resolve
from slu.values import NameValue

NAMES = "거실 부엌 안방 앞방 침실 욕실 화장실 현관 베란다 작은방 아이방 복도 차고 방"
ROOMS = {room: room for room in NAMES.split()} | {"발코니": "베란다"}
COLOURS = {"파란색": "파란색", "파랑": "파란색", "빨간색": "빨간색", "빨강": "빨간색"}
PEOPLE = {name: name for name in ("김민수", "이영희", "박지훈", "정유진", "엄마")}
PLACES = {
    name: name
    for name in ("부산", "서울", "울산", "강릉", "뉴욕", "국립 박물관", "일번 국도", "2층")
}


@pytest.mark.parametrize(
    ("words", "said", "name"),
    [
        (ROOMS, "거실", "거실"),
        (ROOMS, "가실", "거실"),
        (ROOMS, "고실에", "거실"),
        (ROOMS, "거질", "거실"),
        (ROOMS, "부억", "부엌"),
        (ROOMS, "배란다", "베란다"),
        (ROOMS, "발꼬니", "베란다"),
        (ROOMS, "화장시", "화장실"),
        (ROOMS, "친실", "침실"),
        (ROOMS, "형관", "현관"),
        (ROOMS, "복또", "복도"),
        (ROOMS, "작은 방의", "작은방"),
        (ROOMS, "자근 방", "작은방"),
        (ROOMS, "방", "방"),
        (ROOMS, "밤", None),  # too short to guess
        (ROOMS, "악방", None),  # 안방 or 앞방
        (ROOMS, "사무실", None),
        (ROOMS, "미장실", None),
        (ROOMS, "", None),
        (COLOURS, "팔간색", "빨간색"),
        (COLOURS, "바란색", "파란색"),
        (COLOURS, "빨강", "빨간색"),
        (COLOURS, "보라색", None),
        (PEOPLE, "김밍수", "김민수"),
        (PEOPLE, "이영히", "이영희"),
        (PEOPLE, "박찌훈", "박지훈"),
        (PEOPLE, "정우진", "정유진"),
        (PEOPLE, "김철수", None),
        (PEOPLE, "엄마한테", "엄마"),
        (PLACES, "부상", "부산"),
        (PLACES, "뉴역", "뉴욕"),
        (PLACES, "강능에서", "강릉"),
        (PLACES, "궁닙 방물관", "국립 박물관"),
        (PLACES, "대구", None),
        (PLACES, "칠 번 국도", None),
        (PLACES, "이 층", "2층"),
        (PLACES, "삼 층", None),
        ({}, "거실", None),
    ],
)
def test_what_was_heard_means_what_is_known(
    words: dict[str, str], said: str, name: str | None
) -> None:
    assert meant(said, words) == name


def test_a_slot_with_words_of_its_own_is_the_name_they_stand_for() -> None:
    context = Context(
        dt.datetime(2026, 11, 21), vocabulary={"house_place": ROOMS, "mood": {"신나는": "신나는"}}
    )
    for name, text, value in (
        ("house_place", "가실에", NameValue("거실", "house_place")),
        ("house_place", "옥상에", NameValue("옥상", "house_place")),
        ("person", "가실", NameValue("가실", "person")),
        ("mood", "씬나는", NameValue("신나는", "mood")),
    ):
        assert resolve(Slot(name, 0, len(text), text), context) == value


def test_distances_by_hand() -> None:
    assert distance("거실", "거실") == 0
    assert distance("거실", "가실") == 0.5  # ㅓ and ㅏ
    assert distance("부엌", "부억") == 0  # said alike
    assert distance("베란다", "배란다") == pytest.approx(0.1)
    assert distance("실", "시") == 1  # ㄹ left out
    assert distance("은행", "으냉") == 0.5  # ㅎ left out
    assert distance("", "가") == 2


syllables = st.text("가개나마바사아어오우이기각간갓값강하허1a ", max_size=6)


@given(syllables, syllables)
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert 0 <= distance(one, other) <= distance(one, "") + distance(other, "")


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=5))
def test_any_text_stands_for_a_known_name_or_none(said: str, words: list[str]) -> None:
    names = {word: word for word in words}
    assert meant(said, names) in {None, *words}
    assert meant(said, {said: "x"} | dict.fromkeys(words, "x")) == ("x" if one_form(said) else None)
