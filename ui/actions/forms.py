"""Validation of a Rasa bot's forms by our understanding: `validate_<form>` for each of them.

What a person said for a slot becomes its value (a date, a number, a known name), or the slot stays
empty and Rasa asks again. How a slot is to be read stands in the bot's domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from rasa_sdk.forms import FormValidationAction

from dialog.yes_no import yes_or_no
from slu.core import Context, Slot
from slu.korean.alike import meant
from slu.korean.numbers import parse_number
from slu.understanding.resolve import SLOT_KINDS, SlotKind, resolve
from slu.values import NumberValue, TextValue, Value, value_to_plain
from ui.actions.understanding import TIMES

_TYPED = (SlotKind.DATE, SlotKind.TIME, SlotKind.FREQUENCY, SlotKind.MONEY, SlotKind.NUMBER)


class MalgwiForm(FormValidationAction):  # type: ignore[misc]  # rasa-sdk has no types
    """The validation of one form. `context` gives the moment and the known words."""

    def __init__(self, form: str, slots: Sequence[str], context: Callable[[], Context]):
        self._form, self._context = form, context
        for slot in slots:
            setattr(self, f"validate_{slot.replace('-', '_')}", partial(self._validate, slot))

    def name(self) -> str:
        return f"validate_{self._form}"

    def _validate(
        self, slot: str, value: Any, dispatcher: Any, tracker: Any, domain: dict[str, Any] | None
    ) -> dict[str, Any]:
        """The slot with its value, or None; then `utter_invalid_<slot>` is said, where there is
        one."""
        spec = ((domain or {}).get("slots") or {}).get(slot) or {}
        plain = read(slot, value, spec, self._context())
        if plain is None and f"utter_invalid_{slot}" in ((domain or {}).get("responses") or {}):
            dispatcher.utter_message(response=f"utter_invalid_{slot}")
        return {slot: plain}


def read(slot: str, value: Any, spec: Mapping[str, Any], context: Context) -> Any:
    """What was said for the slot, as its kind of value; None when it is none. `spec` is the slot's
    in Rasa's domain; what is no text was made by somebody else and stays."""
    if not isinstance(value, str):
        return value
    match spec.get("type"):
        case "bool":
            return yes_or_no(value)
        case "categorical":
            return meant(value, {str(one): str(one) for one in spec.get("values") or ()})
        case "float":
            number = parse_number(value)
            return number.number if isinstance(number, NumberValue) else None
    found = _resolved(slot, value, spec, context)
    return None if found is None else value_to_plain(found)


def _resolved(slot: str, text: str, spec: Mapping[str, Any], context: Context) -> Value | None:
    """By the entity that fills the slot, else by the slot's own name."""
    mapped = [one["entity"] for one in spec.get("mappings") or () if one.get("entity")]
    name = next((one for one in (*mapped, slot) if one in SLOT_KINDS), (*mapped, slot)[0])
    if name not in SLOT_KINDS and name in TIMES:
        name = "time"
    found = resolve(Slot(name, 0, len(text), text), context)
    wants_more = SLOT_KINDS.get(name) in _TYPED and isinstance(found, TextValue)
    return None if wants_more else found
