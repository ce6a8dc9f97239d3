"""What was made last is changed or undone: 아니 여덟 시로, 삼십 분 미뤄 줘, 그거 취소해 줘.

Whether a sentence asks for that is `dialog.follow_ups`. What was made is named by the skill that
made it: alarm:12, event:3, items:쇼핑:우유; what rang, by the engine: rang:12.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dialog import schedule
from dialog.assistants.malgwi.skills import alarms, calendar, home, lists, sound
from dialog.assistants.malgwi.skills.calendar_entries import named_events, state
from dialog.assistants.malgwi.skills.calendar_words import search_title
from dialog.assistants.malgwi.skills.speak import local, say_when
from dialog.assistants.malgwi.skills.tables import Event
from dialog.assistants.malgwi.skills.when import time_slots
from dialog.saying import say_duration
from dialog.schedule import Scheduled
from dialog.skill import Outcome, Request
from slu.core import Slot
from slu.understanding.resolve import resolve
from slu.values import DateValue, DurationValue, MomentValue, RangeValue, TimeValue

_LATER = re.compile(r"미뤄|미루|늦|연기|(?:뒤|후)로")
_EARLIER = re.compile(r"앞당|당겨|당기|일찍|이르")
_MORE = re.compile(r"더|이따|있다|뒤에|후에|다시")
_INSTEAD = re.compile(r"^.*\S\s?(?:말고|아니고|아니라)\s")
_ON, _OFF = re.compile(r"켜|돌려|틀어"), re.compile(r"꺼|끄|멈|정지|중지")
_SNOOZE = dt.timedelta(minutes=30)  # how long after a ring more time may be asked for
_UNCLEAR = "utter_change_unclear"


def change(request: Request) -> Outcome:
    """The alarm, timer, event, light or thing of a list, as the sentence now says."""
    kind, key = _target(request)
    title = search_title(request)
    if kind == "" and title is not None:
        return Outcome("utter_no_such_event", {"title": title}, data=state(request))
    request = request if kind == "items" else _after_instead(request)
    match kind:
        case "alarm" | "timer" | "rang":
            scheduled = request.session.get(Scheduled, int(key))
            if scheduled is not None:
                return _change_ring(request, scheduled, rang=kind == "rang")
        case "event":
            event = request.session.get(Event, int(key))
            if event is not None:
                return _change_event(request, event)
        case "light" | "plug" | "cleaner" | "coffee" if _switches(request.text) is not None:
            return home.switch(request, kind, key, on=bool(_switches(request.text)))
        case "volume":
            return sound.set_again(request, key)
        case "items":
            return lists.change_items(request, key)
        case "light":
            return home.change_light(request, key)
    return Outcome(_UNCLEAR)


def undo(request: Request) -> Outcome:
    """Takes back what was made last."""
    kind, _, key = (request.made or "").partition(":")
    match kind:
        case "alarm" | "timer":
            scheduled = request.session.get(Scheduled, int(key))
            if scheduled is not None and scheduled.state == "armed":
                return alarms.take_away(request, [scheduled])
        case "event":
            event = request.session.get(Event, int(key))
            if event is not None:
                return calendar.take_away(request, [event])
        case "items":
            return lists.take_back(request, key)
        case "light" | "plug" | "cleaner" | "coffee":
            return home.switch_back(request, kind, key)
        case "volume":
            return sound.put_back(request, key)
        case "rang":
            return Outcome("utter_stopped", made="")
    return Outcome("utter_nothing_to_cancel")


def _switches(text: str) -> bool | None:
    """Whether the sentence switches on or off; None when it does neither."""
    return False if _OFF.search(text) else True if _ON.search(text) else None


def _target(request: Request) -> tuple[str, str]:
    """What is to be changed: the event or the kind named in the sentence, else what was last."""
    kind, _, key = (request.made or "").partition(":")
    if kind != "rang":
        found = named_events(request)
        if found and not (kind == "event" and any(str(one.id) == key for one in found)):
            return "event", str(found[0].id)
    for word, wanted in (("알람", "alarm"), ("타이머", "timer")):
        if word in request.text and kind not in (wanted, "rang"):
            armed = schedule.upcoming(request.session, request.conversation, wanted)
            return (wanted, str(armed[0].id)) if armed else ("", "")
    return kind, key


def _after_instead(request: Request) -> Request:
    """Without what is not wanted any more: of 내일 말고 모레, 모레."""
    found = _INSTEAD.search(request.text)
    if found is None:
        return request
    slots = tuple(
        replace(slot, start=slot.start - found.end(), end=slot.end - found.end())
        for slot in request.slots
        if slot.start >= found.end()
    )
    return replace(request, text=request.text[found.end() :], slots=slots, filled={})


def _change_ring(request: Request, scheduled: Scheduled, rang: bool) -> Outcome:
    now, length = request.context.now, _length(request)
    if scheduled.kind == "timer" and not rang:
        return _change_timer(request, scheduled, length)
    old = local(scheduled.at, request.context)
    if rang:
        if length is None or not _MORE.search(request.text) or now - old > _SNOOZE:
            return Outcome(_UNCLEAR)
        return alarms.ring_again(request, scheduled, now + length)
    new = _moved(request, old, length)
    if new is None and length is not None and not _says_day(request):
        new = now.astimezone(old.tzinfo) + length  # 아니 삼십 분, of an alarm in an hour
    if new is None:
        return Outcome(_UNCLEAR)
    if new <= now and not _says_day(request):
        new += dt.timedelta(days=1)
    if new <= now:
        return Outcome("utter_past", {"when": say_when(new, request.context)})
    schedule.move(request.session, scheduled, new)
    values = {"what": f"{scheduled.label} 알람".strip(), "when": say_when(new, request.context)}
    return Outcome(
        "utter_changed", values, data=alarms.state(request), made=f"alarm:{scheduled.id}"
    )


def _change_timer(request: Request, scheduled: Scheduled, length: dt.timedelta | None) -> Outcome:
    if length is None:
        return Outcome(_UNCLEAR)
    at = request.context.now + length
    if _LATER.search(request.text) or re.search(r"더|추가|늘|연장", request.text):
        at = scheduled.at + length
    schedule.move(request.session, scheduled, at)
    left = say_duration(int((at - request.context.now).total_seconds()))
    made = f"timer:{scheduled.id}"
    return Outcome("utter_timer_set", {"length": left}, data=alarms.state(request), made=made)


def _change_event(request: Request, event: Event) -> Outcome:
    """The event with its reminder, which stays as long before as it was."""
    old = local(event.start, request.context)
    new = _moved(request, old, _length(request), timed=not event.all_day)
    if new is None:
        return Outcome(_UNCLEAR)
    if new <= request.context.now and not event.all_day:
        return Outcome("utter_past", {"when": say_when(new, request.context)})
    event.all_day = event.all_day and new.time() == dt.time()
    event.rule = _on_weekday(event.rule, new) if new.date() != old.date() else event.rule
    calendar.move(request, event, new)
    when = say_when(new, request.context)
    made = f"event:{event.id}"
    values = {"what": f"'{event.title}' 일정", "when": when}
    return Outcome("utter_changed", values, data=state(request), made=made)


def _moved(
    request: Request, old: dt.datetime, length: dt.timedelta | None, timed: bool = True
) -> dt.datetime | None:
    """The old moment put off or brought forward, or with the day or the time now said; what was
    `timed` keeps its half of the day."""
    if length is not None and _EARLIER.search(request.text):
        return old - length
    if length is not None and _LATER.search(request.text):
        return old + length
    day, time = old.date(), old.time()
    for slot in reversed(time_slots(request)):
        match slot.value:
            case DateValue(date=date):
                day = _near(old, date, slot.text, request)
            case RangeValue(start=DateValue(date=date)):
                day = date
            case TimeValue(time=said, ambiguous=ambiguous):
                time = _same_half(said, old) if ambiguous and timed else said
            case MomentValue(at=at, ambiguous=ambiguous):
                there = local(at, request.context)
                if _says_day(request):
                    day = _near(old, there.date(), slot.text, request)
                time = _same_half(there.time(), old) if ambiguous and timed else there.time()
    new = dt.datetime.combine(day, time, old.tzinfo)
    return None if new == old else new


def _near(old: dt.datetime, date: dt.date, said: str, request: Request) -> dt.date:
    """A bare 목요일 is that of the week of what is changed, if it is still to come."""
    if not re.search(r"[월화수목금토일]요일", said) or re.search(r"주|오는|돌아오는|담|\d", said):
        return date
    monday = old.date() - dt.timedelta(days=old.weekday())
    there = monday + dt.timedelta(days=date.weekday())
    return there if there >= local(request.context.now, request.context).date() else date


def _on_weekday(rule: str | None, at: dt.datetime) -> str | None:
    """매주 월요일, moved to a Tuesday, is 매주 화요일; several days of the week stay."""
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[at.weekday()]
    return rule and re.sub(r"BYDAY=[A-Z]{2}(?=;|$)", f"BYDAY={code}", rule)


def _says_day(request: Request) -> bool:
    """Whether one of the times of the sentence is a day or names it."""
    return any(
        isinstance(slot.value, DateValue)
        or re.search(r"[월화수목금토일]요일|\d일|내일|모레|글피|오늘|주(?:\s|$)", slot.text)
        for slot in request.slots
    )


def _same_half(time: dt.time, old: dt.datetime) -> dt.time:
    """Eight, said after seven in the morning, is in the morning."""
    return time.replace(hour=time.hour % 12 + (12 if old.hour >= 12 else 0))


def _length(request: Request) -> dt.timedelta | None:
    """A length said anywhere in the sentence, whatever stands around it: 한 시간만, 30분 뒤로."""
    words = list(re.finditer(r"\S+", request.text))
    for first in range(len(words)):
        for last in range(min(first + 3, len(words)), first, -1):
            text = request.text[words[first].start() : words[last - 1].end()]
            text = re.sub(r"(?:만|정도|쯤|으로|로|짜리|씩)$", "", re.sub(r"[.,!~]+$", "", text))
            value = resolve(Slot("time", 0, len(text), text), request.context)
            if isinstance(value, DurationValue):
                return dt.timedelta(seconds=value.seconds)
    return None
