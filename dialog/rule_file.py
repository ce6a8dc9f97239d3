"""The shape of a rule, as in Rasa's `rules.yml`: its conditions and its steps.

What a rule comes to here is `dialog.rule_book`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleStep(_Part):
    """What the person does (an `intent`, or one `of` several), or the assistant (an `action`), or
    what holds then: `active_loop` and `slot_was_set`. Null is a value: no form is open."""

    intent: str | None = None
    user: str | None = None
    entities: Any = None
    of: tuple[RuleStep, ...] = Field(default=(), alias="or")
    action: str | None = None
    bot: str | None = None
    active_loop: str | None = None
    slot_was_set: Any = None
    checkpoint: str | None = None

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that the step stands for."""
        given = (self.intent, *(one.intent for one in self.of))
        return tuple(name for name in given if name is not None)


class RuleCondition(_Part):
    active_loop: str | None = None
    slot_was_set: Any = None


class RuleSpec(_Part):
    """`steps`: an intent, then what follows it; or, with the condition that a form is open, the
    form and then what follows it."""

    rule: str
    steps: tuple[RuleStep, ...] = Field(min_length=1)
    condition: tuple[RuleCondition, ...] = ()
    conversation_start: bool = False
    wait_for_user_input: bool = True
    metadata: Any = None
