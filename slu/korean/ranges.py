"""Reads spans with a beginning and an end: 월요일부터 금요일까지, 내일 세 시에서 다섯 시 사이,
금요일 저녁부터 일요일까지, 내일부터 2박 3일, 두세 시간.

Text comes with its numbers in figures (`slu.korean.time_figures`); each end is read by
`slu.korean.points`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from slu.korean.clock import Clock
from slu.korean.days import read_days
from slu.korean.lengths import Length, find_length, read_length
from slu.korean.moments import usual_time
from slu.korean.points import read_lone_clock, read_point
from slu.values import DateValue, DurationValue, MomentValue, RangeValue, TimeValue, Value

_RANGE: Final = re.compile(
    r"(?P<start>.+?)\s*(?:부터|에서|~|–|\s-\s)\s*(?P<end>.+?)\s*(?:까지|사이)?(?:의|에|은|는|요)?"
    r"|(?P<one>.+?)(?:과|와)\s*(?P<other>.+?)\s*사이(?:에|의)?"
)
_SHORT: Final = re.compile(
    r"(?P<before>.*?)(?P<low>\d{1,3})~(?P<high>\d{1,3})(?P<rest>(?:시간|시|분|초|박|일|주|개월|달|년).*)"
)
_NOW: Final = re.compile(r"(?:지금|현재|이제)")
_LATER: Final = re.compile(r"\s*이?(?:뒤|후)(?:에|의)?")
_BARE_DAY: Final = re.compile(r"(?:\d{1,2}일|[월화수목금토일]요일)")
_ONE_DAY: Final = dt.timedelta(days=1)


def read_range(text: str, now: dt.datetime, lengths_first: bool = False) -> Value | None:
    """A `RangeValue` of days, times, moments or lengths; a day for 내일부터 사흘 뒤.

    7일 is the 7th, or seven days with `lengths_first`. None when the text is no range, or it
    would end before it begins.
    """
    short = _SHORT.fullmatch(text)
    if short is not None:
        return _short(short, now, lengths_first)
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    start_text, end_text = match["start"] or match["one"], match["end"] or match["other"]
    lengths = _between_lengths(start_text, end_text, lengths_first)
    if lengths is not None:
        return lengths
    start = _beginning(start_text, now)
    if start is None:
        return None
    same_month = re.search(r"\d일$", start_text) and re.fullmatch(r"\d{1,2}일", end_text)
    length = None if same_month else find_length(end_text)
    if length is not None and _LATER.fullmatch(length[1]):
        return _moved(start, length[0])
    lasting = None if same_month else read_length(end_text)
    if lasting is not None:
        whole_days = lasting.in_days and _NOW.fullmatch(start_text)  # 지금부터 일주일 is days
        return None if whole_days else _by_length(start, lasting)
    return _between(start, start_text, end_text, now)


def _short(match: re.Match[str], now: dt.datetime, lengths_first: bool) -> Value | None:
    """두세 시간 (2~3시간), 2~3일 뒤, 오후 3~5시: both numbers have the unit of the second."""
    low, high = (f"{match['before']}{match[end]}{match['rest']}" for end in ("low", "high"))
    if re.match(r"시(?!간)", match["rest"]):
        tail = re.sub(r"^시\s*(?:사이|쯤|정도)?", "", match["rest"])
        text = f"{match['before']}{match['low']}시부터 {match['high']}시{tail}"
        return read_range(text, now, lengths_first)
    as_length = lengths_first or not re.match(r"\d+일(?!\s*(?:간|동안))", low)
    lengths = [read_length(each) for each in (low, high)]
    if as_length and lengths[0] is not None and lengths[1] is not None:
        return _lengths(lengths[0], lengths[1])
    moved = [_from_now(each, now) or read_point(each, now) for each in (low, high)]
    match moved:
        case [DateValue() | MomentValue() as start, DateValue() | MomentValue() as end]:
            return RangeValue(start, end) if type(start) is type(end) else None
    return None


def _from_now(text: str, now: dt.datetime) -> MomentValue | None:
    found = find_length(text)
    if found is None or found[0].in_days or not _LATER.fullmatch(found[1]):
        return None
    return MomentValue(found[0].after_moment(now))


def _between_lengths(start: str, end: str, lengths_first: bool) -> RangeValue | None:
    """한 시간에서 두 시간; 3일에서 5일 only where lengths come first."""
    low, high = read_length(start), read_length(end)
    if low is None or high is None or not (lengths_first or not re.search(r"\d일$", start)):
        return None
    return _lengths(low, high)


def _lengths(low: Length, high: Length) -> RangeValue | None:
    first, last = low.total_seconds(), high.total_seconds()
    return RangeValue(DurationValue(first), DurationValue(last)) if first < last else None


def _beginning(text: str, now: dt.datetime) -> DateValue | TimeValue | MomentValue | None:
    """Where the span begins; a time without a half of the day as people spend it (9시 is 09:00)."""
    if _NOW.fullmatch(text):
        return MomentValue(now)
    clock = read_lone_clock(text)
    if clock is not None:
        return TimeValue(usual_time(clock), clock.ambiguous)
    match read_point(text, now):
        case DateValue() | TimeValue() | MomentValue() as point:
            return point
        case RangeValue(start=DateValue() | TimeValue() | MomentValue() as first):
            return first
    return None


def _moved(start: Value, length: Length) -> Value | None:
    """내일부터 사흘 뒤."""
    if isinstance(start, DateValue) and length.in_days:
        return DateValue(length.after(start.date))
    return None


def _by_length(start: Value, length: Length) -> RangeValue | None:
    """내일부터 사흘, 세 시부터 두 시간."""
    match start:
        case DateValue(date=first) if length.in_days:
            return RangeValue(start, DateValue(length.after(first) - _ONE_DAY))
        case MomentValue(at=at):
            return RangeValue(start, MomentValue(length.after_moment(at)))
        case TimeValue(time=time):
            day = dt.datetime.combine(dt.date(2000, 1, 1), time)
            end = TimeValue((day + dt.timedelta(seconds=length.seconds)).time())
            return RangeValue(start, end)
    return None


def _between(
    start: DateValue | TimeValue | MomentValue, start_text: str, end_text: str, now: dt.datetime
) -> RangeValue | None:
    clock = read_lone_clock(end_text)
    match start:
        case DateValue(date=first):
            return None if clock else _days_between(first, start_text, end_text, now)
        case TimeValue(time=time):
            end = _following(time, clock) if clock else _end_of_part(end_text, now)
            return None if end is None else RangeValue(start, TimeValue(end))
        case MomentValue(at=at):
            until = _moment_after(at, clock, end_text, now)
            return None if until is None else RangeValue(start, MomentValue(until))


def _following(start: dt.time, clock: Clock) -> dt.time:
    """The reading of the end that comes soonest after the start: 오후 세 시부터 다섯 시, 17:00."""
    later = [time for time in clock.readings() if time > start]
    return min(later or clock.readings())


def _end_of_part(text: str, now: dt.datetime) -> dt.time | None:
    """아침부터 저녁까지 goes on until the evening is over."""
    match read_point(text, now):
        case RangeValue(end=TimeValue(time=end)):
            return end
    return None


def _moment_after(
    at: dt.datetime, clock: Clock | None, end_text: str, now: dt.datetime
) -> dt.datetime | None:
    """The end after `at`: by its time alone, else by its day; days last until midnight."""
    if clock is not None:
        return _next_at(at, _following(at.time(), clock))
    end = read_point(end_text, at if _BARE_DAY.match(end_text) else now)
    match end:
        case MomentValue(at=until) | RangeValue(end=MomentValue(at=until)):
            found = until
        case RangeValue(end=TimeValue(time=time)):
            found = _next_at(at, time)
        case DateValue(date=last) | RangeValue(end=DateValue(date=last)):
            found = dt.datetime.combine(last + _ONE_DAY, dt.time(), at.tzinfo)
        case _:
            return None
    return found if found > at else None


def _next_at(at: dt.datetime, time: dt.time) -> dt.datetime:
    end = dt.datetime.combine(at.date(), time, at.tzinfo)
    return end if end > at else end + _ONE_DAY


def _days_between(
    first: dt.date, start_text: str, end_text: str, now: dt.datetime
) -> RangeValue | None:
    """월요일부터 금요일; a bare day or weekday at the end is the next after the start."""
    bare = _BARE_DAY.fullmatch(end_text)
    if bare and end_text[0].isdigit():
        month = re.match(r"(?:\d{4}년\s*)?\d{1,2}월\s*", start_text)
        end_text = month.group() + end_text if month else end_text
    midnight = dt.datetime.combine(first, dt.time(), now.tzinfo)
    days = read_days(end_text, midnight if bare else now)
    if days is None or days.last < first:
        return None
    return RangeValue(DateValue(first), DateValue(days.last))
