"""The events of conversations in the database: append-only, numbered without gaps.

The unique key (conversation, number) is the only lock: whoever appends a number first has the
turn, and who comes second finds it taken before having done anything. What is personal is masked
before it is stored; the tracker in memory has what was said. Erasing is `dialog.erasing`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Final, cast

from sqlalchemy import JSON, Row, String, Table, and_, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialog.events import Event, Recorded, event_from_json, event_to_json
from dialog.masking import MASKS_NOTHING, Masker
from dialog.store import Base, Utc
from dialog.tracker import Tracker


class EventRow(Base):
    __tablename__ = "events"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(Utc)
    event: Mapped[dict[str, Any]] = mapped_column(JSON)


class OriginalRow(Base):
    """A masked event as it was, kept while a question is open: the form must not forget the
    number it was told. Gone in the transaction that closes the last question."""

    __tablename__ = "event_originals"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[dict[str, Any]] = mapped_column(JSON)


_EVENTS, _ORIGINALS = cast(Table, EventRow.__table__), cast(Table, OriginalRow.__table__)
_NAME: Any = bindparam("conversation", type_=String)
# Built once: building a statement takes longer than running it.
_LAST: Final = (
    select(_EVENTS.c.number)
    .where(
        _EVENTS.c.conversation == _NAME,
        _EVENTS.c.number == bindparam("number"),
        _EVENTS.c.at == bindparam("at", type_=Utc),
    )
    .with_for_update(read=True, key_share=True)
)
_STORED: Final = (
    select(_EVENTS.c.number, _EVENTS.c.at, _EVENTS.c.event)
    .where(_EVENTS.c.conversation == _NAME)
    .order_by(_EVENTS.c.number)
)
_INSERT: Final = insert(_EVENTS)
# From a number on, each with its original where one is kept.
_LIVE: Final = (
    _STORED.add_columns(_ORIGINALS.c.event.label("original"))
    .outerjoin(
        _ORIGINALS,
        and_(
            _ORIGINALS.c.conversation == _EVENTS.c.conversation,
            _ORIGINALS.c.number == _EVENTS.c.number,
        ),
    )
    .where(_EVENTS.c.number >= bindparam("first"))
)


class Taken(Exception):
    """Another turn of this conversation came first; start over."""


class Journal:
    """Appends to one conversation within one transaction, and folds as it goes.

    `tracker` must be as old or as new as the database; `recorded` is what was added here, as it
    is stored, `turn` the same as it was said. `finish` comes last: what was added after a claim is
    written then.
    """

    def __init__(
        self,
        session: Session,
        tracker: Tracker,
        now: dt.datetime,
        masker: Masker = MASKS_NOTHING,
    ):
        self.session, self.tracker, self.now = session, tracker, now
        self.recorded: list[Recorded] = []
        self.turn: list[Recorded] = []
        self._masker, self._held = masker, False
        self._was_open = bool(tracker.tasks)
        self._rows: list[dict[str, Any]] = []
        self._originals: list[dict[str, Any]] = []
        self._actions = 0

    def hold(self) -> None:
        """Makes sure that the tracker's last event still stands, until the transaction ends: a
        conversation may be erased meanwhile. Raises Taken when it is gone."""
        if self._held:
            return
        self._held = True
        if not self.tracker.number:
            return
        last = {
            "conversation": self.tracker.conversation,
            "number": self.tracker.number,
            "at": self.tracker.at,
        }
        if self.session.connection().scalar(_LAST, last) is None:
            raise Taken

    def claim(self, event: Event) -> None:
        """Adds the event that opens a turn. Raises Taken when its number is not free."""
        self.hold()
        self.add(event)
        try:
            self._write()
        except IntegrityError:
            raise Taken from None

    def add(self, *events: Event) -> None:
        for event in events:
            number, data = self.tracker.number + 1, event_to_json(event)
            hidden = self._masker.data(data)
            stored = event if hidden is data else event_from_json(hidden)
            self.turn.append(Recorded(number, self.now, event))
            self.tracker = self.tracker.apply(self.turn[-1])
            self.recorded.append(Recorded(number, self.now, stored))
            key = {"conversation": self.tracker.conversation, "number": number}
            self._rows.append({**key, "at": self.now, "event": hidden})
            if hidden is not data:
                self._originals.append({**key, "event": data})

    def action_key(self) -> str:
        """The idempotency key of the next action: 32 hexadecimal digits, the same for the same
        place in the same turn. The moment sets apart a number that is used again after erasing."""
        turn = self.recorded[0]
        place = f"{self.tracker.conversation}\n{turn.number}\n{turn.at.isoformat()}"
        self._actions += 1
        return hashlib.sha256(f"{place}\n{self._actions}".encode()).hexdigest()[:32]

    def finish(self) -> None:
        """Writes what is not written yet."""
        self._write()
        if self.tracker.tasks and self._originals:
            self.session.connection().execute(insert(_ORIGINALS), self._originals)
        elif self._was_open and not self.tracker.tasks and self._masker.kinds:
            conversation = self.tracker.conversation
            self.session.execute(
                delete(OriginalRow).where(OriginalRow.conversation == conversation)
            )

    def _write(self) -> None:
        if self._rows:
            self.session.connection().execute(_INSERT, self._rows)
            self._rows = []


def events(session: Session, conversation: str) -> list[Recorded]:
    """The conversation's events as they are stored, in order."""
    rows = session.connection().execute(_STORED, {"conversation": conversation})
    return [Recorded(number, at, event_from_json(event)) for number, at, event in rows]


def before(session: Session, conversation: str, number: int, most: int) -> list[Recorded]:
    """Up to `most` events before this number, as they were said where that is still kept."""
    since = {"conversation": conversation, "first": max(number - most, 0)}
    rows = session.connection().execute(_LIVE, since)
    return [_recorded(row) for row in rows if row.number < number]


def brought_up(session: Session, tracker: Tracker) -> Tracker:
    """The tracker with what was recorded since; built anew when its conversation was erased."""
    since = {"conversation": tracker.conversation, "first": tracker.number}
    rows = session.connection().execute(_LIVE, since).all()
    if tracker.number:
        if not rows or (rows[0].number, rows[0].at) != (tracker.number, tracker.at):
            return brought_up(session, Tracker(tracker.conversation))
        rows = rows[1:]
    elif rows:
        tracker = begun(tracker.conversation, rows[0].number)
    return tracker.apply_all(_recorded(row) for row in rows)


def begun(conversation: str, number: int) -> Tracker:
    """A tracker before its first event; that may have a later number when older ones expired."""
    return Tracker(conversation, number=number - 1)


def _recorded(row: Row[Any]) -> Recorded:
    return Recorded(row.number, row.at, event_from_json(row.original or row.event))
