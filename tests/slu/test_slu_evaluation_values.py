"""Values: listed pairs (cases/same_values.tsv), the sentence around, and the figures by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Slot, Utterance
from slu.evaluation.metrics import evaluate
from slu.evaluation.values import MOMENT, evaluate_values, same_value
from slu.korean.alike import one_form
from slu.korean.spoken import to_spoken
from slu.understanding.resolve import SLOT_KINDS, resolve_all

PAIRS = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "same_values.tsv").read_text("utf-8").split("\n")
    if line and not line.startswith("#")
]


def slot(name: str, text: str, at: int = 0) -> Slot:
    return resolve_all([Slot(name, at, at + len(text), text)], MOMENT)[0]


@pytest.mark.parametrize(("kind", "name", "text", "other"), PAIRS)
def test_listed_pairs(kind: str, name: str, text: str, other: str) -> None:
    ours, theirs = slot(name, text), slot(name, other)
    assert same_value(ours, theirs) == (kind == "same"), (ours.value, theirs.value)
    assert same_value(theirs, ours) == (kind == "same")


def test_another_name_is_another_value() -> None:
    assert not same_value(slot("date", "내일"), slot("time", "내일"))


def test_what_stands_beside_a_time_decides_which_it_is() -> None:
    evening = resolve_all([Slot("timeofday", 0, 2, "저녁"), Slot("time", 3, 7, "7시 반")], MOMENT)
    assert same_value(evening[1], slot("time", "19:30"))
    assert not same_value(evening[1], slot("time", "7:30 am"))


names = st.sampled_from([*SLOT_KINDS, "내 슬롯"])


@given(names, st.text(min_size=1, max_size=12).filter(str.strip))
def test_a_slot_is_the_same_as_itself_without_spaces(name: str, text: str) -> None:
    assert same_value(slot(name, text), slot(name, text)) or not one_form(text)


@given(st.times(), st.booleans())
def test_a_clock_and_its_words_are_the_same(time: dt.time, tight: bool) -> None:
    written = f"{time.hour}시 {time.minute}분"
    said = to_spoken(written).text
    said = said.replace(" ", "") if tight else said
    assert same_value(slot("time", written), slot("time", said))


@given(st.integers(10, 10**8), st.sampled_from(["원", "%", "명"]))
def test_amounts_and_their_words_are_the_same(number: int, unit: str) -> None:
    said = to_spoken(f"{number}{unit}").text
    for name in ("currency_name", "change_amount", "definition_word"):
        assert same_value(slot(name, f"{number:,}{unit}"), slot(name, said))


def said(text: str, intent: str, *slots: tuple[str, str]) -> Utterance:
    found = tuple(
        Slot(name, text.find(part), text.find(part) + len(part), part) for name, part in slots
    )
    return Utterance(text, intent, found)


def test_figures_by_hand() -> None:
    gold = [
        said("내일 일곱 시에", "alarm_set", ("date", "내일"), ("time", "일곱 시")),
        said("거실 불", "iot_hue_lighton", ("house_place", "거실")),
        said("김 민수 김 민수", "x", ("person", "김 민수"), ("person", "김 민수")),
        said("안녕", "general_greet"),
    ]
    found = [
        said("내일 7시에", "alarm_set", ("date", "내일"), ("time", "7시에")),
        said("가실 불", "iot_hue_lighton", ("house_place", "가실")),
        said("김민수 김민수", "x", ("person", "김민수")),
        said("안녕", "general_quirky"),
    ]
    result = evaluate_values(gold, found)
    assert result.slot_f1.value == pytest.approx(2 * 3 / (5 + 4))
    assert result.exact_match.value == 1 / 4
    assert result.slot_f1.low <= result.slot_f1.value <= result.slot_f1.high


def test_right_spans_are_right_values() -> None:
    gold = [said(text, "x", ("time", text)) for text in ("일곱 시", "아무 때", "7일 일곱 시쯤에")]
    assert evaluate(gold, gold).slot_f1.value == 1
    assert evaluate_values(gold, gold).slot_f1.value == 1
    assert evaluate_values(gold[:1], [Utterance("일곱 시", "x")]).slot_f1.value == 0
