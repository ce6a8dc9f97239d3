"""Puts the time slots of a sentence together: 내일 + 아침 + 일곱 시 is tomorrow at 07:00.

It takes slots that carry their values already (`slu.understanding.resolve`), so that values
gathered over several turns serve as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from slu.core import Context, Slot
from slu.korean.clock import Clock, find_clock
from slu.korean.moments import at_clock, first_at, next_coming
from slu.korean.time_figures import with_figures
from slu.values import DateValue, MomentValue, RangeValue, RecurrenceValue, TimeValue, Value

_ORDER: Final = ("general_frequency", "date", "time", "timeofday")
_A_DAY: Final = 24 * 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the day in minutes after midnight; `end` past 24 hours where it crosses it."""

    start: int
    end: int


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
    moment = _first(values, MomentValue)
    if moment is not None:
        return moment
    clock, part = _clock(given), _part(values, now)
    if clock is None:
        clock = None if part is None else Clock(part.start)
    elif part is not None and clock.ambiguous:
        clock = _within(clock, part)
    return None if clock is None else _soonest(clock, values, now)


def settle(slots: Iterable[Slot], context: Context) -> tuple[Slot, ...]:
    """The slots, a time without 오전/오후 read as the part of the day said beside it has it:
    아침 + 일곱 시 is 07:00."""
    given = tuple(slots)
    values = [slot.value for slot in given if slot.name in _ORDER and slot.value is not None]
    part = _part(values, context.now.astimezone(ZoneInfo(context.zone)))
    return given if part is None else tuple(_settled(slot, part) for slot in given)


def _settled(slot: Slot, part: _Part) -> Slot:
    match slot.value:
        case TimeValue(ambiguous=True) as said:
            return replace(slot, value=TimeValue(_within(_clock_at(said), part).time()))
    return slot


def _first(values: Iterable[Value], kind: type[T]) -> T | None:
    return next((value for value in values if isinstance(value, kind)), None)


def _clock(slots: list[Slot]) -> Clock | None:
    """The time of day said. Its words, where they are known, also tell that 자정 and 밤 두 시 come
    after the day's midnight."""
    for slot in slots:
        match slot.value:
            case TimeValue() as said:
                found = find_clock(with_figures(slot.text))
                return _clock_at(said) if found is None else found[0]
            case RangeValue(start=TimeValue(ambiguous=True) as said):
                return _clock_at(said)
            case RecurrenceValue(time=dt.time() as time):
                return _clock_at(TimeValue(time))
    return None


def _clock_at(said: TimeValue) -> Clock:
    hour = said.time.hour % 12 if said.ambiguous else said.time.hour
    return Clock(hour * 60 + said.time.minute, said.time.second, said.ambiguous)


def _part(values: list[Value], now: dt.datetime) -> _Part | None:
    """The part of the day said (아침, 오늘 밤), or a span of times of which the start is sure."""
    for value in values:
        match value:
            case RangeValue(start=TimeValue(time=start, ambiguous=False), end=TimeValue(time=end)):
                return _part_between(start, end)
            case RangeValue(start=MomentValue(at=first), end=MomentValue(at=last)):
                return _part_between(*(at.astimezone(now.tzinfo).time() for at in (first, last)))
    return None


def _part_between(start: dt.time, end: dt.time) -> _Part:
    first, last = (time.hour * 60 + time.minute for time in (start, end))
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


def _first_round(rule: str, clock: Clock, now: dt.datetime) -> MomentValue:
    """The first time to come of a repetition, counted from today."""
    today = dt.datetime.combine(now.date(), dt.time())
    for day in rrulestr(rule, dtstart=today, ignoretz=True).xafter(today, inc=True):
        moment = at_clock(day.date(), clock, now)
        if moment.at > now:
            return moment
    return MomentValue(next_coming(clock.readings(), now), clock.ambiguous)
