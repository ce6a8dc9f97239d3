"""A conversation's calendar, alarms and reminders as an iCalendar file (RFC 5545), for other
calendars to read. Nothing is read back from one."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vRecur
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog import schedule
from dialog.assistants.malgwi.skills import tables
from dialog.schedule import Scheduled

_NAMES = {"alarm": "알람", "timer": "타이머", "reminder": "알림"}
_DAY = dt.timedelta(days=1)


def to_ics(session: Session, conversation: str, now: dt.datetime, zone: str) -> bytes:
    """The calendar's entries, and what will ring as an entry without length that rings. Times are
    in `zone`, whose rules go along."""
    calendar = Calendar()
    calendar.add("prodid", "-//Malgwi//malgwi//KO")
    calendar.add("version", "2.0")
    kept = select(tables.Event).where(tables.Event.conversation == conversation)
    entries = session.scalars(kept.order_by(tables.Event.start, tables.Event.id)).all()
    armed = {one.id: one for one in schedule.upcoming(session, conversation)}
    for entry in entries:
        ring = armed.pop(entry.scheduled, None) if entry.scheduled is not None else None
        calendar.add_component(_entry(entry, ring, now, ZoneInfo(zone)))
    for one in armed.values():
        calendar.add_component(_ring(one, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(entry: tables.Event, ring: Scheduled | None, now: dt.datetime, zone: ZoneInfo) -> Event:
    event = _event(f"event-{entry.id}", entry.title, now)
    start = entry.start.astimezone(zone)
    end = None if entry.end is None else entry.end.astimezone(zone)
    if entry.all_day:
        event.add("dtstart", start.date())
        event.add("dtend", (start if end is None else end).date() + _DAY)  # the day after the last
    else:
        event.add("dtstart", start)
        if end is not None:
            event.add("dtend", end)
    if entry.rule is not None:
        event.add("rrule", vRecur.from_ical(entry.rule))
    if entry.place is not None:
        event.add("location", entry.place)
    if ring is not None:
        event.add_component(_alarm(entry.title, ring.at - entry.start))
    return event


def _ring(scheduled: Scheduled, now: dt.datetime) -> Event:
    name = _NAMES.get(scheduled.kind, scheduled.kind)
    event = _event(f"ring-{scheduled.id}", scheduled.label or name, now)
    event.add("dtstart", scheduled.at.astimezone(ZoneInfo(scheduled.zone)))
    if scheduled.rule is not None:
        event.add("rrule", vRecur.from_ical(scheduled.rule))
    event.add_component(_alarm(scheduled.label or name, dt.timedelta()))
    return event


def _event(key: str, title: str, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@malgwi")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("summary", title)
    return event


def _alarm(text: str, before: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", before)
    return alarm
