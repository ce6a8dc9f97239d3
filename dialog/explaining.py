"""What a turn did, told from its events alone, so that it can be told as long as they are kept.

Which way the policy took, and what changed in what skills keep. No words for a person here: a face
has its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dialog.domain import Domain
from dialog.events import (
    ActionFailed,
    Asked,
    BotReplied,
    Event,
    NotUnderstood,
    SlotSet,
    TaskEnded,
    TaskStarted,
    Understood,
)
from dialog.patterns import certain_intent
from slu.core import Understanding

Way = Literal[
    "command",
    "pattern",
    "rule",
    "form",
    "follow_up",
    "answer",
    "again",
    "resumed",
    "fallback",
    "cancelled",
    "given_up",
    "failed",
    "not_understood",
]
_CERTAIN = {"command", "pattern"}
_CANCELLED = {"utter_cancelled", "utter_nothing_to_cancel"}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that a skill wrote (`added`) or took away, of the table that it calls `table`."""

    table: str
    row: Any
    added: bool = True


def ways(events: Iterable[Event], domain: Domain) -> tuple[Way, ...]:
    """Which ways the policy took in a turn, each once, in their order; what made the intent
    certain comes first."""
    found: dict[Way, None] = {}
    begun = False
    for event in events:
        begun = begun or isinstance(event, TaskStarted)
        way = _way(event, domain, begun)
        if isinstance(event, BotReplied) and not set(found) - _CERTAIN:
            way = _said(event, domain)
        if way is not None:
            found[way] = None
    return tuple(found)


def _way(event: Event, domain: Domain, begun: bool) -> Way | None:
    """What one event tells; `begun`: a task began in this turn, so its values answer nothing."""
    match event:
        case NotUnderstood():
            return "not_understood"
        case Understood(understanding=found):
            return _certain(found, domain)
        case TaskStarted():
            return _started(event, domain)
        case SlotSet() if not begun:
            return "answer"
        case Asked(again=True):
            return "again"
        case Asked(resumed=True):
            return "resumed"
        case TaskEnded(reason="cancelled" | "given_up" as reason):
            return reason
        case ActionFailed():
            return "failed"
    return None


def _certain(found: Understanding, domain: Domain) -> Way | None:
    if found.text.startswith("/"):
        return "command"
    return "pattern" if certain_intent(found.text, domain) == found.intent else None


def _started(event: TaskStarted, domain: Domain) -> Way:
    spec = domain.spec
    if event.name == spec.fallback.action:
        return "fallback"
    if event.name in (spec.follow_ups.change, spec.follow_ups.undo):
        return "follow_up"
    return "form" if event.name in spec.forms else "rule"


def _said(event: BotReplied, domain: Domain) -> Way:
    """A turn that only said something."""
    if _CANCELLED & set(event.responses):
        return "cancelled"
    return "fallback" if domain.spec.fallback.action in event.responses else "rule"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What is other in the states that skills told, row by row: of a table the rows that came and
    went, of a single value the new one. What was not told before began empty."""
    found: list[Change] = []
    for key, now in after.items():
        then = before.get(key)
        if isinstance(now, Mapping):
            old = then if isinstance(then, Mapping) else {}
            for name in {**old, **now}:
                found += _rows(str(name), old.get(name, ()), now.get(name, ()))
        elif isinstance(now, list | tuple):
            found += _rows(key, then if isinstance(then, list | tuple) else (), now)
        elif now != then and (now or then):
            found.append(Change(key, now))
    return found


def _rows(table: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Change]:
    old, new = list(before), list(after)
    was, is_ = [_key(row) for row in old], [_key(row) for row in new]
    yield from (
        Change(table, row, added=False) for row, key in zip(old, was, strict=True) if key not in is_
    )
    yield from (Change(table, row) for row, key in zip(new, is_, strict=True) if key not in was)


def _key(row: Any) -> Any:
    """What a row is known by: one moment in two zones is one, and what comes again is the same
    row after it has rung."""
    if not isinstance(row, Mapping):
        return row
    often = bool(row.get("rule"))
    return {key: _moment(value) for key, value in row.items() if not (often and key == "at")}


def _moment(value: Any) -> Any:
    try:
        return dt.datetime.fromisoformat(value).timestamp()
    except (TypeError, ValueError):
        return value
