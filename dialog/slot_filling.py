"""Which mappings of the slots hold for a sentence: by its intent, the form that is open, and the
slot that was asked for. What they then take from the sentence is `dialog.answers`.

Rasa 3, "Slots", "Mapping Conditions"; "Forms", "ignored_intents".
"""

from __future__ import annotations

from collections.abc import Mapping

from dialog.domain import Domain
from dialog.rasa.plain import typed
from dialog.slot_file import MappingCondition, SlotMapping, SlotSpec
from slu.values import Value


def open_slots(
    domain: Domain, intent: str, form: str | None, asked: str | None
) -> Mapping[str, SlotSpec]:
    """The slots, each with the mappings that hold now."""
    slots = domain.spec.slots
    loop = form if form in domain.spec.forms else None
    if loop is not None and intent in domain.spec.forms[loop].ignored_intents:
        return {name: spec.model_copy(update={"mappings": ()}) for name, spec in slots.items()}
    return {
        name: spec
        if not any(mapping.is_restricted for mapping in spec.mappings)
        else spec.model_copy(
            update={
                "mappings": tuple(one for one in spec.mappings if _holds(one, intent, loop, asked))
            }
        )
        for name, spec in slots.items()
    }


def by_trigger(domain: Domain, intent: str, form: str) -> dict[str, Value]:
    """What the intent that begins a form gives to slots (`from_trigger_intent`)."""
    found: dict[str, Value] = {}
    for name, spec in domain.spec.slots.items():
        for mapping in spec.mappings:
            if mapping.type == "from_trigger_intent" and _holds(mapping, intent, form, None):
                found.setdefault(name, typed(mapping.value, spec))
    return found


def _holds(mapping: SlotMapping, intent: str, loop: str | None, asked: str | None) -> bool:
    if (mapping.intent and intent not in mapping.intent) or intent in mapping.not_intent:
        return False
    return not mapping.conditions or any(
        _is_met(condition, loop, asked) for condition in mapping.conditions
    )


def _is_met(condition: MappingCondition, loop: str | None, asked: str | None) -> bool:
    if condition.active_loop != loop:
        return False
    return condition.requested_slot in (None, asked)
