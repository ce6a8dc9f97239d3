"""Listed cases of slot values (cases/values.tsv), several slots together, and the JSON schema."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Context, Slot
from slu.paths import ROOT
from slu.understanding.resolve import SLOT_KINDS, SlotKind, moment_of, resolve, resolve_all
from slu.values import (
    DateValue,
    MomentValue,
    TimeValue,
    json_schema,
    value_from_json,
    value_to_json,
)

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "values.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
NOW = dt.datetime(2026, 9, 29, 14, 30)  # a Tuesday


def context(now: dt.datetime = NOW, zone: str = "Asia/Seoul") -> Context:
    return Context(now, zone)


def slot(name: str, text: str) -> Slot:
    return Slot(name, 0, len(text), text)


@pytest.mark.parametrize(("now", "name", "text", "expected"), CASES)
def test_a_listed_text_means_its_value(now: str, name: str, text: str, expected: str) -> None:
    value = resolve(slot(name, text), context(dt.datetime.fromisoformat(now)))
    assert value == (None if expected == "null" else value_from_json(json.loads(expected)))


def test_the_list_is_long_and_holds_refusals() -> None:
    assert len({tuple(case[:3]) for case in CASES}) >= 650
    assert sum(expected == "null" for *_, expected in CASES) >= 50


def test_every_massive_slot_has_a_kind_and_no_other_is_named() -> None:
    assert len(SLOT_KINDS) == 55
    assert set(SLOT_KINDS.values()) == set(SlotKind)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ({"date": "내일", "timeofday": "아침", "time": "일곱 시"}, "2026-09-30T07:00"),
        ({"time": "일곱 시"}, "2026-09-29T19:00"),
        ({"time": "오전 아홉 시"}, "2026-09-30T09:00"),
        ({"date": "오늘", "time": "세 시"}, "2026-09-29T15:00"),
        ({"date": "내일", "time": "세 시부터 다섯 시까지"}, "2026-09-30T15:00"),
        ({"date": "내일", "time": "자정"}, "2026-10-01T00:00"),
        ({"date": "내일", "timeofday": "아침"}, "2026-09-30T07:00"),
        ({"date": "이번 주말", "time": "오전 아홉 시"}, "2026-10-03T09:00"),
        ({"date": "이번 주", "time": "오전 아홉 시"}, "2026-09-30T09:00"),
        ({"timeofday": "저녁", "time": "일곱시 반"}, "2026-09-29T19:30"),
        ({"timeofday": "오늘 밤", "time": "열두 시"}, "2026-09-30T00:00"),
        ({"timeofday": "오늘 밤", "time": "두 시"}, "2026-09-30T02:00"),
        ({"general_frequency": "매주 목요일", "time": "일곱 시"}, "2026-10-01T07:00"),
        ({"general_frequency": "매일 아침 여섯 시"}, "2026-09-30T06:00"),
        ({"general_frequency": "매달 말일", "time": "오후 한 시"}, "2026-09-30T13:00"),
        ({"time": "삼십 분 뒤"}, "2026-09-29T15:00"),
    ],
)
def test_slots_together_mean_one_moment(words: dict[str, str], at: str) -> None:
    slots = resolve_all([slot(name, text) for name, text in words.items()], context())
    found = moment_of(slots, context())
    assert found is not None
    assert found.at.isoformat(timespec="minutes") == f"{at}+09:00"


@pytest.mark.parametrize(
    "words", [{}, {"date": "내일"}, {"time": "십 분"}, {"general_frequency": "매주"}]
)
def test_without_a_time_of_day_there_is_no_moment(words: dict[str, str]) -> None:
    slots = resolve_all([slot(name, text) for name, text in words.items()], context())
    assert moment_of(slots, context()) is None


def test_values_of_earlier_turns_serve_without_their_words() -> None:
    slots = [
        Slot("date", 0, 0, "", DateValue(dt.date(2026, 10, 5))),
        Slot("time", 0, 0, "", TimeValue(dt.time(19), ambiguous=True)),
    ]
    found = moment_of(slots, context())
    assert found is not None
    assert found.at.isoformat() == "2026-10-05T07:00:00+09:00"
    assert found.ambiguous


def test_resolving_leaves_the_span_alone() -> None:
    given_slot = Slot("date", 3, 6, "내일은", confidence=0.5, role="출발")
    (resolved,) = resolve_all([given_slot], context())
    assert (resolved.start, resolved.end, resolved.text) == (3, 6, "내일은")
    assert (resolved.confidence, resolved.role) == (0.5, "출발")
    assert resolved.value == DateValue(dt.date(2026, 9, 30))


def test_the_zone_of_the_context_decides_the_day() -> None:
    late = dt.datetime(2026, 9, 29, 20, 0, tzinfo=dt.UTC)  # already the 30th in Seoul
    assert resolve(slot("date", "오늘"), context(late)) == DateValue(dt.date(2026, 9, 30))
    here = context(late, "America/New_York")
    assert resolve(slot("date", "오늘"), here) == DateValue(dt.date(2026, 9, 29))


def test_hours_pass_as_they_really_do_when_clocks_change() -> None:
    before = dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)  # 01:30 in New York, once more to come
    found = resolve(slot("time", "한 시간 뒤"), context(before, "America/New_York"))
    assert isinstance(found, MomentValue)
    assert found.at - before == dt.timedelta(hours=1)


@given(st.sampled_from(sorted(SLOT_KINDS)), st.text(max_size=20))
def test_any_text_gives_a_value_that_survives_json_or_none(name: str, text: str) -> None:
    value = resolve(slot(name, text), context())
    assert value is None or value_from_json(json.loads(json.dumps(value_to_json(value)))) == value


_WORDS = (
    "내일 아침 오후 두 세 시 반 분 뒤 전 부터 까지 매주 월요일 일 이 십 음력 9999년 32일 25시 "
    "다음 지난 주 99999달 두세 ~ 박 초 말 섣달 그믐 윤 겨울 분기 걸러 격 빼고 첫째 마지막 오늘 "
    "하루 종일 이맘때 사이 남은 나머지 추석 설 00:00 pm 0001년 2~1"
)


@given(
    st.sampled_from(["date", "time", "general_frequency", "currency_name"]),
    st.lists(st.sampled_from(_WORDS.split()), max_size=7),
    st.datetimes(min_value=dt.datetime(1, 1, 1), max_value=dt.datetime(9999, 12, 31)),
)
def test_time_words_in_any_order_never_raise(name: str, words: list[str], now: dt.datetime) -> None:
    for text in ("".join(words), " ".join(words)):
        value = resolve(slot(name, text), Context(now, "UTC"))
        assert value is None or value_from_json(value_to_json(value)) == value


def test_the_published_schema_is_the_values_own() -> None:
    published = json.loads((ROOT / "docs" / "values.schema.json").read_text("utf-8"))
    assert published == json_schema()


@pytest.mark.parametrize(
    ("part", "time", "expected"),
    [
        ("아침", "일곱 시에", "07:00:00"),
        ("저녁", "7시", "19:00:00"),
        ("새벽", "두 시", "02:00:00"),
        ("밤", "열두 시", "00:00:00"),
        ("아침", "오후 일곱 시", "19:00:00"),
    ],
)
def test_a_part_of_the_day_settles_the_time_beside_it(part: str, time: str, expected: str) -> None:
    slots = (
        Slot("timeofday", 0, len(part), part),
        Slot("time", len(part) + 1, len(part) + 1 + len(time), time),
    )
    found = resolve_all(slots, Context(dt.datetime(2026, 11, 21, 10)))[1].value
    assert isinstance(found, TimeValue)
    assert (found.time.isoformat(), found.ambiguous) == (expected, False)
