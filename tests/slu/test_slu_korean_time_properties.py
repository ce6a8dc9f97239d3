"""Times written in every style mean what they were written from; what has to come comes."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from korean_lunar_calendar import KoreanLunarCalendar

from slu.core import Context
from slu.korean.dates import resolve_frequency, resolve_time
from slu.korean.lengths import Length
from slu.korean.lunar import read_lunar
from slu.korean.numbers import read_native, read_sino
from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    RangeValue,
    RecurrenceValue,
    TimeValue,
)

SEOUL = ZoneInfo("Asia/Seoul")
WEEKDAYS = "월화수목금토일"
NOWS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1))
DATES = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))
ZONES = st.sampled_from(["Asia/Seoul", "UTC", "America/New_York", "Pacific/Auckland"])
PARTICLES = st.sampled_from(["", "에", "의", "까지", "쯤"])


def _dates(day: dt.date) -> list[str]:
    year, month, number = day.year, day.month, day.day
    spelled = [read_sino(each) for each in (year, month, number)]
    return [
        f"{year}년 {month}월 {number}일",
        f"{year}년{month}월{number}일",
        f"{year}년 {month}월 {number}일 {WEEKDAYS[day.weekday()]}요일",
        f"{year}-{month:02}-{number:02}",
        f"{year}/{month:02}/{number:02}",
        f"{year}.{month}.{number}",
        "{} 년 {} 월 {} 일".format(*spelled),
        "{}년{}월{}일".format(*spelled),
    ]


def _times(time: dt.time) -> list[str]:
    half, hour = "오전" if time.hour < 12 else "오후", time.hour % 12 or 12
    native, minutes = read_native(hour, counting=True), read_sino(time.minute)
    styles = [
        f"{half} {hour}시 {time.minute}분",
        f"{half}{hour}시{time.minute}분",
        f"{half} {hour}:{time.minute:02}",
        f"{hour}:{time.minute:02} {'am' if time.hour < 12 else 'pm'}",
        f"{time.hour:02}:{time.minute:02}"
        if not 10 <= time.hour < 13
        else f"{half} {hour}:{time.minute:02}",
        f"{half} {native} 시 {minutes} 분",
        f"{half}{native}시{minutes}분",
        f"{half} {native}시 {time.minute}분",
    ]
    if time.minute == 30:
        styles += [f"{half} {native} 시 반", f"{half}{native}시반", f"{half} {hour}시 반"]
    return styles


@given(DATES, NOWS, PARTICLES)
def test_a_date_in_any_style_is_that_date(day: dt.date, now: dt.datetime, particle: str) -> None:
    for text in _dates(day):
        assert resolve_time(text + particle, Context(now)) == DateValue(day), text


@given(st.times(), NOWS)
def test_a_time_in_any_style_is_that_time(time: dt.time, now: dt.datetime) -> None:
    time = time.replace(second=0, microsecond=0)
    for text in _times(time):
        assert resolve_time(text, Context(now)) == TimeValue(time), text


@given(DATES, st.times(), NOWS, st.booleans())
def test_a_date_and_a_time_are_that_moment(
    day: dt.date, time: dt.time, now: dt.datetime, glued: bool
) -> None:
    time = time.replace(second=0, microsecond=0)
    expected = MomentValue(dt.datetime.combine(day, time, SEOUL))
    figures, spelled = _dates(day)[0], _dates(day)[6]
    for text in (f"{figures} {_times(time)[0]}", f"{spelled} {_times(time)[5]}"):
        written = text.replace(" ", "") if glued else text
        assert resolve_time(written, Context(now)) == expected, written


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_a_length_in_any_style_is_that_length(hours: int, minutes: int, seconds: int) -> None:
    assume(hours or minutes or seconds)
    parts = [(hours, "시간"), (minutes, "분"), (seconds, "초")]
    figures = " ".join(f"{count}{unit}" for count, unit in parts if count)
    spelled = " ".join(
        f"{read_native(count, counting=True) if unit == '시간' else read_sino(count)} {unit}"
        for count, unit in parts
        if count
    )
    expected = DurationValue(hours * 3600 + minutes * 60 + seconds)
    for text in (figures, figures.replace(" ", ""), f"{figures} 동안", spelled):
        assert resolve_time(text, Context(dt.datetime(2026, 9, 29)), lengths_first=True) == expected


@given(NOWS, st.sampled_from(["일", "주", "개월", "년"]), st.integers(1, 60), st.booleans())
def test_days_are_counted_by_the_calendar(
    now: dt.datetime, unit: str, count: int, back: bool
) -> None:
    length = {"일": Length(days=count), "주": Length(days=7 * count)}.get(
        unit, Length(months=count if unit == "개월" else 12 * count)
    )
    expected = DateValue(length.after(now.date(), -1 if back else 1))
    for number in (str(count), read_sino(count)):
        text = f"{number}{unit} {'전' if back else '뒤'}"
        assert resolve_time(text, Context(now)) == expected, text
        assert resolve_time(text.replace(" ", ""), Context(now)) == expected, text


@given(NOWS, st.integers(0, 6), st.integers(1, 12), st.integers(1, 28))
def test_days_without_a_year_or_a_week_are_still_to_come(
    now: dt.datetime, weekday: int, month: int, number: int
) -> None:
    named = resolve_time(f"{WEEKDAYS[weekday]}요일", Context(now))
    assert isinstance(named, DateValue)
    assert named.date.weekday() == weekday
    assert dt.timedelta(0) < named.date - now.date() <= dt.timedelta(days=7)
    dated = resolve_time(f"{month}월 {number}일", Context(now))
    assert isinstance(dated, DateValue)
    assert (dated.date.month, dated.date.day) == (month, number)
    assert dt.timedelta(0) <= dated.date - now.date() <= dt.timedelta(days=366)


@given(NOWS, st.integers(1, 12), st.sampled_from(["", "오전 ", "오후 ", "저녁 ", "새벽 "]))
def test_a_time_tomorrow_is_tomorrow_and_spans_end_after_they_begin(
    now: dt.datetime, hour: int, part: str
) -> None:
    value = resolve_time(f"내일 {part}{hour}시", Context(now))
    assert isinstance(value, MomentValue)
    late = part == "저녁 " and hour == 12
    assert value.at.date() - now.date() == dt.timedelta(days=2 if late else 1)
    assert value.ambiguous == (not part)
    span = resolve_time(f"내일 {part}{hour}시부터 두 시간", Context(now))
    assert isinstance(span, RangeValue)
    assert isinstance(span.start, MomentValue)
    assert isinstance(span.end, MomentValue)
    assert span.end.at - span.start.at == dt.timedelta(hours=2)


@given(st.integers(1950, 2098), st.integers(1, 12))
def test_the_end_of_a_month_is_its_last_day(year: int, month: int) -> None:
    now = dt.datetime(year, month, 5)
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    following = (last + dt.timedelta(days=1)).replace(day=5)
    for text, day in (
        ("이번 달 말일", last),
        ("이번 달 마지막 날", last),
        (f"{month}월 말일", last),
    ):
        assert resolve_time(text, Context(now)) == DateValue(day)
    end = calendar.monthrange(following.year, following.month)[1]
    assert resolve_time("다음 달 말일", Context(now)) == DateValue(following.replace(day=end))


@given(st.integers(1950, 2090))
def test_the_29th_of_february_is_of_the_next_leap_year(year: int) -> None:
    value = resolve_time("2월 29일", Context(dt.datetime(year, 3, 1)))
    assert isinstance(value, DateValue)
    assert calendar.isleap(value.date.year)
    assert 0 < value.date.year - year <= 8


@given(NOWS, ZONES, ZONES)
def test_days_and_hours_are_those_of_the_contexts_zone(
    now: dt.datetime, zone: str, there: str
) -> None:
    moment = now.replace(tzinfo=ZoneInfo(there))
    local = moment.astimezone(ZoneInfo(zone))
    context = Context(moment, zone)
    assert resolve_time("오늘", context) == DateValue(local.date())
    tomorrow = local.date() + dt.timedelta(days=1)
    noon = dt.datetime.combine(tomorrow, dt.time(12), ZoneInfo(zone))
    assert resolve_time("내일 낮 열두 시", context) == MomentValue(noon)
    later = resolve_time("세 시간 뒤", context)
    assert isinstance(later, MomentValue)
    assert later.at - moment == dt.timedelta(hours=3)


@given(NOWS, st.integers(0, 72))
def test_seoul_has_no_hours_that_are_missing_or_come_twice(now: dt.datetime, hours: int) -> None:
    later = resolve_time(f"{hours + 1}시간 뒤", Context(now))
    assert isinstance(later, MomentValue)
    assert later.at.replace(tzinfo=None) - now == dt.timedelta(hours=hours + 1)


@settings(max_examples=200)
@given(st.dates(dt.date(1912, 2, 18), dt.date(2050, 12, 31)))
def test_lunar_days_are_those_of_the_official_tables(solar: dt.date) -> None:
    reference = KoreanLunarCalendar()
    reference.setSolarDate(solar.year, solar.month, solar.day)
    leap = "윤" if reference.isIntercalation else ""
    text = f"음력 {reference.lunarYear}년 {leap}{reference.lunarMonth}월 {reference.lunarDay}일"
    assert read_lunar(text, solar) == (solar, "")


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(1, 4), st.times())
def test_weekly_words_are_that_rule(days: set[int], weeks: int, time: dt.time) -> None:
    time = time.replace(minute=time.minute // 30 * 30, second=0, microsecond=0)
    names = [WEEKDAYS[day] for day in sorted(days)]
    codes = ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day] for day in sorted(days))
    often = {1: "매주", 2: "격주"}.get(weeks, f"{weeks}주마다")
    interval = f"INTERVAL={weeks};" if weeks > 1 else ""
    expected = RecurrenceValue(f"FREQ=WEEKLY;{interval}BYDAY={codes}", time)
    for text in (
        f"{often} {' '.join(f'{name}요일' for name in names)} {_times(time)[0]}",
        f"{often} {', '.join(names)}요일 {_times(time)[5]}",
        f"{often} {''.join(names)} {_times(time)[1]}",
    ):
        assert resolve_frequency(text) == expected, text


@pytest.mark.parametrize("word", ["추석", "설날", "부처님 오신 날"])
@given(st.integers(1950, 2049))
def test_feasts_of_the_lunar_calendar_are_on_their_day(word: str, year: int) -> None:
    month, number = {"추석": (8, 15), "설날": (1, 1), "부처님 오신 날": (4, 8)}[word]
    reference = KoreanLunarCalendar()
    reference.setLunarDate(year, month, number, False)
    expected = DateValue(dt.date.fromisoformat(reference.SolarIsoFormat()))
    assert resolve_time(word, Context(dt.datetime(year, 1, 1))) == expected
