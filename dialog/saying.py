"""Times, dates, lengths and other values as people say them in Korean, in short.

Particles are `slu.korean.particles`; understanding such words is `slu.understanding.resolve`.
"""

from __future__ import annotations

import datetime as dt

from dialog.saying_often import say_rule
from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    MoneyValue,
    NameValue,
    NumberValue,
    RangeValue,
    RecurrenceValue,
    TextValue,
    TimeValue,
    Value,
)

_WEEKDAYS = "월화수목금토일"
_NEAR_DAYS = {-1: "어제", 0: "오늘", 1: "내일", 2: "모레"}
_UNITS = ((86400, "일"), (3600, "시간"), (60, "분"), (1, "초"))
_CURRENCIES = {
    "KRW": "원",
    "USD": "달러",
    "EUR": "유로",
    "JPY": "엔",
    "CNY": "위안",
    "GBP": "파운드",
}


def say_time(time: dt.time) -> str:
    """오전 7시 30분; 낮 12시, 밤 12시."""
    if time.hour in (0, 12):
        hour = "낮 12시" if time.hour else "밤 12시"
    else:
        hour = f"{'오전' if time.hour < 12 else '오후'} {time.hour % 12}시"
    return f"{hour} {time.minute}분" if time.minute else hour


def say_date(date: dt.date) -> str:
    """11월 21일 토요일."""
    return f"{date.month}월 {date.day}일 {_WEEKDAYS[date.weekday()]}요일"


def say_moment(at: dt.datetime, now: dt.datetime) -> str:
    """내일 오전 7시; the day by its date when it is not near `now`, whose zone is used."""
    local = at.astimezone(now.tzinfo)
    day = _NEAR_DAYS.get((local.date() - now.date()).days, say_date(local.date()))
    if local.year != now.year and day not in _NEAR_DAYS.values():
        day = f"{local.year}년 {day}"
    return f"{day} {say_time(local.time())}"


def say_duration(seconds: int) -> str:
    """1시간 30분."""
    parts: list[str] = []
    left = abs(seconds)
    for size, name in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0초"


def say_number(number: int | float) -> str:
    """1,234 or 0.5; no more digits than twelve."""
    return f"{number:,}" if isinstance(number, int) else f"{number:,.12g}"


def say_recurrence(value: RecurrenceValue) -> str:
    """매주 월, 수요일 오전 7시."""
    often = say_rule(value.rule)
    return often if value.time is None else f"{often} {say_time(value.time)}"


def say(value: Value) -> str:
    """Any value, as it may stand in a reply."""
    match value:
        case DateValue(date=date):
            return say_date(date)
        case TimeValue(time=time):
            return say_time(time)
        case MomentValue(at=at):
            return f"{say_date(at.date())} {say_time(at.time())}"
        case DurationValue(seconds=seconds):
            return say_duration(seconds)
        case RangeValue(start=start, end=end):
            return f"{say(start)}부터 {say(end)}까지"
        case RecurrenceValue():
            return say_recurrence(value)
        case NumberValue(number=number, unit=unit):
            return say_number(number) + (unit or "")
        case MoneyValue(currency=currency, amount=amount):
            name = _CURRENCIES.get(currency, currency)
            return name if amount is None else say_number(amount) + name
        case NameValue(name=name):
            return name
        case TextValue(text=text):
            return text
