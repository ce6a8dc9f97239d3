"""Alarms and timers: set, told, taken away. They ring through `dialog.schedule`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from dialog import schedule
from dialog.assistants.malgwi.skills.doubt import half_question, kept_title, said_times
from dialog.assistants.malgwi.skills.repeats import daily_until, repeating, rule_of
from dialog.assistants.malgwi.skills.speak import local, say_all, say_when
from dialog.assistants.malgwi.skills.when import (
    days_of,
    is_at_said_time,
    lead_of,
    length_of,
    moment,
    says_time_of_day,
)
from dialog.assistants.malgwi.skills.words import (
    ALL,
    answered,
    is_answering,
    is_confirmed,
    pick,
    plain_slot,
)
from dialog.saying import say_duration, say_recurrence
from dialog.schedule import Scheduled
from dialog.skill import Outcome, Request
from slu.values import DurationValue, MomentValue, RecurrenceValue

_TIMER = re.compile(
    r"타이머|(?:분|초|시간)(?: ?반)?(?:만|간|동안)? ?(?:좀 )?(?:재|세) ?(?:줘|주|봐|다오|라)"
)
_NEXT = re.compile(r"다음|가장 이른|제일 이른|첫")
_KINDS = ("alarm", "timer")


def set_alarm(request: Request) -> Outcome:
    """A timer for a length, an alarm for a moment; asks for the time when none is said, and for
    the half of the day when both are likely."""
    request = repeating(request, alarm=True)
    at = moment(request)
    if _TIMER.search(request.text) or is_answering(request, "length"):
        return _set_timer(request, _timer_length(request, at))
    if at is None:
        return Outcome("utter_ask_time", ask="time", keep=said_times(request))
    question = half_question(request, at, alarm=True, keep=kept_title(_title(request)))
    if question is not None:
        return question
    at = replace(at, at=at.at - (lead_of(request) or dt.timedelta()))
    if at.at <= request.context.now:
        return Outcome(
            "utter_ask_time_past", {"when": say_when(at.at, request.context)}, ask="time"
        )
    return _set_alarm(request, at)


def _timer_length(request: Request, at: MomentValue | None) -> dt.timedelta | None:
    answer = request.filled.get("length")
    said = length_of(request)
    if said is None and isinstance(answer, DurationValue):
        return dt.timedelta(seconds=answer.seconds)
    return said or (at.at - request.context.now if at is not None else None)


def _set_timer(request: Request, length: dt.timedelta | None) -> Outcome:
    if length is None or length <= dt.timedelta(0):
        return Outcome("utter_ask_timer_length", ask="length")
    timer = _add(request, "timer", request.context.now + length, None)
    said = say_duration(int(length.total_seconds()))
    made = f"timer:{timer.id}"
    return Outcome("utter_timer_set", {"length": said}, data=state(request), made=made)


def _set_alarm(request: Request, at: MomentValue) -> Outcome:
    rule = rule_of(request) or daily_until(request)
    scheduled = _add(request, "alarm", at.at, rule)
    label = f" '{scheduled.label}'" if scheduled.label else ""
    made = f"alarm:{scheduled.id}"
    if rule is not None:
        often = say_recurrence(RecurrenceValue(rule, local(at.at, request.context).time()))
        values = {"often": often, "label": label}
        return Outcome("utter_alarm_set_often", values, data=state(request), made=made)
    values = {"when": say_when(at.at, request.context), "label": label}
    return Outcome("utter_alarm_set", values, data=state(request), made=made)


def ring_again(request: Request, rung: Scheduled, at: dt.datetime) -> Outcome:
    """오 분만 더: what rang, once more."""
    zone = request.context.zone
    again = schedule.add(
        request.session, request.conversation, rung.kind, rung.label, at, None, zone
    )
    length = say_duration(int((at - request.context.now).total_seconds()))
    values = {"length": length, "when": say_when(at, request.context)}
    made = f"{rung.kind}:{again.id}"
    return Outcome("utter_snoozed", values, data=state(request), made=made)


def _add(request: Request, kind: str, at: dt.datetime, rule: str | None) -> Scheduled:
    zone, label = request.context.zone, _title(request)
    return schedule.add(request.session, request.conversation, kind, label, at, rule, zone)


def _title(request: Request) -> str:
    said = plain_slot(request, "event_name", "alarm_type")
    return said or answered(request, "event_name") or ""


def query_alarms(request: Request) -> Outcome:
    """Those that fit the day and the time said; the next one alone when it is asked for."""
    found = _matching(request)
    if not found:
        name = "utter_no_alarm_then" if _narrowed(request) and _all(request) else "utter_no_alarms"
        return Outcome(name, data=state(request))
    if re.search(r"다음", request.text) and not re.search(r"다음 ?(?:주|달)", request.text):
        found = found[: _how_many(request.text)]
    return Outcome("utter_alarms", _said(request, found), data=state(request))


def _how_many(text: str) -> int:
    for word, number in (("두 개", 2), ("세 개", 3), ("네 개", 4), ("다섯 개", 5)):
        if word in text:
            return number
    return 1


def remove_alarms(request: Request) -> Outcome:
    """Those that fit; asks which one when several are there and nothing tells them apart."""
    found, everything = _matching(request), bool(ALL.search(request.text))
    if not found:
        name = "utter_no_alarm_then" if _all(request) else "utter_no_alarms"
        return Outcome(name, data=state(request))
    chosen = pick(request.text, found) if len(found) > 1 else None
    if chosen is None and _NEXT.search(request.text) and not everything:
        chosen = found[0]
    if chosen is not None:
        found = [chosen]
    if len(found) > 1 and not everything and not _narrowed(request):
        return Outcome("utter_ask_alarm_which", _said(request, found), ask="time")
    is_sure = is_confirmed(request) or is_answering(request, "time")
    if len(found) > 1 and everything and not is_sure:
        return Outcome("utter_ask_sure_alarms", _said(request, found), ask="sure")
    return take_away(request, found)


def take_away(request: Request, found: list[Scheduled]) -> Outcome:
    """These ring no more."""
    for scheduled in found:
        schedule.cancel(request.session, scheduled)
    return Outcome("utter_alarms_removed", _said(request, found), data=state(request), made="")


def _all(request: Request) -> list[Scheduled]:
    """Alarms and timers; timers alone when the sentence speaks of timers."""
    kinds = ("timer",) if _TIMER.search(request.text) else _KINDS
    armed = schedule.upcoming(request.session, request.conversation)
    return [scheduled for scheduled in armed if scheduled.kind in kinds]


def _narrowed(request: Request) -> bool:
    """Whether the request says which ones."""
    said = (days_of(request), _label(request), rule_of(request))
    return says_time_of_day(request) or any(each is not None for each in said)


def _label(request: Request) -> str | None:
    """A label that at least one of the alarms bears: 기상 알람 where none is called so is any."""
    label = plain_slot(request, "event_name", "alarm_type")
    return label if label and any(label in one.label for one in _all(request)) else None


def _matching(request: Request) -> list[Scheduled]:
    """By time and label; then those that come as often as said (평일 알람), else by day."""
    days, label, rule = days_of(request), _label(request), rule_of(repeating(request, alarm=True))
    fitting = [
        one
        for one in _all(request)
        if is_at_said_time(one.at, request) and (label is None or label in one.label)
    ]
    as_often = [one for one in fitting if rule is not None and one.rule == rule]
    return as_often or [
        one for one in fitting if days is None or local(one.at, request.context).date() in days
    ]


def _said(request: Request, found: list[Scheduled]) -> dict[str, str]:
    return {"count": str(len(found)), "alarms": say_all(_name(request, one) for one in found)}


def _name(request: Request, one: Scheduled) -> str:
    if one.kind == "timer":
        left = int((one.at - request.context.now).total_seconds())
        return f"{say_duration(max(left, 0))} 남은 타이머"
    when = say_when(one.at, request.context)
    if one.rule is not None:
        when = say_recurrence(RecurrenceValue(one.rule, local(one.at, request.context).time()))
    return f"{when} '{one.label}'" if one.label else when


def state(request: Request) -> dict[str, object]:
    """The alarms and timers that are set, for a face to show."""
    armed = schedule.upcoming(request.session, request.conversation)
    return {
        "alarms": [
            {"kind": one.kind, "label": one.label, "at": one.at.isoformat(), "rule": one.rule}
            for one in armed
            if one.kind in _KINDS
        ]
    }
