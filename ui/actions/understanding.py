"""Actions that give a Rasa bot our understanding of its latest message: slots with their values,
dates resolved.

A slot is set only where the bot's domain has it. Values are plain, as replies of Rasa take them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from dialog.assistant import Assistant
from dialog.patterns import corrected
from dialog.rasa.tracker_json import REQUESTED
from slu.core import Context, Understanding
from slu.korean.dates import resolve_time
from slu.understanding.resolve import SLOT_KINDS, SlotKind
from slu.values import value_to_plain

INTENT, CONFIDENCE = "malgwi_intent", "malgwi_confidence"
IN_SCOPE, ENTITIES, AMBIGUOUS = "malgwi_in_scope", "malgwi_entities", "malgwi_ambiguous"
TIMES: Final = frozenset(
    {name for name, kind in SLOT_KINDS.items() if kind in (SlotKind.DATE, SlotKind.TIME)}
    | {"datetime"}
)
Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Reader:
    """Understands for the bot of the tracker it is given. `times`: the names of the slots and
    entities that hold dates and times."""

    assistant: Assistant
    clock: Callable[[], dt.datetime]
    times: frozenset[str] = TIMES

    def understand(self, text: str, expected: str | None = None) -> Understanding:
        """As the assistant does. Raises MalgwiError for a text that is too long."""
        domain = self.assistant.domain
        return corrected(
            self.assistant.understander.understand(text, self.context(expected)), domain
        )

    def context(self, expected: str | None = None) -> Context:
        domain = self.assistant.domain
        return Context(self.clock(), domain.spec.zone, expected, domain.vocabulary)

    def parse(self, tracker: Any, domain: dict[str, Any] | None) -> Events:
        """The slots that the latest message fills, and what was understood as a whole."""
        text = said(tracker)
        if not text.strip():
            return []
        return self.read(text, tracker, domain)

    def read(self, text: str, tracker: Any, domain: dict[str, Any] | None) -> Events:
        """The slots that a text fills."""
        found = self.understand(text, tracker.slots.get(REQUESTED))
        entities = found.to_rasa()["entities"]
        values: dict[str, Any] = {
            INTENT: found.intent,
            CONFIDENCE: found.confidence,
            IN_SCOPE: found.in_scope,
            ENTITIES: entities,
        }
        for name in tracker.slots:
            for entity in _fitting(name, entities, domain):
                values.setdefault(name, entity["value"])
        return [_slot(name, value) for name, value in values.items() if name in tracker.slots]

    def resolve_dates(self, tracker: Any) -> Events:
        """Dates and times of the latest message, as its entities and slots have them in words, as
        ISO 8601. Whether a half of the day is in doubt goes into `malgwi_ambiguous`."""
        events: Events = []
        ambiguous = False
        for name, words in self._words(tracker):
            value = resolve_time(words, self.context())
            if value is not None:
                events.append(_slot(name, value_to_plain(value)))
                ambiguous |= bool(getattr(value, "ambiguous", False))
        if AMBIGUOUS in tracker.slots:
            events.append(_slot(AMBIGUOUS, ambiguous))
        return events

    def _words(self, tracker: Any) -> Iterator[tuple[str, str]]:
        """Slots to set with the words to resolve: entities of the name of a slot, and slots that
        hold what an entity of the message says, or that are known to hold times."""
        entities = tracker.latest_message.get("entities") or []
        times = {
            one["value"]
            for one in entities
            if one.get("entity") in self.times and isinstance(one.get("value"), str)
        }
        text = said(tracker)
        for name, value in tracker.slots.items():
            if not isinstance(value, str):
                continue
            if value in times or (name in self.times and value in text):
                yield name, value


def said(tracker: Any) -> str:
    """The latest message."""
    return str(tracker.latest_message.get("text") or "")


def _fitting(
    slot: str, entities: list[dict[str, Any]], domain: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    """The entities that fill the slot by its mappings; without mappings, those of its name."""
    spec = ((domain or {}).get("slots") or {}).get(slot) or {}
    mappings = [one for one in spec.get("mappings") or [] if one.get("type") == "from_entity"]
    for mapping in mappings or ([] if spec.get("mappings") else [{"entity": slot}]):
        for entity in entities:
            if all(
                entity.get(key) == mapping[key]
                for key in ("entity", "role", "group")
                if mapping.get(key) is not None
            ):
                yield entity


def _slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "timestamp": None, "name": name, "value": value}
