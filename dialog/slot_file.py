"""The shape of a domain's slots, as in Rasa: what fills each of them.

Which mappings hold for a sentence is `dialog.slot_filling`, what they take `dialog.answers`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _several(given: Any) -> Any:
    """One name, as Rasa allows, or a list of them."""
    return (given,) if isinstance(given, str) else given or ()


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]


class MappingCondition(_Part):
    """The form that must be open, `null` for none, and the slot that must be asked for."""

    active_loop: str | None
    requested_slot: str | None = None


class SlotMapping(_Part):
    """Where a slot's value comes from: an entity of the sentence, the sentence itself, its intent,
    the intent that began the form, or the yes or no that the sentence says (the text yes or no).
    `custom` is filled by an action alone; `intent` and `not_intent` say for which sentences."""

    type: Literal[
        "from_entity", "from_text", "from_intent", "from_trigger_intent", "from_yes_no", "custom"
    ]
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    intent: Names = ()
    not_intent: Names = ()
    value: Any = None
    conditions: tuple[MappingCondition, ...] = ()

    @property
    def is_restricted(self) -> bool:
        return bool(self.intent or self.not_intent or self.conditions)


class SlotSpec(_Part):
    """`type`, `values` and `influence_conversation` are Rasa's and change nothing here: a value's
    type is the one that understanding gave it. `initial_value` is known to replies."""

    type: Literal["any", "text", "bool", "categorical", "float", "list"] = "any"
    values: tuple[Any, ...] = ()
    initial_value: Any = None
    influence_conversation: bool = False
    mappings: tuple[SlotMapping, ...] = Field(min_length=1)

    @property
    def takes_text(self) -> bool:
        return any(mapping.type == "from_text" for mapping in self.mappings)

    @property
    def takes_yes_no(self) -> bool:
        return any(mapping.type == "from_yes_no" for mapping in self.mappings)
