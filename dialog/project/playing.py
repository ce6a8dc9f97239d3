"""Plays stories with an assistant's own policy: intents and entities are given, actions do nothing
but set the slots that the story tells, and what the assistant does is compared.

So are rules, forms, slots and responses tested, neither understanding nor actions: Rasa's `rasa
test core` does the same. A form counts as done in every turn in which it asks or is filled.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dialog.assistant import Assistant, Exchange
from dialog.domain import Domain
from dialog.events import Asked, BotReplied, SlotsChanged, TaskEnded
from dialog.project.stories import Story, StoryTurn
from dialog.skill import Outcome, Request, Skill
from dialog.store import Store
from dialog.tracker import Task
from slu.core import Context, Understanding

_NOW: Final = dt.datetime(2026, 3, 2, 10, 0)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A turn after which the assistant did something else than its story says."""

    story: Story
    turn: StoryTurn
    did: tuple[str, ...]


@dataclass
class _Stub:
    """Every action: says nothing, and sets what the story's turn has set after it."""

    slots: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)

    def skill(self, action: str) -> Skill:
        def act(request: Request) -> Outcome:
            pairs = self.slots.get(action, ())
            events = tuple({"event": "slot", "name": name, "value": v} for name, v in pairs)
            return Outcome(action, said="", events=(SlotsChanged(events),) if events else ())

        return act


class _Unasked:
    """Stories give intents; nothing is to be understood."""

    def understand(self, text: str, context: Context) -> Understanding:
        return Understanding(text, "", 0.0, in_scope=False)


class Player:
    """Plays stories one after the other, each in a conversation of its own."""

    def __init__(self, domain: Domain):
        self._domain, self._stub = domain, _Stub()
        skills = {action: self._stub.skill(action) for action in domain.spec.actions}
        store = Store("sqlite://")
        store.create_tables()
        self._assistant = Assistant(domain, skills, _Unasked(), store)
        self._played = 0

    def mismatches(self, stories: Iterable[Story]) -> list[Mismatch]:
        """The first of each story; a story with a fault is passed over."""
        found = (self._play(story) for story in stories if story.fault is None)
        return [one for one in found if one is not None]

    def _play(self, story: Story) -> Mismatch | None:
        self._played += 1
        for turn in story.turns:
            self._stub.slots = turn.slots
            name = f"story {self._played}"
            exchange = self._assistant.turn(name, _command(turn), _NOW)
            did = tuple(_names(exchange, self._assistant.tracker(name).task, self._domain))
            if did != turn.actions:
                return Mismatch(story, turn, did)
        return None


def _names(exchange: Exchange, waiting: Task | None, domain: Domain) -> list[str]:
    """What was done, in order, by the names that stories use: a question is the form that asks,
    and a form that is filled stands before what follows it."""
    events = [recorded.event for recorded in exchange.events]
    asked = {event.response for event in events if isinstance(event, Asked)}
    said = next((event.responses for event in events if isinstance(event, BotReplied)), ())
    form = "" if waiting is None else waiting.name
    names = [form if name in asked else name.partition("/")[0] for name in said]
    for event in events:
        if isinstance(event, TaskEnded) and event.reason == "done":
            after = _after(event.name, domain)
            if after in names:
                names.insert(names.index(after), event.name)
    return names


def _after(form: str, domain: Domain) -> str | None:
    """What the rule of a form has after it; None for what is no form."""
    for rule in domain.rules.values():
        if form == rule.form:
            return rule.actions[rule.actions.index(form) + 1]
    return None


def _command(turn: StoryTurn) -> str:
    """The turn as a button would send it: /intent{"entity": "value"}."""
    entities: dict[str, list[Any]] = {}
    for name, value in turn.entities:
        entities.setdefault(name, []).append("" if value is None else value)
    return f"/{turn.intent}{json.dumps(entities, ensure_ascii=False) if entities else ''}"
