"""Resolves Korean words for days, times, lengths, spans and repetitions to values, against a clock
that is handed in.

This is where the parts meet: `time_figures` first, then `lengths`, `recurrence`, `ranges` and
`points`. Which slot asks for what, and putting several slots together, is `slu.understanding`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from slu.core import Context
from slu.korean.clock import find_clock, find_part
from slu.korean.lengths import find_length, read_length
from slu.korean.moments import usual_time
from slu.korean.points import read_point
from slu.korean.ranges import read_range
from slu.korean.recurrence import names_days, read_rule
from slu.korean.time_figures import with_figures
from slu.values import DurationValue, MomentValue, RangeValue, RecurrenceValue, Value

_DAILY: Final = "FREQ=DAILY"
_NOW: Final = re.compile(
    r"(?:바로\s*)?(?:지금|현재|당장)(?:\s*(?:바로|당장|이 시간))?(?:은|의|으로)?|이 시간"
)
_FROM_NOW: Final = re.compile(r"(?:지금|현재)(?:으로)?부터\s*|앞으로\s*|향후\s*")
_OFFSET: Final = re.compile(
    r"\s*(?:(?P<after>이?후|뒤|있다가|이따가|지나서)|(?P<before>이?전))"
    r"(?:쯤)?(?:에|의|로|에는|에만|가|이|는|은|면|이면|까지|부터|이야|이요)?[.!?~]*"
)
_SPAN: Final = re.compile(
    r"(?:(?P<back>지난|최근)|(?P<ahead>앞으로|다음|지금(?:으로)?부터|향후))\s*"
)
_SPAN_END: Final = re.compile(r"\s*(?:간|동안)?\s*(?:이내|안|내)?(?:에|로|의)?")
_WITHIN: Final = re.compile(r"\s*(?:이내|안|내)(?:에|로)?")
_YEAR: Final = re.compile(r"[12]\d{3}년")
_DAY_OR_YEAR: Final = re.compile(r"\d+일(?!\s*(?:간|동안))|[12]\d{3}년")
_WEEKEND: Final = re.compile("주말|토일")  # a time on it is more often meant once


def resolve_time(text: str, context: Context, lengths_first: bool = False) -> Value | None:
    """What the whole text means as a day, time of day, moment, length, span or repetition.

    7일 is the 7th, or seven days with `lengths_first`. None when it means none of these.
    """
    now = context.now.astimezone(ZoneInfo(context.zone))
    text = with_figures(text)
    try:
        length = (
            None if (_YEAR if lengths_first else _DAY_OR_YEAR).match(text) else read_length(text)
        )
        if length is not None:
            return DurationValue(length.total_seconds())
        return (
            _moment(text, now)
            or _repetition(text)
            or read_range(text, now, lengths_first)
            or read_point(text, now)
        )
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
    """매일 아침 7시, 평일 7시, 9시마다; a part of the day without an hour gives no time."""
    found = find_clock(text)
    if found is not None:
        words = re.sub(r"\s+", " ", found[1])
        named = bare or (names_days(words) and not _WEEKEND.search(words))
        rule = _DAILY if words.strip() == "마다" else read_rule(words, named)
        return RecurrenceValue(rule, usual_time(found[0]), found[0].ambiguous) if rule else None
    rule = read_rule(text, bare)
    part = find_part(text) if rule is None else None
    if part is not None:
        rule = _DAILY if part[1] == "마다" else read_rule(part[1], bare)
    return RecurrenceValue(rule) if rule else None
