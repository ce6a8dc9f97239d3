"""The calendar: events and reminders set, told and taken away. Reminders ring through
`dialog.schedule`; the entry itself is kept here.

A recurring entry is kept once, with its rule. Finding and naming entries is `calendar_entries`.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from dialog import schedule
from dialog.assistants.malgwi.skills.calendar_entries import (
    matching,
    name_of,
    span_of,
    state,
    time_of,
)
from dialog.assistants.malgwi.skills.calendar_words import (
    REMINDER,
    is_bare_reminder,
    search_title,
    title_of,
)
from dialog.assistants.malgwi.skills.doubt import half_question, kept_title, said_times
from dialog.assistants.malgwi.skills.repeats import first_by, repeating, rule_of
from dialog.assistants.malgwi.skills.speak import local, say_all, say_when
from dialog.assistants.malgwi.skills.tables import Event
from dialog.assistants.malgwi.skills.when import (
    day_of,
    days_of,
    lead_of,
    moment,
    says_time_of_day,
    time_slots,
)
from dialog.assistants.malgwi.skills.words import (
    ALL,
    answered,
    is_answering,
    is_confirmed,
    pick,
    plain,
)
from dialog.saying import say_duration, say_time
from dialog.skill import Outcome, Request

_MORNING = dt.time(9)
_NEXT = re.compile(r"다음(?! ?(?:주|달|해|월|화|수|목|금|토|일요일))|가장 (?:빠른|가까운)|곧")
_WHEN = re.compile(r"언제|몇 ?시")
_ASKS = re.compile(r"언제인지|언제야|언제지|몇 ?시인지|몇 ?시야|뭐 ?있|뭐가 있|뭐야$")


def set_event(request: Request) -> Outcome:
    """Keeps the event and arms its reminder; asks for the title, the time, the half of the day."""
    if _ASKS.search(request.text):
        return query_events(request)
    request = repeating(request)
    title = title_of(request) or _reminder(request)
    if title is None:
        return Outcome("utter_ask_event_name", ask="event_name", keep=said_times(request))
    question = _question(request, title)
    if question is not None:
        return question
    return _kept(request, title, _start(request) or request.context.now)


def _question(request: Request, title: str) -> Outcome | None:
    """What has to be known of the time before the event can be kept."""
    start, at, keep = _start(request), moment(request), kept_title(title)
    if start is None:
        return Outcome("utter_ask_date", {"title": title}, ask="date", keep=keep)
    half = None if at is None else half_question(request, at, keep=keep)
    if half is not None:
        return half
    if start < request.context.now and rule_of(request) is None and not _is_today(request, start):
        past = {"when": say_when(start, request.context)}
        return Outcome("utter_ask_date_past", past, ask="date", keep=keep)
    return None


def _kept(request: Request, title: str, start: dt.datetime) -> Outcome:
    event = Event(
        conversation=request.conversation,
        title=title,
        start=start,
        end=None,
        all_day=moment(request) is None,
        rule=rule_of(request),
        place=_place(request),
        scheduled=None,
    )
    rings = _arm(request, event)
    request.session.add(event)
    request.session.flush()
    made = f"event:{event.id}"
    if title == REMINDER and rings == event.start:
        values = {"when": time_of(request, event)}
        return Outcome("utter_reminder_set", values, data=state(request), made=made)
    values = {"event": name_of(request, event), "ring": _ring(request, event, rings)}
    return Outcome("utter_event_set", values, data=state(request), made=made)


def move(request: Request, event: Event, start: dt.datetime) -> None:
    """To another time, its reminder with it."""
    by, event.start = start - event.start, start
    for scheduled in schedule.upcoming(request.session, request.conversation, "reminder"):
        if scheduled.id == event.scheduled:
            schedule.move(request.session, scheduled, scheduled.at + by)
    request.session.flush()


def _reminder(request: Request) -> str | None:
    """The title of a wish to be told at a time, and of nothing; also while its half is asked."""
    if is_answering(request, "timeofday") and answered(request, "event_name") == REMINDER:
        return REMINDER
    return REMINDER if is_bare_reminder(request) and _start(request) is not None else None


def _place(request: Request) -> str | None:
    """Where it is; a word that is part of the time is no place."""
    times = time_slots(request)
    for slot in request.slots:
        if slot.name in ("place_name", "business_name") and not any(
            time.start <= slot.start < time.end for time in times
        ):
            return plain(slot)
    return None


def _start(request: Request) -> dt.datetime | None:
    at = moment(request)
    if at is not None:
        return at.at
    day = day_of(request)
    rule = rule_of(request)
    if rule is not None:
        start = day or local(request.context.now, request.context).date()
        return first_by(rule, _at(start, dt.time(), request), request)
    return None if day is None else _at(day, dt.time(), request)


def _at(day: dt.date, time: dt.time, request: Request) -> dt.datetime:
    return dt.datetime.combine(day, time, ZoneInfo(request.context.zone))


def _is_today(request: Request, start: dt.datetime) -> bool:
    """An all-day entry of today starts before now and is not past."""
    now = local(request.context.now, request.context)
    return moment(request) is None and local(start, request.context).date() == now.date()


def _arm(request: Request, event: Event) -> dt.datetime | None:
    """The reminder: at the event, or as long before as was said; all-day ones at nine."""
    at = event.start
    if event.all_day:
        at = _at(local(at, request.context).date(), _MORNING, request)
    at -= lead_of(request) or dt.timedelta()
    if at <= request.context.now and event.rule is None:
        return None
    zone = request.context.zone
    label = "" if event.title == REMINDER else event.title
    scheduled = schedule.add(
        request.session, request.conversation, "reminder", label, at, event.rule, zone
    )
    event.scheduled = scheduled.id
    return at


def _ring(request: Request, event: Event, at: dt.datetime | None) -> str:
    """When it will be said again, as the end of a sentence."""
    if at is None:
        return "미리 알려 드릴 시간은 이미 지났어요."
    lead = lead_of(request)
    if lead is not None:
        return f"{say_duration(int(lead.total_seconds()))} 전에 알려 드릴게요."
    if event.all_day:
        return f"그날 {say_time(_MORNING)}에 알려 드릴게요."
    return "그때 알려 드릴게요."


def query_events(request: Request) -> Outcome:
    """The entries of the days, the time and the name said; without any, those to come."""
    found, title = matching(request), search_title(request)
    days = days_of(request)
    if not found:
        if title is not None:
            return Outcome("utter_no_such_event", {"title": title}, data=state(request))
        day = "" if days is None else f"{span_of(request, days)}에는 "
        return Outcome("utter_no_events", {"day": day}, data=state(request))
    if _NEXT.search(request.text) or (title is not None and _WHEN.search(request.text)):
        return Outcome("utter_event", {"event": name_of(request, found[0])}, data=state(request))
    return Outcome("utter_events", _said(request, found), data=state(request))


def remove_events(request: Request) -> Outcome:
    """Takes away what fits; asks which when several are there and nothing tells them apart."""
    found, everything = matching(request, past=True), bool(ALL.search(request.text))
    title = search_title(request)
    if not found:
        if title is not None:
            return Outcome("utter_no_such_event", {"title": title}, data=state(request))
        return Outcome("utter_no_events", {"day": ""}, data=state(request))
    chosen = pick(request.text, found)
    if chosen is None and _NEXT.search(request.text) and not everything:
        chosen = found[0]
    if chosen is not None:
        found = [chosen]
    narrowed = title is not None or days_of(request) is not None or says_time_of_day(request)
    if len(found) > 1 and not everything and not narrowed:
        return Outcome("utter_ask_event_which", _said(request, found), ask="event_name")
    is_sure = is_confirmed(request) or is_answering(request, "event_name")
    if len(found) > 1 and everything and not is_sure:
        return Outcome("utter_ask_sure_events", _said(request, found), ask="sure")
    return take_away(request, found)


def _said(request: Request, found: list[Event]) -> dict[str, str]:
    return {"count": str(len(found)), "events": say_all(name_of(request, one) for one in found)}


def take_away(request: Request, found: list[Event]) -> Outcome:
    """These are no more, nor are their reminders."""
    values = _said(request, found)
    for event in found:
        _remove(request, event)
    request.session.flush()
    return Outcome("utter_events_removed", values, data=state(request), made="")


def _remove(request: Request, event: Event) -> None:
    for scheduled in schedule.upcoming(request.session, request.conversation, "reminder"):
        if scheduled.id == event.scheduled:
            schedule.cancel(request.session, scheduled)
    request.session.delete(event)
