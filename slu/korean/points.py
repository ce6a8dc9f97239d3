"""Reads one day, one time of day, or both together: 내일, 오후 세 시, 모레 저녁 7시, 주말 아침.

Text comes with its numbers in figures (`slu.korean.time_figures`). From one point to another is
`slu.korean.ranges`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from slu.korean.clock import Clock, PartOfDay, find_clock, find_part
from slu.korean.days import read_days
from slu.korean.moments import first_at, next_coming, over_part
from slu.korean.span import Days
from slu.values import DateValue, MomentValue, RangeValue, TimeValue, Value

# What may stand around a time without changing which one is meant. A bound (까지, 이후, 전) is
# not kept: the value is the time at which it lies.
_AROUND: Final = re.compile(
    r"(?:정각|정도|쯤|경|까지|부터|이후|이전|전|후|좀|조금|넘어서|지나서|중|안|내내|동안|시간|에서|에|으로|로|의|은|는|"
    r"이|가|을|를|만|도|이요|요|이야|야|이에요|예요|입니다|[\s.,!?~])*"
)
_WHOLE_DAY: Final = re.compile(r"(?:하루|온|진)\s?종일(?:\s?(?:동안|내내))?(?:은|의)?[.!?~]*")
_SAME_TIME: Final = re.compile(
    r"(?P<day>.+?)\s*(?:이맘때|이 ?(?:시간|시각)|같은 ?(?:시간|시각))(?:쯤)?(?:에|의|까지)?"
)
_UNREAD_CLOCK: Final = re.compile(r"\d\s*시(?!간)|\d:\d")  # 25시


def read_point(text: str, now: dt.datetime) -> Value | None:
    """A day (or a span of days), a time of day (or a part of the day), or a moment.

    A time without a day is `TimeValue` with its next reading to come; of several days a time
    means the first on which it is still to come.
    """
    if _WHOLE_DAY.fullmatch(text):
        return RangeValue(TimeValue(dt.time()), TimeValue(dt.time()))
    same = _SAME_TIME.fullmatch(text)
    if same is not None:
        day = read_days(same["day"], now)
        if day is None or not day.single:
            return None
        return MomentValue(dt.datetime.combine(day.first, now.timetz()))
    clock = find_clock(text)
    part = None if clock else find_part(text)
    rest = clock[1] if clock else part[1] if part else text
    if clock is None and _UNREAD_CLOCK.search(text):
        return None
    if (clock or part) and _AROUND.fullmatch(rest) is not None:
        return _without_day(clock[0] if clock else None, part[0] if part else None, now)
    days = read_days(rest, now)
    if days is None:
        return None
    if clock is not None:
        return first_at(days.first, days.last, clock[0], now)
    return days_value(days) if part is None else _part_of(days, part[0], now)


def read_lone_clock(text: str) -> Clock | None:
    """The time of day when the text says nothing else: 다섯 시."""
    found = find_clock(text)
    return found[0] if found is not None and _AROUND.fullmatch(found[1]) else None


def days_value(days: Days) -> DateValue | RangeValue:
    """One day, or the span of days."""
    if days.single:
        return DateValue(days.first)
    return RangeValue(DateValue(days.first), DateValue(days.last))


def _without_day(clock: Clock | None, part: PartOfDay | None, now: dt.datetime) -> Value | None:
    if clock is not None:
        return TimeValue(next_coming(clock.readings(), now).time(), clock.ambiguous)
    if part is not None:
        return RangeValue(TimeValue(dt.time(part.start)), TimeValue(dt.time(part.end % 24)))
    return None


def _part_of(days: Days, part: PartOfDay, now: dt.datetime) -> RangeValue:
    """오늘 저녁; of several days (주말 저녁) the first on which it is still to come."""
    day = max(days.first, now.date()) if days.last >= now.date() else days.first
    span = over_part(day, part, now)
    if isinstance(span.end, MomentValue) and span.end.at <= now and day < days.last:
        return over_part(day + dt.timedelta(days=1), part, now)
    return span
