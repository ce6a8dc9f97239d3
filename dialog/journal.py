"""The events of conversations in the database: append-only, numbered without gaps.

The unique key (conversation, number) is the only lock: whoever appends a number first has the
turn, and who comes second finds it taken before having done anything.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialog.events import Event, Recorded, event_from_json, event_to_json
from dialog.store import Base, Utc
from dialog.tracker import Tracker


class EventRow(Base):
    __tablename__ = "events"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(Utc)
    event: Mapped[dict[str, Any]] = mapped_column(JSON)


class Taken(Exception):
    """Another turn of this conversation came first; start over."""


class Journal:
    """Appends to one conversation within one transaction, and folds as it goes.

    `tracker` must be as old or as new as the database; `recorded` is what was added here.
    """

    def __init__(self, session: Session, tracker: Tracker, now: dt.datetime):
        self.session, self.tracker, self.now = session, tracker, now
        self.recorded: list[Recorded] = []

    def claim(self, event: Event) -> None:
        """Adds the event that opens a turn. Raises Taken when its number is not free."""
        self.add(event)
        try:
            self.session.flush()
        except IntegrityError:
            raise Taken from None

    def add(self, *events: Event) -> None:
        for event in events:
            recorded = Recorded(self.tracker.number + 1, self.now, event)
            self.tracker = self.tracker.apply(recorded)
            self.recorded.append(recorded)
            self.session.add(
                EventRow(
                    conversation=self.tracker.conversation,
                    number=recorded.number,
                    at=recorded.at,
                    event=event_to_json(event),
                )
            )


def events(session: Session, conversation: str, after: int = 0) -> list[Recorded]:
    """The conversation's events with a higher number than `after`, in order."""
    rows = session.execute(
        select(EventRow.number, EventRow.at, EventRow.event)
        .where(EventRow.conversation == conversation, EventRow.number > after)
        .order_by(EventRow.number)
    )
    return [Recorded(number, at, event_from_json(data)) for number, at, data in rows]


def brought_up(session: Session, tracker: Tracker) -> Tracker:
    """The tracker with what was recorded since."""
    return tracker.apply_all(events(session, tracker.conversation, tracker.number))
