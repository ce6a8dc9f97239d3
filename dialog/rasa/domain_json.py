"""Our domain as Rasa's `Domain.as_dict`, for action servers that look into it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dialog.domain import Domain
from dialog.domain_file import Variation
from dialog.slot_file import SlotSpec


def domain_to_json(domain: Domain) -> dict[str, Any]:
    """What Rasa knows of a domain. A slot that is filled by a yes or no has Rasa's mapping
    `custom`: Rasa has no such."""
    spec = domain.spec
    return {
        "version": spec.version or "3.1",
        "session_config": {
            "session_expiration_time": spec.session_config.session_expiration_time,
            "carry_over_slots_to_new_session": True,
        },
        "intents": list(spec.intents),
        "entities": list(spec.entities),
        "slots": {name: _slot(slot) for name, slot in spec.slots.items()},
        "responses": {
            name: [_variation(one) for one in variations]
            for name, variations in domain.responses.items()
        },
        "actions": list(spec.actions),
        "forms": {
            name: {"required_slots": list(form.required_slots)} for name, form in spec.forms.items()
        },
        "e2e_actions": [],
    }


def digest(domain: dict[str, Any]) -> str:
    """The domain's mark: another one when anything in it is another."""
    text = json.dumps(domain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _slot(slot: SlotSpec) -> dict[str, Any]:
    mappings = [mapping.model_dump(exclude_defaults=True) for mapping in slot.mappings]
    for mapping in mappings:
        if mapping["type"] == "from_yes_no":
            mapping["type"] = "custom"
    return {
        "type": slot.type,
        **({"values": list(slot.values)} if slot.values else {}),
        "initial_value": slot.initial_value,
        "influence_conversation": slot.influence_conversation,
        "mappings": mappings,
    }


def _variation(variation: Variation) -> dict[str, Any]:
    told: dict[str, Any] = {"text": variation.text, **variation.rich}
    if variation.buttons:
        told["buttons"] = [button.model_dump() for button in variation.buttons]
    return told
