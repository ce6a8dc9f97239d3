"""What is stored after a turn, as names and values that a person can read: alarm.time=07:00.

What the engine keeps (what rings, what is open) is told here; what an assistant's skills keep is
told by the module `views` of its skills, if there is one. docs/test-dialogs.md lists the names.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from sqlalchemy.orm import Session

from dialog import schedule
from dialog.domain import Domain
from dialog.domain_file import suggest
from dialog.saying import say, say_duration
from dialog.saying_often import say_rule
from dialog.skills import skill_package
from dialog.tracker import Tracker

View = Mapping[str, tuple[str, ...]]
Teller = Callable[[Session, str, dt.datetime], View]

KINDS = ("alarm", "timer", "reminder")
_PARTS = ("count", "time", "day", "label", "repeat", "left")
NAMES = (*(f"{kind}.{part}" for kind in KINDS for part in _PARTS), "open", "asked", "slot.*")


class State:
    """The state of conversations with one assistant."""

    def __init__(self, domain: Domain):
        self._names, self._tell = _own(domain)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name there is; `*` stands for a word of the person's."""
        return (*NAMES, *self._names)

    def fault(self, name: str) -> str | None:
        """What is wrong with the name, in Korean; None when it is one."""
        if any(fnmatchcase(name, known) for known in self.names):
            return None
        return f"모르는 상태 이름 '{name}'입니다.{suggest(name, self.names)}"

    def view(self, session: Session, tracker: Tracker, now: dt.datetime) -> View:
        """All that is there; a name that is not among them has no value."""
        conversation = tracker.conversation
        own = {} if self._tell is None else self._tell(session, conversation, now)
        return {**_rings(session, conversation, now), **_open(tracker), **own}


def _own(domain: Domain) -> tuple[tuple[str, ...], Teller | None]:
    """The names of the assistant's own state, and the function that tells it."""
    name = f"{skill_package(domain)}.views"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as fault:
        if fault.name == name:
            return (), None
        raise
    names: tuple[str, ...] = module.NAMES
    tell: Teller = module.view
    return names, tell


def _rings(session: Session, conversation: str, now: dt.datetime) -> View:
    """What is armed, by kind, the earliest first."""
    told: dict[str, tuple[str, ...]] = {}
    armed = schedule.upcoming(session, conversation)
    for kind in KINDS:
        these = [one for one in armed if one.kind == kind]
        at = [one.at.astimezone(now.tzinfo) for one in these]
        told[f"{kind}.count"] = (str(len(these)),)
        told[f"{kind}.time"] = tuple(clock(one) for one in at)
        told[f"{kind}.day"] = tuple(one.date().isoformat() for one in at)
        told[f"{kind}.label"] = tuple(one.label for one in these if one.label)
        told[f"{kind}.repeat"] = tuple(say_rule(one.rule) for one in these if one.rule)
        told[f"{kind}.left"] = tuple(say_duration(int((one - now).total_seconds())) for one in at)
    return told


def _open(tracker: Tracker) -> View:
    task = tracker.task
    if task is None or task.question is None:
        return {}
    slots = {f"slot.{name}": (say(value),) for name, value in task.filled.items()}
    return {"open": (task.intent,), "asked": (task.question.slot,), **slots}


def clock(at: dt.datetime) -> str:
    """07:00, with its seconds only if it has some."""
    return at.strftime("%H:%M:%S" if at.second else "%H:%M")
