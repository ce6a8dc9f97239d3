"""What a conversation shows: its events as a list of entries, the same after a reload.

How an entry looks is `ui.web.chat_html` and `ui.web.why`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialog.assistant import Exchange
from dialog.domain_file import Button
from dialog.events import (
    Acted,
    BotReplied,
    Rang,
    Recorded,
    SessionStarted,
    Understood,
    UserSaid,
)
from dialog.voice import Heard
from slu.core import Transcript, Understanding

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds in each stage; None where a stage was not passed or not measured."""

    listening: float | None = None
    understanding: float | None = None
    acting: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange, or one ring (`said` is None). `fault`: the sentence could not be used.
    `events` are the turn's, `before` and `after` what skills had told of the state of things until
    it began and when it was over."""

    said: str | None = None
    reply: str = ""
    understanding: Understanding | None = None
    transcript: Transcript | None = None
    buttons: tuple[Button, ...] = ()
    spent: Spent = Spent()
    rings: bool = False
    fault: bool = False
    events: tuple[Recorded, ...] = ()
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)


class Visit:
    """What one open page shows: whose conversation, its entries, and what skills last told of
    the state of things. Events of one page may run at once, hence the lock."""

    def __init__(self, conversation: str, history: Iterable[Recorded] = ()):
        self.conversation = conversation
        self._entries, self._state = _entries(history)
        self._lock = threading.Lock()
        self.restored = len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        with self._lock:
            return tuple(self._entries)

    @property
    def state(self) -> State:
        return self._state

    def add(self, entry: Entry) -> None:
        with self._lock:
            before, self._state = self._state, _told(self._state, entry.events)
            self._entries.append(replace(entry, before=before, after=self._state))


def since_asked(history: Sequence[Recorded]) -> Sequence[Recorded]:
    """What a page shows of a conversation: from where the person asked to begin anew."""
    asked = SessionStarted(asked=True)
    places = (place for place, one in enumerate(history) if one.event == asked)
    return history[max(places, default=0) :]


def _entries(history: Iterable[Recorded]) -> tuple[list[Entry], State]:
    """A conversation that has been going on, and the state of things."""
    entries: list[Entry] = []
    state: State = {}
    for one in history:
        match one.event:
            case SessionStarted(asked=True):
                entries.clear()
            case UserSaid(text=text):
                entries.append(Entry(said=text, before=state))
            case Rang():
                entries.append(Entry(rings=True, before=state))
        state = _told(state, (one,))
        if entries:
            entries[-1] = _grown(entries[-1], one, state)
    return entries, state


def _grown(entry: Entry, one: Recorded, state: State) -> Entry:
    """The entry with another of its events; what comes after the reply is none of its."""
    if entry.events and isinstance(entry.events[-1].event, BotReplied):
        return entry
    entry = replace(entry, events=(*entry.events, one), after=state)
    match one.event:
        case Understood(understanding=understanding):
            return replace(entry, understanding=understanding)
        case BotReplied(text=text):
            return replace(entry, reply=text)
    return entry


def answered(said: str, exchange: Exchange, heard: Heard | None = None) -> Entry:
    """A turn just made, `heard` when it was spoken."""
    seconds = exchange.seconds
    listening = None if heard is None else heard.seconds
    return Entry(
        said=said,
        reply=exchange.reply.text,
        understanding=exchange.understanding,
        transcript=None if heard is None else heard.transcript,
        buttons=exchange.reply.buttons,
        spent=Spent(listening, seconds.understanding, seconds.acting),
        fault=exchange.understanding is None,
        events=exchange.events,
    )


def _told(state: State, events: Iterable[Recorded]) -> State:
    """The state after what skills told since; what rang once is no longer set."""
    told = dict(state)
    for one in events:
        if isinstance(one.event, Acted):
            told |= one.event.data
        elif isinstance(one.event, Rang) and "alarms" in told:
            told["alarms"] = [row for row in told["alarms"] if not _is_rung(row, one.event)]
    return told


def _is_rung(row: Any, rang: Rang) -> bool:
    try:
        return not row.get("rule") and dt.datetime.fromisoformat(row["at"]) == rang.at
    except (AttributeError, KeyError, TypeError, ValueError):  # an assistant's own kind of row
        return False
