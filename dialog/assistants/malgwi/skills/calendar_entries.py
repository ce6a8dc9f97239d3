"""The calendar's entries: which ones a request means, when they come, how they are said.

Changing them is `calendar`.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy import select

from dialog.assistants.malgwi.skills.calendar_words import search_title
from dialog.assistants.malgwi.skills.speak import local, say_day, say_when
from dialog.assistants.malgwi.skills.tables import Event
from dialog.assistants.malgwi.skills.when import Days, days_of, is_at_said_time
from dialog.saying import say_recurrence
from dialog.skill import Request
from slu.values import RecurrenceValue

_AHEAD = dt.timedelta(days=31)


def matching(request: Request, past: bool = False) -> list[Event]:
    """By their next time; those gone by only when asked for by day, or with `past`."""
    days, title = days_of(request), search_title(request)
    if title is None:
        title = known_title(request)
    found = [
        event
        for event in _events(request)
        if (title is None or _joined(title) in _joined(event.title))
        and (event.all_day or is_at_said_time(event.start, request))
        and (_falls_in(event, days, request) if days else past or _is_ahead(event, request))
    ]
    return sorted(found, key=lambda event: _next_time(event, request))


def named_events(request: Request) -> list[Event]:
    """Those to come that the sentence names, whenever they are."""
    title = search_title(request) or known_title(request)
    if title is None:
        return []
    found = [event for event in _events(request) if _joined(title) in _joined(event.title)]
    return [event for event in found if _is_ahead(event, request)]


def known_title(request: Request) -> str | None:
    """A kept event named in the text, when understanding marked none: 회의 지워 줘."""
    titles = {event.title for event in _events(request)}
    named = [title for title in titles if _joined(title) in _joined(request.text)]
    return max(named, key=len, default=None)


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_ahead(event: Event, request: Request) -> bool:
    today = local(request.context.now, request.context).date()
    if event.rule is not None or event.start >= request.context.now:
        return True
    return event.all_day and local(event.start, request.context).date() >= today


def _falls_in(event: Event, days: Days, request: Request) -> bool:
    first = local(event.start, request.context)
    if event.rule is None:
        return first.date() in days
    return any(day.date() in days for day in _occurrences(event, days.first, days.last, request))


def _occurrences(
    event: Event, first: dt.date, last: dt.date, request: Request
) -> list[dt.datetime]:
    """The times of a recurring event within the days, on the wall clock."""
    start = local(event.start, request.context).replace(tzinfo=None)
    rule = rrulestr(event.rule or "", dtstart=start)
    return rule.between(
        dt.datetime.combine(first, dt.time()), dt.datetime.combine(last, dt.time.max), inc=True
    )


def _next_time(event: Event, request: Request) -> dt.datetime:
    if event.rule is None or event.start >= request.context.now:
        return event.start
    today = local(request.context.now, request.context).date()
    ahead = _occurrences(event, today, today + _AHEAD, request)
    return ahead[0].replace(tzinfo=ZoneInfo(request.context.zone)) if ahead else event.start


def _events(request: Request) -> list[Event]:
    wanted = select(Event).where(Event.conversation == request.conversation)
    return list(request.session.scalars(wanted.order_by(Event.start, Event.id)))


def name_of(request: Request, event: Event) -> str:
    """내일(11월 22일 일요일) 오후 3시 강남 회의."""
    return " ".join(part for part in (time_of(request, event), event.place, event.title) if part)


def time_of(request: Request, event: Event) -> str:
    """내일(11월 22일 일요일) 오후 3시, 매일 오전 7시."""
    there = local(event.start, request.context)
    if event.rule is not None:
        time = None if event.all_day else there.time()
        return say_recurrence(RecurrenceValue(event.rule, time))
    if event.all_day:
        return say_day(there.date(), request.context)
    return say_when(event.start, request.context)


def span_of(request: Request, days: Days) -> str:
    if days.first == days.last:
        return say_day(days.first, request.context)
    return f"{say_day(days.first, request.context)}부터 {say_day(days.last, request.context)}까지"


def state(request: Request) -> dict[str, object]:
    """The calendar, for a face to show."""
    return {
        "events": [
            {
                "title": event.title,
                "start": event.start.isoformat(),
                "all_day": event.all_day,
                "rule": event.rule,
                "place": event.place,
            }
            for event in _events(request)
        ]
    }
