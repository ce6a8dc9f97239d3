"""Conversations as a whole, for those who look after them: list, export, replay, delete, expire.

The two cases in which events are taken away, a person's wish and age, are here and nowhere else.
Every table with a column `conversation` is a person's, and what hangs on its rows by a foreign key
with ON DELETE CASCADE; so an assistant need not be loaded to have its data erased.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import MetaData, Table, delete, func, select
from sqlalchemy.orm import Session

from dialog import journal
from dialog.events import Recorded, SessionStarted, event_from_json, event_to_json
from dialog.journal import EventRow, OriginalRow, Taken
from dialog.labelling import LearnableRow
from dialog.outbox import MessageRow
from dialog.schedule import Scheduled
from dialog.store import Store
from dialog.tracker import Tracker
from slu.errors import DataError

_TRACKER: TypeAdapter[Tracker] = TypeAdapter(Tracker)
_MOST_TRIES = 100


@dataclass(frozen=True, slots=True)
class Summary:
    """One conversation: how many events are stored, and the moments of the first and the last."""

    conversation: str
    events: int
    first: dt.datetime
    last: dt.datetime


def summaries(store: Store) -> list[Summary]:
    """Every conversation that has events, the one heard last first."""
    first, last = func.min(EventRow.at), func.max(EventRow.at)
    query = (
        select(EventRow.conversation, func.count(), first, last)
        .group_by(EventRow.conversation)
        .order_by(last.desc(), EventRow.conversation)
    )
    with store.reading() as session:
        return [Summary(*row) for row in session.execute(query)]


def export(store: Store, conversation: str) -> Iterator[str]:
    """The stored events, one JSON object a line. Raises DataError when there are none."""
    with store.reading() as session:
        recorded = journal.events(session, conversation)
    if not recorded:
        raise DataError(f"'{conversation}'이라는 대화가 없습니다. conversations list로 찾아보세요.")
    yield from lines(conversation, recorded)


def lines(conversation: str, recorded: Iterable[Recorded]) -> Iterator[str]:
    """Events as `export` writes them and `replay` reads them."""
    for one in recorded:
        line = {"conversation": conversation, "number": one.number, "at": one.at.isoformat()}
        yield json.dumps({**line, "event": event_to_json(one.event)}, ensure_ascii=False)


def replay(path: Path) -> list[Tracker]:
    """Where each conversation of an exported file stands: its events folded again. Raises
    DataError for a line that is no event or not the next one."""
    trackers: dict[str, Tracker] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError("파일을 읽을 수 없습니다. 내보낸 JSON 줄 파일인지 보세요.", path) from fault
    for at, line in enumerate(lines, start=1):
        try:
            name, recorded = _read(line)
            tracker = trackers.get(name) or journal.begun(name, recorded.number)
            trackers[name] = tracker.apply(recorded)
        except (ValueError, KeyError, TypeError, ValidationError) as fault:
            raise DataError(
                "이 줄은 대화의 다음 사건이 아닙니다. 내보낸 그대로인지 확인해 주세요.", path, at
            ) from fault
    return list(trackers.values())


def _read(line: str) -> tuple[str, Recorded]:
    data = json.loads(line)
    at = dt.datetime.fromisoformat(data["at"])
    return data["conversation"], Recorded(data["number"], at, event_from_json(data["event"]))


def stored(store: Store, conversation: str) -> Tracker:
    """Where the conversation stands by its events alone."""
    with store.reading() as session:
        recorded = journal.events(session, conversation)
    first = recorded[0].number if recorded else 1
    return journal.begun(conversation, first).apply_all(recorded)


def tracker_to_json(tracker: Tracker) -> dict[str, Any]:
    """The tracker as plain JSON types."""
    data: dict[str, Any] = _TRACKER.dump_python(tracker, mode="json")
    return data


def erase(store: Store, conversation: str) -> dict[str, int]:
    """Takes everything of a conversation out of every table; gives the rows taken, by table.

    The events go first: whoever holds the last of them is in mid-turn and is waited for; who comes
    later finds nothing to hold, and begins a new conversation when this one is gone."""
    tables = _personal_tables(store)
    with store.writing() as session:
        taken = {EventRow.__tablename__: _all_taken(session, tables["events"], conversation)}
        for name, table in tables.items():
            if name != EventRow.__tablename__:
                taken[name] = _taken(session, table, conversation)
    return {name: count for name, count in taken.items() if count}


def _all_taken(session: Session, events: Table, conversation: str) -> int:
    """Until none is left: a turn may have ended while the deletion waited for it."""
    taken = 0
    for _ in range(_MOST_TRIES):
        count = _taken(session, events, conversation)
        if not count:
            return taken
        taken += count
    raise Taken(f"{conversation}: {_MOST_TRIES} turns came first")


def _taken(session: Session, table: Table, conversation: str) -> int:
    rows = session.connection().execute(delete(table).where(table.c.conversation == conversation))
    return rows.rowcount


def _personal_tables(store: Store) -> dict[str, Table]:
    """Every table of the database that has a column `conversation`, what refers before what is
    referred to."""
    metadata = MetaData()
    with store.reading() as session:
        metadata.reflect(session.connection())
    tables = reversed(metadata.sorted_tables)
    return {table.name: table for table in tables if "conversation" in table.c}


def expire(store: Store, before: dt.datetime) -> dict[str, int]:
    """Takes away what is older: events up to the last beginning of a session before which all is
    old, messages that are settled, rings that are over. What a person asked to keep (lists, alarms
    that will ring) stays. Gives the rows taken, by table."""
    events = 0
    for one in summaries(store):
        if one.first < before:
            with store.writing() as session:
                events += _expired(session, one.conversation, before)
    young = select(EventRow.number).where(
        EventRow.conversation == OriginalRow.conversation,
        EventRow.number == OriginalRow.number,
        EventRow.at >= before,
    )
    event = select(EventRow.number).where(
        EventRow.conversation == LearnableRow.conversation, EventRow.number == LearnableRow.number
    )
    settled = {
        "learnable": delete(LearnableRow).where(~event.exists()),
        "event_originals": delete(OriginalRow).where(~young.exists()),
        "outbox": delete(MessageRow).where(MessageRow.state != "waiting", MessageRow.due < before),
        "scheduled": delete(Scheduled).where(Scheduled.state != "armed", Scheduled.at < before),
    }
    with store.writing() as session:
        connection = session.connection()
        taken = {name: connection.execute(which).rowcount for name, which in settled.items()}
    return {name: count for name, count in {"events": events, **taken}.items() if count}


def _expired(session: Session, conversation: str, before: dt.datetime) -> int:
    """A new session forgets what was before it, so the tracker misses nothing that is gone."""
    stays = _first_to_stay(journal.events(session, conversation), before)
    rows = session.connection().execute(
        delete(EventRow).where(EventRow.conversation == conversation, EventRow.number < stays)
    )
    return rows.rowcount


def _first_to_stay(recorded: list[Recorded], before: dt.datetime) -> int:
    """The number of the event with which the last session begins before which all is old; one
    more than the last number when everything is."""
    if recorded[-1].at < before:
        return recorded[-1].number + 1
    stays = recorded[0].number
    for at, one in enumerate(recorded):
        if isinstance(one.event, SessionStarted):
            begin = at if one.event.asked else at - 1  # after the sentence that began it
            if begin > 0 and recorded[begin - 1].at < before:
                stays = recorded[begin].number
    return stays
