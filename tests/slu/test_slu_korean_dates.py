"""The parts of reading times: figures for spelled-out numbers, clocks, lengths, repetitions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Context
from slu.korean.clock import find_clock, find_part
from slu.korean.dates import resolve_time
from slu.korean.days import read_days
from slu.korean.lengths import Length, read_length
from slu.korean.numbers import read_native, read_sino
from slu.korean.recurrence import read_rule
from slu.korean.time_figures import with_figures
from slu.values import DateValue, MomentValue, TimeValue

NOW = dt.datetime(2026, 9, 29, 14, 30)
CONTEXT = Context(NOW)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("이천십칠 년 이 월 일 일", "2017년 2월 1일"),
        ("이천 십 칠년 삼월 삼십 일일", "2017년 3월 31일"),
        ("이공이육년 오월", "2026년 5월"),
        ("수요일 일곱 시", "수요일 7시"),
        ("매일 일곱시", "매일 7시"),
        ("유월 시월", "6월 10월"),
        ("두 시 월요일", "2시 월요일"),
        ("엊저녁", "어제 저녁"),
        ("십이월 이십오 일 두 시 십칠 분", "12월 25일 2시 17분"),
        ("다음 이 주간", "다음 2주간"),
        ("이 시간", "이 시간"),
        ("이 주", "이 주"),
        ("오늘밤 열 두시", "오늘 밤 12시"),
        ("두 번째 토요일", "두 번째 토요일"),
    ],
)
def test_only_numbers_of_time_become_figures(text: str, written: str) -> None:
    assert with_figures(text) == written


@given(st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2999, 12, 31)), st.booleans())
def test_any_date_spelled_out_is_that_date(day: dt.date, spaced: bool) -> None:
    gap = " " if spaced else ""
    text = " ".join(
        f"{read_sino(number)}{gap}{unit}"
        for number, unit in ((day.year, "년"), (day.month, "월"), (day.day, "일"))
    )
    assert resolve_time(text, CONTEXT) == DateValue(day)


@given(st.integers(1, 11), st.integers(1, 59), st.sampled_from(["오전", "오후"]))
def test_any_time_spelled_out_is_that_time(hour: int, minute: int, half: str) -> None:
    said = f"{half} {read_native(hour, counting=True)} 시 {read_sino(minute)} 분"
    expected = dt.time(hour + (12 if half == "오후" else 0), minute)
    assert resolve_time(said, CONTEXT) == TimeValue(expected)


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)), st.integers(1, 12))
def test_a_time_without_half_of_day_is_the_next_to_come(now: dt.datetime, hour: int) -> None:
    value = resolve_time(f"{hour}시", Context(now, "UTC"))
    assert isinstance(value, TimeValue)
    assert value.ambiguous
    assert value.time.hour % 12 == hour % 12
    then = now.replace(hour=value.time.hour, minute=0, second=0, microsecond=0)
    wait = then - now if then > now else then + dt.timedelta(days=1) - now
    assert dt.timedelta(0) < wait <= dt.timedelta(hours=12)


@given(st.integers(1, 600))
def test_minutes_from_now_are_counted_from_now(minutes: int) -> None:
    value = resolve_time(f"{read_sino(minutes)} 분 뒤", CONTEXT)
    assert value == MomentValue(CONTEXT.now + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("3시", ["03:00", "15:00"]),
        ("12시", ["00:00", "12:00"]),
        ("12시 5분 전", ["11:55", "23:55"]),
        ("오전 12시", ["00:00"]),
        ("오후 12시 30분", ["12:30"]),
        ("아침 12시", ["12:00"]),
        ("밤 10시 반", ["22:30"]),
        ("24시", ["00:00"]),
    ],
)
def test_a_clock_has_one_reading_or_two(text: str, times: list[str]) -> None:
    found = find_clock(text)
    assert found is not None
    assert [time.isoformat("minutes") for time in found[0].readings()] == times


def test_hours_of_length_are_no_clock() -> None:
    assert find_clock("3시간") is None
    assert find_clock("25시") is None
    assert find_part("밤새") is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1시간 30분", Length(seconds=5400)),
        ("1시간 반", Length(seconds=5400)),
        ("1.5시간", Length(seconds=5400)),
        ("1년 6개월", Length(months=18)),
        ("1달하고 이틀", Length(months=1, days=2)),
        ("30분 동안", Length(seconds=1800)),
        ("30분 뒤", None),
        ("반", None),
    ],
)
def test_lengths_are_read(text: str, length: Length | None) -> None:
    assert read_length(text) == length


def test_a_month_after_the_31st_is_the_last_of_the_month() -> None:
    assert Length(months=1).after(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert Length(months=1).after(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)


def test_a_lunar_day_late_in_the_year_falls_into_the_next() -> None:
    days = read_days("음력 12월 29일", dt.datetime(2027, 1, 2))
    assert days is not None
    assert days.first == dt.date(2027, 2, 5)


@pytest.mark.parametrize(
    ("text", "rule", "bare_rule"),
    [
        ("매주 월수금", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("금요일부터 월요일까지", None, "FREQ=WEEKLY;BYDAY=FR,SA,SU,MO"),
        ("월요일", None, "FREQ=WEEKLY;BYDAY=MO"),
        ("주간", None, "FREQ=WEEKLY"),
        ("1일에", None, None),
        ("하루는", None, None),
        ("시간은", None, None),
        ("90분마다", "FREQ=MINUTELY;INTERVAL=90", "FREQ=MINUTELY;INTERVAL=90"),
        ("매달 마지막 금요일", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
    ],
)
def test_rules_are_read(text: str, rule: str | None, bare_rule: str | None) -> None:
    assert read_rule(text) == rule
    assert read_rule(text, bare=True) == bare_rule
