"""Rewriting examples as recognisers write, with the slots carried over."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Slot, Utterance
from slu.training.written import apply_edits, written


class Always(random.Random):
    """A draw that always applies."""

    def random(self) -> float:
        return 0.0


@pytest.mark.parametrize(
    ("text", "slot", "expected", "expected_slot"),
    [
        ("오전 아홉 시 에 깨워줘", "오전 아홉 시", "오전 9시에 깨워줘", "오전 9시"),
        ("열두 시 삼십 분 에 알려줘", "열두 시 삼십 분", "12시 30분에 알려줘", "12시 30분"),
        ("서울 에서 만나", "서울", "서울에서 만나", "서울"),
        ("이십오분 뒤 알람", "이십오분 뒤", "25분 뒤 알람", "25분 뒤"),
        ("아이유 노래", "아이유", "아이유 노래", "아이유"),
        ("한 시간 뒤", "한 시간 뒤", "1시간 뒤", "1시간 뒤"),
        ("두 시상식", "두", "두 시상식", "두"),
    ],
)
def test_cases(text: str, slot: str, expected: str, expected_slot: str) -> None:
    start = text.index(slot)
    example = Utterance(text, "x", (Slot("s", start, start + len(slot), slot),))
    found = written(example, Always())
    assert found.text == expected
    assert found.slots[0].text == expected_slot
    assert found.text[found.slots[0].start : found.slots[0].end] == expected_slot


@given(st.text("가나다 ", min_size=1, max_size=12), st.data())
def test_edits_outside_a_slot_leave_its_text_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = [i for i in range(len(text)) if i < start or i >= end]
    chosen = sorted(data.draw(st.sets(st.sampled_from(places)) if places else st.just(set())))
    new = data.draw(st.sampled_from(["", "라", "라라"]))
    example = Utterance(text, "x", (Slot("s", start, end, text[start:end]),))
    found = apply_edits(example, [(i, i + 1, new) for i in chosen])
    assert found.slots[0].text == text[start:end]
    assert found.text == "".join(new if i in chosen else c for i, c in enumerate(text))
