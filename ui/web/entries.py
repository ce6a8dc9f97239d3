"""What a conversation shows: its events as a list of entries, the same after a reload.

How an entry looks is `ui.web.render`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds in each stage; None where a stage was not passed or not measured."""

    listening: float | None = None
    understanding: float | None = None
    acting: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange, or one ring (`said` is None). `fault`: the sentence could not be used."""

    said: str | None = None
    reply: str = ""
    understanding: Understanding | None = None
    transcript: Transcript | None = None
    buttons: tuple[Button, ...] = ()
    spent: Spent = Spent()
    rings: bool = False
    fault: bool = False


class Visit:
    """What one open page shows: whose conversation, its entries, and what skills last told of
    the state of things. Events of one page may run at once, hence the lock."""

    def __init__(self, conversation: str, history: Iterable[Recorded] = ()):
        recorded = list(history)
        self.conversation = conversation
        self._entries = _entries(recorded)
        self._state = _told({}, recorded)
        self._lock = threading.Lock()
        self.restored = len(self._entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        with self._lock:
            return tuple(self._entries)

    @property
    def state(self) -> Mapping[str, Any]:
        return self._state

    def add(self, entry: Entry, events: Iterable[Recorded] = ()) -> None:
        with self._lock:
            self._entries.append(entry)
            self._state = _told(self._state, events)


def _entries(history: Iterable[Recorded]) -> list[Entry]:
    """A conversation that has been going on."""
    entries: list[Entry] = []
    for one in history:
        match one.event:
            case SessionStarted(asked=True):
                entries.clear()
            case UserSaid(text=text):
                entries.append(Entry(said=text))
            case Understood(understanding=understanding) if entries:
                entries[-1] = replace(entries[-1], understanding=understanding)
            case Rang():
                entries.append(Entry(rings=True))
            case BotReplied(text=text) if entries:
                entries[-1] = replace(entries[-1], reply=text)
            case _:
                pass
    return entries


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
    )


def _told(state: Mapping[str, Any], events: Iterable[Recorded]) -> Mapping[str, Any]:
    """The state after what skills told since."""
    told = dict(state)
    for one in events:
        if isinstance(one.event, Acted):
            told |= one.event.data
    return told
