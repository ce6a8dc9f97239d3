"""Morning or afternoon by the words around a time, through the slots of whole sentences."""

from __future__ import annotations

import datetime as dt

import pytest

from slu.core import Context, Slot
from slu.understanding.half_day import likely_reading
from slu.understanding.resolve import moment_of, resolve_all
from slu.values import MomentValue, RangeValue, RecurrenceValue, TimeValue

TEN, TWENTY = dt.datetime(2026, 9, 29, 10), dt.datetime(2026, 9, 29, 20)


def _resolved(text: str, words: str, now: dt.datetime, name: str = "time") -> Slot:
    start = text.index(words)
    slot = Slot(name, start, start + len(words), words)
    return resolve_all([slot], Context(now), text)[0]


@pytest.mark.parametrize(
    ("text", "words", "now", "expected"),
    [
        ("7시에 깨워 줘", "7시에", TWENTY, "07:00"),
        ("7시에 깨워 줘", "7시에", TEN, "07:00"),
        ("열한 시에 깨워 줘", "열한 시에", TEN, "11:00?"),  # within the hour: a nap
        ("여섯 시 반 기상 알람", "여섯 시 반", TEN, "06:30"),
        ("저녁 약속 7시", "7시", TWENTY, "19:00"),
        ("7시 저녁 약속", "7시", TEN, "19:00"),
        ("12시에 점심 약속", "12시에", TEN, "12:00"),
        ("8시에 친구랑 모임", "8시에", TEN, "20:00"),
        ("세 시 치과 예약", "세 시", TWENTY, "15:00"),
        ("9시 회의", "9시", TWENTY, "09:00"),
        ("7시 회의", "7시", TEN, "19:00?"),
        ("7시에 알려 줘", "7시에", TEN, "19:00?"),
        ("아침 먹고 3시에 알려 줘", "3시에", TEN, "15:00?"),
        ("오전 9시 회의를 3시로 바꿔", "3시로", TEN, "15:00"),
        ("밤 산책 10시", "10시", TEN, "22:00"),
        ("11시에 자라고 해 줘", "11시에", TEN, "23:00"),
        ("볼륨 낮춰서 5시에 틀어", "5시에", TEN, "17:00?"),
        ("아침 회의 저녁 모임 7시", "7시", TEN, "19:00?"),  # the words disagree
    ],
)
def test_words_around_a_time_settle_it(
    text: str, words: str, now: dt.datetime, expected: str
) -> None:
    value = _resolved(text, words, now).value
    assert isinstance(value, TimeValue)
    assert f"{value.time:%H:%M}{'?' if value.ambiguous else ''}" == expected


def test_moments_spans_and_repetitions_are_settled_too() -> None:
    tomorrow = _resolved("내일 7시 저녁 약속", "내일 7시", TEN).value
    assert isinstance(tomorrow, MomentValue)
    assert (tomorrow.at.isoformat()[:16], tomorrow.ambiguous) == ("2026-09-30T19:00", False)
    span = _resolved("7시부터 9시까지 저녁 모임", "7시부터 9시까지", TEN).value
    assert span == RangeValue(TimeValue(dt.time(19)), TimeValue(dt.time(21)))
    dinner = _resolved("내일 7시부터 9시까지 저녁 모임", "내일 7시부터 9시까지", TEN).value
    assert isinstance(dinner, RangeValue)
    assert isinstance(dinner.start, MomentValue)
    assert isinstance(dinner.end, MomentValue)
    assert (dinner.start.at.hour, dinner.end.at.hour) == (19, 21)
    daily = _resolved("매일 10시에 자라고 해 줘", "매일 10시에", TEN, "general_frequency").value
    assert daily == RecurrenceValue("FREQ=DAILY", dt.time(22))


def test_a_moment_still_to_come_is_not_moved_into_the_past() -> None:
    today = _resolved("오늘 7시에 깨워 줘", "오늘 7시에", TEN).value
    assert isinstance(today, MomentValue)
    assert (today.at.hour, today.ambiguous) == (19, True)


def test_a_settled_time_stays_so_in_its_moment() -> None:
    slot = _resolved("7시에 깨워 줘", "7시에", TEN)
    found = moment_of([slot], Context(TEN))
    assert found is not None
    assert (found.at.isoformat()[:16], found.ambiguous) == ("2026-09-30T07:00", False)


@pytest.mark.parametrize(
    ("part", "time", "expected"),
    [("오전", "세 시", 3), ("오후", "열한 시", 23), ("오후", "두 시", 14), ("오전", "열두 시", 0)],
)
def test_the_halves_of_the_day_hold_any_of_their_hours(part: str, time: str, expected: int) -> None:
    slots = [Slot("timeofday", 0, 2, part), Slot("time", 3, 3 + len(time), time)]
    value = resolve_all(slots, Context(TEN))[1].value
    assert value == TimeValue(dt.time(expected))


def test_a_doubtful_repetition_is_at_its_usual_time_whatever_comes_first_today() -> None:
    slots = [Slot("general_frequency", 0, 2, "매일"), Slot("time", 3, 5, "7시")]
    found = moment_of(resolve_all(slots, Context(TEN)), Context(TEN))
    assert found is not None
    assert (found.at.isoformat()[:16], found.ambiguous) == ("2026-09-30T07:00", True)


def test_without_words_nothing_is_decided() -> None:
    now = TEN.replace(tzinfo=dt.UTC)
    assert likely_reading(dt.time(7), "", now) is None
    assert likely_reading(dt.time(7), "아침", now) == dt.time(7)
    assert likely_reading(dt.time(19), "아침", now) == dt.time(7)
