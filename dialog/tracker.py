"""Where a conversation stands: a fold over its events, with no other way to change it.

Open tasks lie on a stack: another request may interrupt one, and when it is done the one
beneath is asked about again. Storing events is `dialog.journal`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dialog.events import (
    Acted,
    Asked,
    BotReplied,
    Rang,
    Recorded,
    SessionStarted,
    SlotsChanged,
    SlotSet,
    SlotUnset,
    TaskEnded,
    TaskStarted,
    Understood,
    UserSaid,
)
from slu.core import Understanding
from slu.values import NameValue, Value


@dataclass(frozen=True, slots=True)
class Task:
    """A form or skill that is not done. `question` is what was asked last, `misses` how many
    answers to it could not be used, `resumed` whether it was put again after an interruption;
    `begun_by` is what was understood of the sentence that began it."""

    name: str
    intent: str
    filled: Mapping[str, Value] = field(default_factory=dict)
    question: Asked | None = None
    misses: int = 0
    resumed: bool = False
    begun_by: Understanding | None = None

    @property
    def requested(self) -> str | None:
        return None if self.question is None else self.question.slot


@dataclass(frozen=True, slots=True)
class Tracker:
    """`number` and `at` are those of the last event; `uses` counts how often each response was
    said; `heard` is when the person last spoke. For what is spoken of again: `understood` is the
    last sentence, `done` the task that was done last, `made` what came about or rang last,
    `since_made` sentences ago, and `mentioned` the names said last, by entity. `lasting` holds the
    slots that an action server set, as it gave them."""

    conversation: str
    number: int = 0
    at: dt.datetime | None = None
    heard: dt.datetime | None = None
    tasks: tuple[Task, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    understood: Understanding | None = None
    done: Task | None = None
    made: str | None = None
    since_made: int = 0
    mentioned: Mapping[str, NameValue] = field(default_factory=dict)
    lasting: Mapping[str, Any] = field(default_factory=dict)

    @property
    def task(self) -> Task | None:
        """The task on top."""
        return self.tasks[-1] if self.tasks else None

    @property
    def expected(self) -> str | None:
        """The slot that was just asked for."""
        return None if self.task is None else self.task.requested

    def apply(self, recorded: Recorded) -> Tracker:
        """The conversation after one more event, which must be the next one."""
        if recorded.number != self.number + 1:
            raise ValueError(f"event {recorded.number} cannot follow event {self.number}")
        after = replace(self, number=recorded.number, at=recorded.at)
        match recorded.event:
            case SessionStarted():
                made = self.made if (self.made or "").startswith("rang:") else None
                return replace(after, tasks=(), done=None, made=made, mentioned={})
            case UserSaid():
                return replace(after, heard=recorded.at, since_made=self.since_made + 1)
            case Understood(understanding=understanding):
                names = {**self.mentioned, **_names(understanding)}
                return replace(after, understood=understanding, mentioned=names)
            case TaskStarted(name=name, intent=intent):
                begun = Task(name, intent, begun_by=_part(self.understood, intent))
                return replace(after, tasks=(*self.tasks, begun))
            case TaskEnded(reason=reason):
                done = self.tasks[-1] if self.tasks and reason == "done" else self.done
                return replace(after, tasks=self.tasks[:-1], done=done)
            case Acted(made=str() as made):
                return replace(after, made=made, since_made=0)
            case Rang(scheduled=scheduled):
                return replace(after, made=f"rang:{scheduled}", since_made=0)
            case SlotsChanged(events=events):
                return replace(after, lasting=_changed(self.lasting, events))
            case SlotSet() | SlotUnset() | Asked():
                return replace(after, tasks=_on_top(self.tasks, recorded.event))
            case BotReplied(responses=responses):
                return replace(after, uses=_counted(self.uses, responses))
            case _:
                return after

    def apply_all(self, recorded: Iterable[Recorded]) -> Tracker:
        tracker = self
        for one in recorded:
            tracker = tracker.apply(one)
        return tracker


def _on_top(tasks: tuple[Task, ...], event: SlotSet | SlotUnset | Asked) -> tuple[Task, ...]:
    """The tasks with the event done to the last one; without a task it means nothing."""
    if not tasks:
        return tasks
    task = tasks[-1]
    if isinstance(event, SlotSet):
        changed = replace(task, filled={**task.filled, event.name: event.value})
    elif isinstance(event, SlotUnset):
        left = {name: value for name, value in task.filled.items() if name != event.name}
        changed = replace(task, filled=left)
    else:
        misses = task.misses + 1 if event.again else 0
        resumed = event.resumed or (event.again and task.resumed)
        changed = replace(task, question=event, misses=misses, resumed=resumed)
    return (*tasks[:-1], changed)


def _part(understood: Understanding | None, intent: str) -> Understanding | None:
    """The request of the sentence that has this intent, else the sentence."""
    if understood is None:
        return None
    parts = (understood, *understood.parts)
    return next((part for part in parts if part.intent == intent), understood)


def _changed(lasting: Mapping[str, Any], events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    changed = dict(lasting)
    for event in events:
        if event.get("event") == "reset_slots":
            changed.clear()
        else:
            changed[str(event.get("name"))] = event.get("value")
    return changed


def _names(understanding: Understanding) -> Mapping[str, NameValue]:
    parts = (understanding, *understanding.parts)
    slots = (slot for part in parts for slot in part.slots)
    return {slot.name: slot.value for slot in slots if isinstance(slot.value, NameValue)}


def _counted(uses: Mapping[str, int], names: Iterable[str]) -> Mapping[str, int]:
    counts = dict(uses)
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


class TrackerCache:
    """The trackers of the conversations heard last, so that a turn reads only new events."""

    def __init__(self, most: int = 1000):
        self._most, self._lock = most, threading.Lock()
        self._trackers: dict[str, Tracker] = {}

    def get(self, conversation: str) -> Tracker:
        with self._lock:
            return self._trackers.get(conversation) or Tracker(conversation)

    def put(self, tracker: Tracker) -> None:
        with self._lock:
            self._trackers.pop(tracker.conversation, None)
            self._trackers[tracker.conversation] = tracker
            if len(self._trackers) > self._most:
                del self._trackers[next(iter(self._trackers))]
