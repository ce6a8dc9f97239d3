"""The contract between the dialog manager and a skill: what a skill is given, what it gives back.

A skill is a function `(Request) -> Outcome`, plain or async, named in an assistant's `domain.yml`.
It writes only through `request.session`, which shares the turn's transaction: when the turn
fails, nothing that the skill wrote stays. What is to be sent elsewhere goes by `dialog.outbox`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from dialog.domain_file import Button
from dialog.events import Event, Recorded
from slu.core import Context, Slot
from slu.values import Value


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a skill.

    `slots` are those of the sentence just said; `filled` are the values that a form has
    gathered over several turns, by slot name (the present sentence's included). `confidence` is
    0 out of scope; `made` is what was made, or rang, last. `key` is the action's idempotency key,
    for a service that is asked to do something: the same key is the same wish. `turn` holds the
    events of this turn up to now.
    """

    intent: str
    text: str
    slots: tuple[Slot, ...]
    filled: Mapping[str, Value]
    context: Context
    conversation: str
    session: Session
    confidence: float = 1.0
    made: str | None = None
    key: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    turn: tuple[Recorded, ...] = ()

    def slot(self, name: str) -> Slot | None:
        """The first slot of that name in the sentence just said."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a skill did. `response` names a reply of the domain, whose blanks `values` fill.

    `ask` names a slot that must be asked for before the skill can go on; the sentence that
    answers comes back in `Request.filled`, and so do the values of `keep`, by slot name: what the
    skill found in this sentence and will need then. `data` is what a face may show beside the chat
    (a state, a list), as plain JSON. `made` names what came about, for the person to speak of
    next (그거 취소해 줘): "alarm:12"; empty when it was taken away.

    `said` is a text to say as it is, with `buttons`, in place of the response, which then only
    names it. `events` are recorded after the action, or after its task, if that is done.
    """

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    ask: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Value] = field(default_factory=dict)
    made: str | None = None
    said: str | None = None
    buttons: tuple[Button, ...] = ()
    events: tuple[Event, ...] = ()


class Failed(Exception):
    """Raised by a skill that knows what to say of its failure: a response of the domain."""

    def __init__(self, message: str, response: str):
        super().__init__(message)
        self.response = response


Skill = Callable[[Request], Outcome | Awaitable[Outcome]]
F = TypeVar("F", bound=Callable[..., Any])


def time_limit(seconds: float) -> Callable[[F], F]:
    """Decorates a skill that may take longer, or less long, than the domain's `action_seconds`;
    0 for as long as it likes."""

    def limited(skill: F) -> F:
        skill.time_limit = seconds  # type: ignore[attr-defined]
        return skill

    return limited


def seconds_of(skill: Skill, usual: float) -> float:
    """How long the skill may take: its own limit, else the usual one."""
    return float(getattr(skill, "time_limit", usual))
