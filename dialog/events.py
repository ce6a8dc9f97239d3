"""What happens in a conversation, as frozen events that turn into JSON and back.

Events are facts, written once; what they add up to is `dialog.tracker`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from slu.core import Understanding
from slu.values import Value

Reason = Literal["done", "cancelled", "given_up", "replaced", "dropped", "failed"]


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The first sentence, one after a long silence, or the person `asked` to begin anew: open
    questions are dropped. What was set (alarms, lists) stays."""

    asked: bool = False
    kind: Literal["session_started"] = "session_started"


@dataclass(frozen=True, slots=True)
class UserSaid:
    text: str
    kind: Literal["user_said"] = "user_said"


@dataclass(frozen=True, slots=True)
class Understood:
    understanding: Understanding
    kind: Literal["understood"] = "understood"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Understanding itself failed; `error` says how."""

    error: str
    kind: Literal["not_understood"] = "not_understood"


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """A form, or a skill, begins; it lies on top of one that may be waiting."""

    name: str
    intent: str
    kind: Literal["task_started"] = "task_started"


@dataclass(frozen=True, slots=True)
class SlotSet:
    """A value for the task on top."""

    name: str
    value: Value
    kind: Literal["slot_set"] = "slot_set"


@dataclass(frozen=True, slots=True)
class SlotUnset:
    """The task on top has no value for this slot any more: an action server refused it."""

    name: str
    kind: Literal["slot_unset"] = "slot_unset"


@dataclass(frozen=True, slots=True)
class Asked:
    """The task on top waits for this slot. `again`: the last answer could not be used;
    `resumed`: another request came between."""

    slot: str
    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    resumed: bool = False
    kind: Literal["asked"] = "asked"


@dataclass(frozen=True, slots=True)
class Acted:
    """A skill did its work; what it wrote stands in the same transaction. `made` names what came
    about, for later sentences to speak of."""

    action: str
    response: str
    data: Mapping[str, Any] = field(default_factory=dict)
    made: str | None = None
    kind: Literal["acted"] = "acted"


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """What an action server changed, as Rasa's own events (slot, reset_slots): values that last
    beyond the task, for the action server to see again."""

    events: tuple[Mapping[str, Any], ...]
    kind: Literal["slots_changed"] = "slots_changed"


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """A skill failed; what it wrote was taken back."""

    action: str
    error: str
    kind: Literal["action_failed"] = "action_failed"


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """The task on top is over, and its values with it."""

    name: str
    reason: Reason
    kind: Literal["task_ended"] = "task_ended"


@dataclass(frozen=True, slots=True)
class Rang:
    """Something scheduled came due: `at` is the time it was set for, `skipped` how many
    earlier rings of the same were missed with it."""

    scheduled: int
    label: str
    at: dt.datetime
    skipped: int = 0
    kind: Literal["rang"] = "rang"


@dataclass(frozen=True, slots=True)
class BotReplied:
    """`responses` are the names of the replies that the text was made of."""

    text: str
    responses: tuple[str, ...]
    kind: Literal["bot_replied"] = "bot_replied"


Event = (
    SessionStarted
    | UserSaid
    | Understood
    | NotUnderstood
    | TaskStarted
    | SlotSet
    | SlotUnset
    | Asked
    | Acted
    | SlotsChanged
    | ActionFailed
    | TaskEnded
    | Rang
    | BotReplied
)

_ADAPTER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON types, its kind included."""
    data: dict[str, Any] = _ADAPTER.dump_python(event, mode="json")
    return data


def event_from_json(data: Any) -> Event:
    """The inverse of `event_to_json`; raises pydantic's ValidationError on anything else."""
    return _ADAPTER.validate_python(data)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: `number` counts from 1 in a conversation, without gaps."""

    number: int
    at: dt.datetime
    event: Event
