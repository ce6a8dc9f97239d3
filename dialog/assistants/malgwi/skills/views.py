"""What the skills keep, told for tests of conversations: list.쇼핑=우유, 빵.

docs/test-dialogs.md explains the names; what rings and what is open is `dialog.dialogs.state`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog.assistants.malgwi.skills.list_words import same_list
from dialog.assistants.malgwi.skills.sound import is_muted, volume
from dialog.assistants.malgwi.skills.tables import Contact, Device, Event, NamedList, Taste
from dialog.saying_often import say_rule

NAMES = (
    "event.count",
    "event.title",
    "event.day",
    "event.time",
    "event.place",
    "event.repeat",
    "list.count",
    "list.*",
    "light.*",
    "plug.*",
    "cleaner",
    "coffee",
    "volume",
    "muted",
    "contact.*",
    "liked",
    "disliked",
)
_View = dict[str, tuple[str, ...]]


def view(session: Session, conversation: str, now: dt.datetime) -> _View:
    """Every name that has a value now."""
    return {
        **_events(session, conversation, now),
        **_lists(session, conversation),
        **_devices(session, conversation),
        **_people(session, conversation),
        **_tastes(session, conversation),
        "volume": (str(volume(session, conversation)),),
        "muted": (_yes(is_muted(session, conversation, now)),),
    }


def _yes(said: bool) -> str:
    return "예" if said else "아니요"


def _events(session: Session, conversation: str, now: dt.datetime) -> _View:
    wanted = select(Event).where(Event.conversation == conversation).order_by(Event.start)
    events = list(session.scalars(wanted))
    starts = [(event, event.start.astimezone(now.tzinfo)) for event in events]
    return {
        "event.count": (str(len(events)),),
        "event.title": tuple(event.title for event in events),
        "event.day": tuple(at.date().isoformat() for _, at in starts),
        "event.time": tuple(f"{at:%H:%M}" for event, at in starts if not event.all_day),
        "event.place": tuple(event.place for event in events if event.place),
        "event.repeat": tuple(say_rule(event.rule) for event in events if event.rule),
    }


def _lists(session: Session, conversation: str) -> _View:
    lists = list(session.scalars(select(NamedList).where(NamedList.conversation == conversation)))
    things = {
        f"list.{name}": tuple(item.text for item in one.items)
        for one in lists
        for name in (same_list(one.name), one.name)  # 쇼핑 is told of 장보기, too
    }
    return {"list.count": (str(len(lists)),), **things}


def _devices(session: Session, conversation: str) -> _View:
    """light.거실, light.거실.level, light.거실.colour, plug.선풍기, cleaner, coffee."""
    told: _View = {}
    for one in session.scalars(select(Device).where(Device.conversation == conversation)):
        on = ("켜짐" if one.on else "꺼짐",)
        name = " ".join(part for part in (one.place, one.name) if part)
        if one.kind == "light":
            told[f"light.{name}"] = on
            told[f"light.{name}.level"] = (str(one.level),)
            told[f"light.{name}.colour"] = (one.colour,)
        else:
            told[f"plug.{name}" if one.kind == "plug" else one.kind] = on
    return told


def _people(session: Session, conversation: str) -> _View:
    told: _View = {}
    for one in session.scalars(select(Contact).where(Contact.conversation == conversation)):
        told[f"contact.{one.name}"] = (*told.get(f"contact.{one.name}", ()), one.value)
    return told


def _tastes(session: Session, conversation: str) -> _View:
    tastes = list(session.scalars(select(Taste).where(Taste.conversation == conversation)))
    return {
        "liked": tuple(one.what for one in tastes if one.liked),
        "disliked": tuple(one.what for one in tastes if not one.liked),
    }
