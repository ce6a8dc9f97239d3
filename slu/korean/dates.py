"""Resolves Korean words for days, times, lengths, spans and repetitions to values, against a clock
that is handed in.

This is where the parts meet: `time_figures`, `clock`, `days`, `lengths`, `recurrence`. Which slot
asks for what, and putting several slots together, is `slu.understanding`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from slu.core import Context
from slu.korean.clock import Clock, PartOfDay, find_clock, find_part
from slu.korean.days import Days, read_days
from slu.korean.lengths import Length, find_length, read_length
from slu.korean.moments import first_at, next_coming, over_part, usual_time
from slu.korean.recurrence import read_rule
from slu.korean.time_figures import with_figures
from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    RangeValue,
    RecurrenceValue,
    TimeValue,
    Value,
)

_NOW: Final = re.compile(
    r"(?:바로\s*)?(?:지금|현재|당장)(?:\s*(?:바로|당장|이 시간))?(?:은|의|으로)?|이 시간"
)
_FROM_NOW: Final = re.compile(r"(?:지금|현재)(?:으로)?부터\s*|앞으로\s*|향후\s*")
_OFFSET: Final = re.compile(
    r"\s*(?:(?P<after>이?후|뒤|있다가|이따가|지나서)|(?P<before>이?전))(?:에|의|로|에만|쯤)?[.!?~]*"
)
_SPAN: Final = re.compile(
    r"(?:(?P<back>지난|최근)|(?P<ahead>앞으로|다음|지금(?:으로)?부터|향후))\s*"
)
_SPAN_END: Final = re.compile(r"\s*(?:간|동안)?\s*(?:이내|안|내)?(?:에|로|의)?")
_WITHIN: Final = re.compile(r"\s*(?:이내|안|내)(?:에|로)?")
_RANGE: Final = re.compile(
    r"(?P<start>.+?)\s*(?:부터|에서|~|–|\s-\s)\s*(?P<end>.+?)\s*(?:까지|사이)?(?:의|에|은|는|요)?"
    r"|(?P<one>.+?)(?:과|와)\s*(?P<other>.+?)\s*사이(?:에|의)?"
)
_YEAR: Final = re.compile(r"[12]\d{3}년")
_DAY_OR_YEAR: Final = re.compile(r"\d+일(?!\s*(?:간|동안))|[12]\d{3}년")
# What may stand around a time without changing which one is meant. A bound (까지, 이후, 전) is
# not kept: the value is the time at which it lies.
_AROUND: Final = re.compile(
    r"(?:정각|정도|쯤|경|까지|부터|이후|이전|전|후|넘어서|중|안|내내|동안|시간|에서|에|으로|로|의|은|는|"
    r"이|가|을|를|만|도|이요|요|이야|야|이에요|예요|입니다|[\s.,!?~])*"
)


def resolve_time(text: str, context: Context, lengths_first: bool = False) -> Value | None:
    """What the whole text means as a day, time of day, moment, length, span or repetition.

    7일 is the 7th, or seven days with `lengths_first`. None when it means none of these.
    """
    now = context.now.astimezone(ZoneInfo(context.zone))
    text = with_figures(text)
    length = None if (_YEAR if lengths_first else _DAY_OR_YEAR).match(text) else read_length(text)
    if length is not None:
        return DurationValue(length.total_seconds())
    try:
        return _moment(text, now) or _repetition(text) or _range(text, now) or _single(text, now)
    except (OverflowError, ValueError):  # outside the calendar
        return None


def resolve_frequency(text: str) -> RecurrenceValue | None:
    """How often: as in `resolve_time`, but weekdays alone are enough (월요일 수요일)."""
    return _repetition(with_figures(text), bare=True)


def _moment(text: str, now: dt.datetime) -> Value | None:
    """지금, 30분 뒤, 지난 한 시간: counted in hours or less from the present moment."""
    if _NOW.fullmatch(text):
        return MomentValue(now)
    found = find_length(_FROM_NOW.sub("", text))
    offset = _OFFSET.fullmatch(found[1]) if found else None
    if found is not None and offset is not None and not found[0].in_days:
        return MomentValue(found[0].after_moment(now, -1 if offset["before"] else 1))
    return _span(text, now)


def _span(text: str, now: dt.datetime) -> RangeValue | None:
    lead = _SPAN.match(text)
    found = find_length(text[lead.end() :] if lead else text)
    if found is None or found[0].in_days:
        return None
    if not (_SPAN_END if lead else _WITHIN).fullmatch(found[1]):
        return None
    back = lead is not None and lead["back"]
    other = MomentValue(found[0].after_moment(now, -1 if back else 1))
    return RangeValue(other, MomentValue(now)) if back else RangeValue(MomentValue(now), other)


def _repetition(text: str, bare: bool = False) -> RecurrenceValue | None:
    """매일 아침 7시; a part of the day without an hour gives no time."""
    found = find_clock(text)
    if found is not None:
        rule = read_rule(_trimmed(found[1]), bare)
        return RecurrenceValue(rule, usual_time(found[0])) if rule else None
    part = find_part(text)
    rule = read_rule(text, bare) or (read_rule(_trimmed(part[1]), bare) if part else None)
    return RecurrenceValue(rule) if rule else None


def _trimmed(text: str) -> str:
    return re.sub(r"(?:\s+(?:에|마다|반복))+$|[.!?~]+$", "", text.strip())


def _range(text: str, now: dt.datetime) -> Value | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    start_text, end_text = match["start"] or match["one"], match["end"] or match["other"]
    same_month = re.search(r"\d일$", start_text) and re.fullmatch(r"\d{1,2}일", end_text)
    length = None if same_month else read_length(end_text)
    start = _single(start_text, now)
    if start is None or isinstance(start, RangeValue):
        return None
    if length is not None:
        return _range_by_length(start, length)
    return _range_between(start, start_text, end_text, now)


def _range_by_length(start: Value, length: Length) -> RangeValue | None:
    """내일부터 사흘, 세 시부터 두 시간."""
    if isinstance(start, DateValue) and length.in_days:
        return RangeValue(start, DateValue(length.after(start.date) - dt.timedelta(days=1)))
    if isinstance(start, MomentValue):
        return RangeValue(start, MomentValue(length.after_moment(start.at)))
    if isinstance(start, TimeValue):
        day = dt.datetime.combine(dt.date(2000, 1, 1), start.time)
        return RangeValue(start, TimeValue((day + dt.timedelta(seconds=length.seconds)).time()))
    return None


def _range_between(
    start: Value, start_text: str, end_text: str, now: dt.datetime
) -> RangeValue | None:
    """The end follows the start: 오후 세 시부터 다섯 시 is 15:00 to 17:00."""
    clock = find_clock(end_text)
    if clock is not None and _AROUND.fullmatch(clock[1]):
        if isinstance(start, TimeValue):
            return RangeValue(start, TimeValue(_following(start.time, clock[0])))
        if isinstance(start, MomentValue):
            at = start.at.replace(tzinfo=None)
            end = dt.datetime.combine(at.date(), _following(at.time(), clock[0]))
            end += dt.timedelta(days=1 if end <= at else 0)
            return RangeValue(start, MomentValue(end.replace(tzinfo=start.at.tzinfo)))
        return None
    if not isinstance(start, DateValue):
        return None
    return _days_between(start.date, start_text, end_text, now)


def _following(start: dt.time, clock: Clock) -> dt.time:
    """The reading of the end that comes soonest after the start."""
    later = [time for time in clock.readings() if time > start]
    return min(later or clock.readings())


def _days_between(
    first: dt.date, start_text: str, end_text: str, now: dt.datetime
) -> RangeValue | None:
    """월요일부터 금요일; a bare day or weekday at the end is the next after the start."""
    if re.fullmatch(r"\d{1,2}일", end_text):
        month = re.match(r"(?:\d{4}년\s*)?\d{1,2}월\s*", start_text)
        end_text = month.group() + end_text if month else end_text
    midnight = dt.datetime.combine(first, dt.time(), now.tzinfo)
    bare = re.fullmatch(r"(?:\d{1,2}일|[월화수목금토일]요일)", end_text)
    days = read_days(end_text, midnight if bare else now)
    if days is None or days.last < first:
        return None
    return RangeValue(DateValue(first), DateValue(days.last))


def _single(text: str, now: dt.datetime) -> Value | None:
    """A day, a time of day, or both."""
    clock = find_clock(text)
    part = None if clock else find_part(text)
    rest = clock[1] if clock else part[1] if part else text
    if clock is None and re.search(r"\d\s*시(?!간)|\d:\d", text):
        return None  # 25시
    dayless = _AROUND.fullmatch(rest) is not None
    days = None if dayless else read_days(rest, now)
    if days is None:
        return _without_day(clock, part, now) if dayless else None
    if clock is not None:
        return first_at(days.first, days.last, clock[0], now)
    if part is not None:
        return over_part(days.first, part[0], now) if days.single else None
    return _days_value(days)


def _without_day(
    clock: tuple[Clock, str] | None, part: tuple[PartOfDay, str] | None, now: dt.datetime
) -> Value | None:
    if clock is not None:
        return TimeValue(next_coming(clock[0].readings(), now).time(), clock[0].ambiguous)
    if part is not None:
        hours = part[0]
        return RangeValue(TimeValue(dt.time(hours.start)), TimeValue(dt.time(hours.end % 24)))
    return None


def _days_value(days: Days) -> DateValue | RangeValue:
    if days.single:
        return DateValue(days.first)
    return RangeValue(DateValue(days.first), DateValue(days.last))
