"""Values as they are said."""

from __future__ import annotations

import datetime as dt

import pytest
from conversation_kit import NOW

from dialog.saying import say, say_duration, say_moment, say_time
from slu.values import (
    DateValue,
    MoneyValue,
    NumberValue,
    RangeValue,
    RecurrenceValue,
    TimeValue,
    Value,
)

SAID: list[tuple[Value, str]] = [
    (DateValue(dt.date(2026, 11, 21)), "11월 21일 토요일"),
    (TimeValue(dt.time(19, 5)), "오후 7시 5분"),
    (RangeValue(TimeValue(dt.time(9)), TimeValue(dt.time(12))), "오전 9시부터 낮 12시까지"),
    (RecurrenceValue("FREQ=WEEKLY;BYDAY=MO,WE", dt.time(7)), "매주 월, 수요일 오전 7시"),
    (RecurrenceValue("FREQ=DAILY"), "매일"),
    (RecurrenceValue("FREQ=WEEKLY;INTERVAL=2"), "2주마다"),
    (NumberValue(1234, "명"), "1,234명"),
    (NumberValue(0.5, "%"), "0.5%"),
    (MoneyValue("USD", 3), "3달러"),
    (MoneyValue("KRW"), "원"),
]


@pytest.mark.parametrize(("value", "said"), SAID)
def test_values(value: Value, said: str) -> None:
    assert say(value) == said


def test_times_and_lengths() -> None:
    assert [say_time(dt.time(hour)) for hour in (0, 1, 12, 13)] == [
        "밤 12시",
        "오전 1시",
        "낮 12시",
        "오후 1시",
    ]
    assert say_duration(5400) == "1시간 30분"
    assert say_duration(0) == "0초"


def test_near_days_by_name() -> None:
    day = dt.timedelta(days=1)
    said = [say_moment(NOW + n * day, NOW) for n in (0, 1, 3, 365)]
    assert said == [
        "오늘 오후 9시",
        "내일 오후 9시",
        "3월 5일 목요일 오후 9시",
        "2027년 3월 2일 화요일 오후 9시",
    ]
