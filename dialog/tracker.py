"""Where a conversation stands: a fold over its events, with no other way to change it.

Open tasks lie on a stack: another request may interrupt one, and when it is done the one
beneath is asked about again. Storing events is `dialog.journal`.
"""

from __future__ import annotations

import datetime as dt
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
    answers to it could not be used."""

    name: str
    intent: str
    filled: Mapping[str, Value] = field(default_factory=dict)
    question: Asked | None = None
    misses: int = 0

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
            case SlotSet(name=name, value=value):
                return after._on_top(lambda task: {"filled": {**task.filled, name: value}})
            case Asked() as asked:
                return after._on_top(
                    lambda task: {
                        "question": asked,
                        "misses": task.misses + 1 if asked.again else 0,
                    }
                )
            case BotReplied(responses=responses):
                return replace(after, uses=_counted(self.uses, responses))
            case _:
                return after

    def apply_all(self, recorded: Iterable[Recorded]) -> Tracker:
        tracker = self
        for one in recorded:
            tracker = tracker.apply(one)
        return tracker
