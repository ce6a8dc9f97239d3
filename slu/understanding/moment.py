"""Puts the time slots of a sentence together: 내일 + 아침 + 일곱 시 is tomorrow at 07:00; a time
without 오전 or 오후 is read by what stands beside it.

It takes slots that carry their values already (`slu.understanding.resolve`), so that values
gathered over several turns serve as well.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from slu.core import Context, Slot
from slu.korean.clock import Clock, find_clock
from slu.korean.moments import at_clock, first_at, next_coming, usual_time
from slu.korean.time_figures import with_figures
from slu.understanding.half_day import likely_reading
from slu.values import DateValue, MomentValue, RangeValue, RecurrenceValue, TimeValue, Value

_ORDER: Final = ("general_frequency", "date", "time", "timeofday")
_A_DAY: Final = 24 * 60
_Reading = Callable[[dt.time], Clock | None]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the day in minutes after midnight; `end` past 24 hours where it crosses it."""

    start: int
    end: int


# 오전 and 오후 name hours in which things are done, but any time of theirs may be said with them.
_HALVES: Final = {(9 * 60, 12 * 60): _Part(0, 719), (12 * 60, 18 * 60): _Part(720, _A_DAY - 1)}


def moment_of(slots: Iterable[Slot], context: Context) -> MomentValue | None:
    """The moment at which what the slots mean is, begins, or first comes round.

    A time without a day is the next to come; of several days it is the first on which the time
    is still to come; a part of the day without an hour is its beginning. None when no time of
    day is among them.
    """
    now = context.now.astimezone(ZoneInfo(context.zone))
    given = sorted(
        (slot for slot in slots if slot.name in _ORDER), key=lambda slot: _ORDER.index(slot.name)
    )
    values = [slot.value for slot in given if slot.value is not None]
    for value in values:
        match value:
            case MomentValue() as moment:
                return moment
            case RangeValue(start=MomentValue(ambiguous=True) as moment):
                return moment
    part = _part(values, now)
    clock = _clock(given, part)
    if clock is None:
        clock = None if part is None else Clock(part.start)
    return None if clock is None else _soonest(clock, values, now)


def settle(slots: Iterable[Slot], context: Context, text: str = "") -> tuple[Slot, ...]:
    """The slots, a time without 오전/오후 read as the part of the day said beside it has it
    (아침 + 일곱 시 is 07:00), else as the other words of the sentence (`likely_reading`). What
    stays doubtful stays `ambiguous`."""
    given = tuple(slots)
    now = context.now.astimezone(ZoneInfo(context.zone))
    values = [slot.value for slot in given if slot.name in _ORDER and slot.value is not None]
    part = _part(values, now)

    def reading(time: dt.time) -> Clock | None:
        if part is not None:
            return _within(_clock_at(TimeValue(time, ambiguous=True)), part)
        likely = likely_reading(time, text, now)
        return None if likely is None else _clock_at(TimeValue(likely))

    return tuple(
        replace(slot, value=_settled(slot.value, reading, now)) if slot.name in _ORDER else slot
        for slot in given
    )


def _settled(value: Value | None, reading: _Reading, now: dt.datetime) -> Value | None:
    """The value with its time as `reading` has it; unchanged where that gives None, or the past
    for a moment that is still to come."""
    match value:
        case TimeValue(time=time, ambiguous=True) if (read := reading(time)) is not None:
            return TimeValue(read.time())
        case MomentValue(at=at, ambiguous=True) if (read := reading(_wall(at, now))) is not None:
            moved = at_clock(at.astimezone(now.tzinfo).date(), read, now)
            return value if moved.at < now <= at else moved
        case RecurrenceValue(rule=rule, time=dt.time() as time, ambiguous=True) if (
            read := reading(time)
        ) is not None:
            return RecurrenceValue(rule, read.time())
        case RangeValue(start=TimeValue(time=time, ambiguous=True), end=TimeValue(time=end)) if (
            read := reading(time)
        ) is not None:
            later = end if read.time() == time else end.replace(hour=(end.hour + 12) % 24)
            return RangeValue(TimeValue(read.time()), TimeValue(later))
        case RangeValue(start=MomentValue(at=at, ambiguous=True), end=MomentValue(at=last)) if (
            read := reading(_wall(at, now))
        ) is not None:
            moved = at_clock(at.astimezone(now.tzinfo).date(), read, now)
            return RangeValue(moved, MomentValue(last + (moved.at - at)))
    return value


def _wall(at: dt.datetime, now: dt.datetime) -> dt.time:
    return at.astimezone(now.tzinfo).time()


def _clock(slots: list[Slot], part: _Part | None) -> Clock | None:
    """The time of day said, within the part of the day. Its words, where they are known, also
    tell that 자정 and 밤 두 시 come after the day's midnight."""
    for slot in slots:
        match slot.value:
            case TimeValue() as said:
                found = find_clock(with_figures(slot.text))
                clock = _clock_at(said) if found is None else found[0]
                if not clock.ambiguous:
                    return clock
                if part is not None:
                    return _within(clock, part)
                return clock if said.ambiguous else _clock_at(said)
            case RangeValue(start=TimeValue(ambiguous=True) as said):
                return _clock_at(said)
            case RecurrenceValue(time=dt.time() as time, ambiguous=ambiguous):
                clock = _clock_at(TimeValue(time, ambiguous))
                return clock if part is None or not ambiguous else _within(clock, part)
    return None


def _clock_at(said: TimeValue) -> Clock:
    hour = said.time.hour % 12 if said.ambiguous else said.time.hour
    return Clock(hour * 60 + said.time.minute, said.time.second, said.ambiguous)


def _part(values: list[Value], now: dt.datetime) -> _Part | None:
    """The part of the day said (아침, 오늘 밤), or a span of times of which the start is sure."""
    for value in values:
        match value:
            case RangeValue(
                start=TimeValue(time=start, ambiguous=False), end=TimeValue(time=end)
            ) if start != end:  # 하루 종일 is no part of the day
                return _part_between(start, end)
            case RangeValue(start=MomentValue(at=first, ambiguous=False), end=MomentValue(at=last)):
                return _part_between(*(at.astimezone(now.tzinfo).time() for at in (first, last)))
    return None


def _part_between(start: dt.time, end: dt.time) -> _Part:
    first, last = (time.hour * 60 + time.minute for time in (start, end))
    if (first, last) in _HALVES:
        return _HALVES[first, last]
    return _Part(first, last if last > first else last + _A_DAY)


def _within(clock: Clock, part: _Part) -> Clock:
    """The reading of the clock that lies in the part of the day or nearest to it."""
    readings = [time.hour * 60 + time.minute for time in clock.readings()]
    minutes = min(
        (minutes + day for day in (0, _A_DAY) for minutes in readings),
        key=lambda minutes: max(part.start - minutes, minutes - part.end, 0),
    )
    return Clock(minutes % _A_DAY, clock.seconds, days=minutes // _A_DAY)


def _soonest(clock: Clock, values: list[Value], now: dt.datetime) -> MomentValue:
    for value in values:
        match value:
            case DateValue(date=day):
                return at_clock(day, clock, now)
            case RangeValue(start=DateValue(date=first), end=DateValue(date=last)):
                return first_at(first, last, clock, now)
            case RangeValue(start=MomentValue(at=at)):
                return at_clock(at.astimezone(now.tzinfo).date(), clock, now)
            case RecurrenceValue(rule=rule):
                return _first_round(rule, clock, now)
    return MomentValue(next_coming(clock.readings(), now), clock.ambiguous)


def every_round(rule: str) -> str:
    """The rule without its interval, by which its first time is found."""
    return re.sub(r"INTERVAL=\d+;|;INTERVAL=\d+", "", rule)


def _first_round(rule: str, clock: Clock, now: dt.datetime) -> MomentValue:
    """The first time to come of a repetition: of 격주 월요일 the next Monday, in any week."""
    today = dt.datetime.combine(now.date(), dt.time())
    doubt, usual = clock.ambiguous, usual_time(clock)
    if doubt:  # 매일 일곱 시 is 07:00 whatever comes first today
        clock = Clock(usual.hour * 60 + usual.minute, usual.second)
    for day in rrulestr(every_round(rule), dtstart=today, ignoretz=True).xafter(today, inc=True):
        moment = at_clock(day.date(), clock, now)
        if moment.at > now:
            return replace(moment, ambiguous=doubt)
    return MomentValue(next_coming(clock.readings(), now), clock.ambiguous)
