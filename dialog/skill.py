"""The contract between the dialog manager and a skill: what a skill is given, what it gives back.

A skill is a plain function `(Request) -> Outcome`, named in an assistant's `domain.yml`.
It writes only through `request.session`, which shares the turn's transaction: when the turn
fails, nothing that the skill wrote stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from slu.core import Context, Slot
from slu.values import Value


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a skill.

    `slots` are those of the sentence just said; `filled` are the values that a form has
    gathered over several turns, by slot name (the present sentence's included). `confidence` is
    0 out of scope; `made` is what was made, or rang, last.
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
    """

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    ask: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    keep: Mapping[str, Value] = field(default_factory=dict)
    made: str | None = None


Skill = Callable[[Request], Outcome]
