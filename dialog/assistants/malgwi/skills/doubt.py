"""Times that may be before or after noon: which are taken as they stand and which asked about.

Words of the sentence have settled what they can (`slu.understanding.half_day`). Without a day the
next reading is taken, unless that is at night; on a day to come or again and again the usual one,
unless people use both.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialog.assistants.malgwi.skills.repeats import rule_of
from dialog.assistants.malgwi.skills.speak import local, today
from dialog.assistants.malgwi.skills.when import days_of, lead_of, time_values
from dialog.saying import say_time
from dialog.skill import Outcome, Request
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

_ALARM, _OTHER = (5, (5, 6)), (7, (6, 7, 8))  # where the day begins; hours used in both halves


def half_question(
    request: Request,
    said: MomentValue,
    alarm: bool = False,
    keep: Mapping[str, Value] | None = None,
) -> Outcome | None:
    """오전 7시인가요, 오후 7시인가요? None when the moment needs no question. The times said, and
    `keep`, come back with the answer."""
    if not said.ambiguous or lead_of(request) is not None or not _is_doubtful(request, said, alarm):
        return None
    time = local(said.at, request.context).time()
    morning, evening = time.replace(hour=time.hour % 12), time.replace(hour=time.hour % 12 + 12)
    return Outcome(
        "utter_ask_half" if morning.hour else "utter_ask_noon",
        {"morning": say_time(morning), "evening": say_time(evening)},
        ask="timeofday",
        keep={**said_times(request), **(keep or {})},
    )


def _is_doubtful(request: Request, said: MomentValue, alarm: bool) -> bool:
    begins, both = _ALARM if alarm else _OTHER
    hour, days = local(said.at, request.context).hour, days_of(request)
    later = days is not None and days.first > today(request.context)
    if later or rule_of(request) is not None:
        return hour % 12 in both
    return hour < begins


def said_times(request: Request) -> dict[str, Value]:
    """The times said so far, by the slot that keeps them until the next answer."""
    kept: dict[str, Value] = {}
    for value in time_values(request):
        name = _slot_for(value)
        if name is not None:
            kept.setdefault(name, value)
    return kept


def _slot_for(value: Value) -> str | None:
    match value:
        case RecurrenceValue():
            return "general_frequency"
        case DateValue() | RangeValue(start=DateValue()):
            return "date"
        case TimeValue() | MomentValue() | DurationValue():
            return "time"
        case RangeValue(start=TimeValue(ambiguous=True) | MomentValue(ambiguous=True)):
            return "time"
        case RangeValue():
            return "timeofday"
    return None


def kept_title(title: str) -> dict[str, Value]:
    """The name of an event, alarm or reminder, for the answer to come; nothing for none."""
    return {"event_name": TextValue(title)} if title else {}
