"""Puts days and times of day together: which of two readings of 일곱 시 is meant, and when.

Pure arithmetic on values already read; no text comes in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from slu.korean.clock import Clock, PartOfDay
from slu.values import MomentValue, RangeValue

_ONE_DAY: Final = dt.timedelta(days=1)
_DAY_BEGINS: Final = 7  # without 오전 or 오후, 7 to 11 are in the morning, 12 to 6 after noon


def at_clock(day: dt.date, clock: Clock, now: dt.datetime) -> MomentValue:
    """The moment at `clock` on `day`: today's next reading to come, else the usual one."""
    time = clock.time()
    if clock.ambiguous:
        coming = [each for each in clock.readings() if each > now.time()]
        time = coming[0] if day == now.date() and coming else usual_time(clock)
    day += dt.timedelta(days=clock.days)
    return MomentValue(dt.datetime.combine(day, time, now.tzinfo), clock.ambiguous)


def first_at(first: dt.date, last: dt.date, clock: Clock, now: dt.datetime) -> MomentValue:
    """The first of the days on which the clock's time is still to come; `first` if none is."""
    day = max(first, now.date()) if last >= now.date() else first
    moment = at_clock(day, clock, now)
    return at_clock(day + _ONE_DAY, clock, now) if moment.at < now and day < last else moment


def usual_time(clock: Clock) -> dt.time:
    """The reading that falls into the day as people spend it: 일곱 시 07:00, 세 시 15:00."""
    *_, last = readings = clock.readings()
    return next((time for time in readings if time.hour >= _DAY_BEGINS), last)


def next_coming(times: Iterable[dt.time], now: dt.datetime) -> dt.datetime:
    """The first moment after `now` at any of the times of day."""
    days = (now.date(), now.date() + _ONE_DAY)
    moments = (dt.datetime.combine(day, time, now.tzinfo) for day in days for time in times)
    return min(moment for moment in moments if moment > now)


def over_part(day: dt.date, part: PartOfDay, now: dt.datetime) -> RangeValue:
    """오늘 저녁 as two moments."""
    midnight = dt.datetime.combine(day, dt.time(), now.tzinfo)
    start, end = (midnight + dt.timedelta(hours=hour) for hour in (part.start, part.end))
    return RangeValue(MomentValue(start), MomentValue(end))
