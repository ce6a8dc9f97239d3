"""A bench for the shipped assistant's skills: hand-made requests on a real SQLite session.

`run` also fills every variation of the reply, so that each call shows that no blank stays empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dialog import blanks
from dialog.domain import Domain, read_domain
from dialog.saying import say
from dialog.skill import Outcome, Request, Skill
from dialog.skills import load_skills
from dialog.store import Store
from slu.core import Context, Slot
from slu.values import DateValue, TimeValue, Value

FOLDER = Path(__file__).resolve().parents[2] / "dialog" / "assistants" / "malgwi"
SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=SEOUL)
TODAY, TOMORROW = dt.date(2026, 11, 21), dt.date(2026, 11, 22)


@cache
def domain() -> Domain:
    return read_domain(FOLDER / "domain.yml")


def at(hour: int, minute: int = 0, day: dt.date = TODAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SEOUL)


def clock(hour: int, minute: int = 0, ambiguous: bool = False) -> TimeValue:
    return TimeValue(dt.time(hour, minute), ambiguous)


def day(date: dt.date) -> DateValue:
    return DateValue(date)


@dataclass
class Said:
    """What a skill answered: its outcome, and every way in which the reply may be worded."""

    outcome: Outcome
    texts: list[str]

    @property
    def response(self) -> str:
        return self.outcome.response

    @property
    def text(self) -> str:
        return self.texts[0]


@dataclass
class Bench:
    """One conversation; `now` may be moved."""

    session: Session
    now: dt.datetime = NOW
    conversation: str = "c1"

    def run(
        self,
        skill: Skill,
        text: str,
        *slots: tuple[str, str, Value | None] | tuple[str, str],
        intent: str = "",
        filled: Mapping[str, Value] | None = None,
        expected: str | None = None,
    ) -> Said:
        """Calls the skill. A slot is (name, its text in the sentence, value)."""
        marked = tuple(_slot(text, *slot) for slot in slots)
        gathered = {slot.name: slot.value for slot in marked if slot.value is not None}
        request = Request(
            intent=intent,
            text=text,
            slots=marked,
            filled={**gathered, **(filled or {})},
            context=Context(self.now, "Asia/Seoul", expected),
            conversation=self.conversation,
            session=self.session,
        )
        outcome = skill(request)
        spoken = {name: say(value) for name, value in request.filled.items()}
        values = {**spoken, **outcome.values}
        variations = domain().responses[outcome.response]
        return Said(outcome, [blanks.fill(one.text, values) for one in variations])


def _slot(text: str, name: str, words: str, value: Value | None = None) -> Slot:
    start = text.index(words)
    return Slot(name, start, start + len(words), words, value)


def open_store() -> Store:
    """A database in memory, with the tables of engine and skills."""
    load_skills(domain())
    store = Store("sqlite://")
    store.create_tables()
    return store
