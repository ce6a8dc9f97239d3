"""What a request says about time: a moment, a length, days, a time of day.

Puts together the resolved slots of the sentence and what earlier turns of the task gave;
reading the words themselves is `slu.understanding.resolve`. How often is `repeats`, what has to
be asked about `doubt`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialog.assistants.malgwi.skills.found_times import completed, find_times
from dialog.assistants.malgwi.skills.speak import local, today
from dialog.skill import Request
from slu.core import Slot
from slu.understanding.moment import moment_of, settle
from slu.understanding.resolve import resolve
from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    RangeValue,
    RecurrenceValue,
    TextValue,
    TimeValue,
    Value,
)

NAMES = ("date", "time", "timeofday", "general_frequency")
_LEAD = re.compile(
    r"(?:^|\s)(?P<length>\S{1,4} ?(?:시간|분)(?: ?반)?|하루|이틀|사흘) ?전에(?:는)?\s+"
    r"(?:미리\s+)?(?=알|말|울|불)"
)
_BEFORE = re.compile(r"\s*전(?:에|에는)?(?![가-힣])")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def time_slots(request: Request) -> list[Slot]:
    """The slots about time: of this sentence, and for names it has not, of earlier ones; when
    there are none at all, those found in its text. A doubtful time is settled by the others."""
    marked = [
        _as_asked(slot, request)
        for slot in request.slots
        if slot.name in NAMES and slot.value is not None
    ]
    present = completed(marked, request.text, request.context)
    named = {slot.name for slot in (*marked, *present)}
    earlier = [
        Slot(name, 0, 0, "", value=request.filled[name])
        for name in NAMES
        if name in request.filled and name not in named
    ]
    if all(isinstance(slot.value, TextValue) for slot in present + earlier):
        return list(find_times(request.text, request.context))
    return list(settle(present + earlier, request.context, request.text))


def _as_asked(slot: Slot, request: Request) -> Slot:
    """오전 in answer to which half of the day is a part of the day, whatever it was marked as."""
    if request.context.expected == "timeofday" and isinstance(slot.value, RangeValue):
        return replace(slot, name="timeofday")
    return slot


def time_values(request: Request) -> Iterator[Value]:
    """The values of the slots about time, in their order."""
    return (slot.value for slot in time_slots(request) if slot.value is not None)


def length_of(request: Request) -> dt.timedelta | None:
    """How long: 십 분 동안, 삼십 분 타이머."""
    for value in time_values(request):
        if isinstance(value, DurationValue):
            return dt.timedelta(seconds=value.seconds)
    return None


def lead_of(request: Request) -> dt.timedelta | None:
    """How long before: 한 시간 전에 알려 줘."""
    slot = _lead_slot(request)
    match slot.value if slot is not None else None:
        case DurationValue(seconds=seconds):
            return dt.timedelta(seconds=seconds)
        case MomentValue(at=at):  # "한 시간 전에" as one slot reads as an hour ago
            return request.context.now - at
    return None


def _lead_slot(request: Request) -> Slot | None:
    """The slot of the lead, or one found in the text where understanding marked none."""
    marked = _marked_lead(request)
    unmarked = None if marked is not None else _LEAD.search(request.text)
    if unmarked is None:
        return marked
    start, end = unmarked.span("length")
    slot = Slot("time", start, end, unmarked["length"])
    value = resolve(slot, request.context)
    return replace(slot, value=value) if isinstance(value, DurationValue) else None


def _marked_lead(request: Request) -> Slot | None:
    for slot in request.slots:
        inside = re.search(r"전(?:에)?$", slot.text)
        match slot.value:
            case DurationValue() if inside or _BEFORE.match(request.text, slot.end):
                return slot
            case MomentValue(at=at) if inside and at < request.context.now:
                return slot
    return None


def moment(request: Request) -> MomentValue | None:
    """The moment said, when a time of day or a length from now is part of it; of something
    that comes again, the first one."""
    lead = _lead_slot(request)
    slots = [slot for slot in time_slots(request) if slot is not lead]
    if any(_has_clock(slot) for slot in slots):
        return moment_of(slots, request.context)
    for slot in slots:
        if isinstance(slot.value, DurationValue):
            return MomentValue(request.context.now + dt.timedelta(seconds=slot.value.seconds))
    return None


def _has_clock(slot: Slot) -> bool:
    """Whether the slot says a time of day; 아침 alone is a part of the day and no time."""
    match slot.value:
        case TimeValue() | MomentValue():
            return True
        case RangeValue(start=start):
            is_time = isinstance(start, TimeValue | MomentValue) and not _is_whole_day(slot.value)
            return slot.name != "timeofday" and is_time
        case RecurrenceValue(time=time):
            return time is not None
    return False


def _is_whole_day(value: Value) -> bool:
    match value:
        case RangeValue(start=TimeValue(time=first), end=TimeValue(time=last)):
            return first == last
    return False


def later_moment(request: Request) -> dt.datetime | None:
    """When something is to be done, if that is not now."""
    said = moment(request)
    return said.at if said is not None and said.at > request.context.now else None


def days_of(request: Request) -> Days | None:
    """The day or the days said: 내일, 이번 주, 이번 주말."""
    for value in time_values(request):
        match value:
            case DateValue(date=date):
                return Days(date, date)
            case MomentValue(at=at):
                day = local(at, request.context).date()
                return Days(day, day)
            case RangeValue(start=DateValue(date=first), end=DateValue(date=last)):
                return Days(first, last)
            case RangeValue(start=MomentValue(at=first_at), end=MomentValue(at=last_at)):
                context = request.context
                return Days(local(first_at, context).date(), local(last_at, context).date())
    return None


def day_of(request: Request) -> dt.date | None:
    """One day: the first of those said."""
    days = days_of(request)
    return None if days is None else max(days.first, min(days.last, today(request.context)))


def is_at_said_time(at: dt.datetime, request: Request) -> bool:
    """Whether the moment fits the time of day said; anything fits when none was said."""
    there = local(at, request.context).time()
    return all(_fits(there, value, request) for value in time_values(request))


def says_time_of_day(request: Request) -> bool:
    """Whether a time or a part of the day narrows down what is meant."""
    return any(slot.name == "timeofday" or _has_clock(slot) for slot in time_slots(request))


def _fits(time: dt.time, value: Value, request: Request) -> bool:
    match value:
        case TimeValue(time=said, ambiguous=ambiguous):
            return _same_clock(time, said, ambiguous)
        case MomentValue(at=at, ambiguous=ambiguous):
            return _same_clock(time, local(at, request.context).time(), ambiguous)
        case RangeValue(start=TimeValue(time=first), end=TimeValue(time=last)):
            return first <= time <= last if first < last else time >= first or time <= last
        case RangeValue(start=MomentValue(at=first_at), end=MomentValue(at=last_at)):
            first, last = (local(end, request.context).time() for end in (first_at, last_at))
            return first <= time <= last if first <= last else time >= first or time <= last
        case RecurrenceValue(time=said, ambiguous=ambiguous) if said is not None:
            return _same_clock(time, said, ambiguous)
    return True


def _same_clock(time: dt.time, said: dt.time, ambiguous: bool) -> bool:
    """Seven, said without morning or evening, is either seven."""
    hours_fit = time.hour % 12 == said.hour % 12 if ambiguous else time.hour == said.hour
    return hours_fit and time.minute == said.minute
