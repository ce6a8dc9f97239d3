"""How often something is to come: what a request says of it, as an RFC 5545 rule.

평일 and 월수금 are days of every week where something is set; where the calendar is only looked
at they are days of this week (`when.days_of`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dateutil.rrule import rrulestr

from dialog.assistants.malgwi.skills.speak import local
from dialog.assistants.malgwi.skills.when import NAMES, time_values
from dialog.skill import Request
from slu.core import Slot
from slu.korean.dates import resolve_frequency
from slu.understanding.moment import every_round
from slu.values import DateValue, RangeValue, RecurrenceValue

_WORKDAYS = re.compile(r"평일|주중")
_LONGEST = 14  # days on which a span of days rings


def rule_of(request: Request) -> str | None:
    """How often, as an RFC 5545 rule."""
    for value in time_values(request):
        if isinstance(value, RecurrenceValue):
            return value.rule
    return None


def first_by(rule: str, at: dt.datetime, request: Request) -> dt.datetime:
    """The first time of the rule from `at` on: 평일, said on a Saturday, begins on Monday."""
    there = local(at, request.context)
    wall = there.replace(tzinfo=None)
    first = rrulestr(every_round(rule), dtstart=wall).after(wall, inc=True)
    return there if first is None else first.replace(tzinfo=there.tzinfo)


def repeating(request: Request, alarm: bool = False) -> Request:
    """The request with sets of weekdays (평일, 월수금) as days of every week; for an `alarm`
    also 주말 and 월요일부터 금요일까지, which a calendar takes as the coming ones."""
    slots = tuple(_repeated(slot, alarm) for slot in request.slots)
    if slots == request.slots:
        return request
    gone = [old for old, new in zip(request.slots, slots, strict=True) if new is not old]
    filled = {
        name: value
        for name, value in request.filled.items()
        if not any((slot.name, slot.value) == (name, value) for slot in gone)
    }
    return replace(request, slots=slots, filled=filled)


def _repeated(slot: Slot, alarm: bool) -> Slot:
    if slot.name not in NAMES or isinstance(slot.value, RecurrenceValue):
        return slot
    often = resolve_frequency(slot.text)
    if often is None or "," not in often.rule:
        return slot
    coming = slot.value is not None and not _WORKDAYS.search(slot.text)
    if coming and not alarm:
        return slot
    return replace(slot, name="general_frequency", value=often)


def daily_until(request: Request) -> str | None:
    """The rule that rings every day of a span of days: 내일부터 사흘 동안."""
    for value in time_values(request):
        match value:
            case RangeValue(start=DateValue(date=first), end=DateValue(date=last)):
                if 0 < (last - first).days < _LONGEST:
                    return f"FREQ=DAILY;UNTIL={last:%Y%m%d}T235959"
    return None
