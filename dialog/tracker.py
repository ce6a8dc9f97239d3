"""Where a conversation stands: a fold over its events, with no other way to change it.

Open tasks lie on a stack: another request may interrupt one, and when it is done the one
beneath is asked about again. Storing events is `dialog.journal`.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dialog.events import (
    Asked,
    BotReplied,
    Recorded,
    SessionStarted,
    SlotSet,
    TaskEnded,
    TaskStarted,
    UserSaid,
)
from slu.values import Value


@dataclass(frozen=True, slots=True)
class Task:
    """A form or skill that is not done. `question` is what was asked last, `misses` how many
    answers to it could not be used, `resumed` whether it was put again after an interruption."""

    name: str
    intent: str
    filled: Mapping[str, Value] = field(default_factory=dict)
    question: Asked | None = None
    misses: int = 0
    resumed: bool = False

    @property
    def requested(self) -> str | None:
        return None if self.question is None else self.question.slot


@dataclass(frozen=True, slots=True)
class Tracker:
    """`number` is that of the last event; `uses` counts how often each response was said;
    `heard` is when the person last spoke."""

    conversation: str
    number: int = 0
    heard: dt.datetime | None = None
    tasks: tuple[Task, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)

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
        after = replace(self, number=recorded.number)
        match recorded.event:
            case SessionStarted():
                return replace(after, tasks=())
            case UserSaid():
                return replace(after, heard=recorded.at)
            case TaskStarted(name=name, intent=intent):
                return replace(after, tasks=(*self.tasks, Task(name, intent)))
            case TaskEnded():
                return replace(after, tasks=self.tasks[:-1])
            case SlotSet() | Asked():
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


def _on_top(tasks: tuple[Task, ...], event: SlotSet | Asked) -> tuple[Task, ...]:
    """The tasks with the event done to the last one; without a task it means nothing."""
    if not tasks:
        return tasks
    task = tasks[-1]
    if isinstance(event, SlotSet):
        changed = replace(task, filled={**task.filled, event.name: event.value})
    else:
        misses = task.misses + 1 if event.again else 0
        resumed = event.resumed or (event.again and task.resumed)
        changed = replace(task, question=event, misses=misses, resumed=resumed)
    return (*tasks[:-1], changed)


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
