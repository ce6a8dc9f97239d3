"""What a validation action of rasa-sdk answered: which values stand, which are refused, what else
it found.

As in Rasa, a candidate of which the answer says nothing stands, and None refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dialog.events import Event, SlotsChanged, SlotSet
from dialog.rasa.answers import Answer
from dialog.rasa.plain import typed
from dialog.rasa.tracker_json import REQUESTED
from dialog.replies import Spoken
from dialog.slot_file import SlotSpec
from dialog.validating import Validated
from slu.values import Value, value_to_plain


def read(
    action: str,
    candidates: Mapping[str, Value],
    own: frozenset[str],
    answer: Answer,
    data: Mapping[str, Any],
    slots: Mapping[str, SlotSpec],
) -> Validated:
    """The `answer`, read from `data`. Slots that are not the task's `own` last beyond it."""
    filled, refused, others = dict(candidates), list[str](), list[Mapping[str, Any]]()
    for event in answer.changes.events:
        name, plain = str(event.get("name")), event.get("value")
        if name not in own:
            others.append(event)
        if name not in own and name not in candidates:
            continue
        if plain is None:
            refused.append(name)
            filled.pop(name, None)
        elif name not in candidates or value_to_plain(candidates[name]) != plain:
            filled[name] = typed(plain, slots[name])
    names = {event.get("name") for event in data.get("events") or []}
    return Validated(
        filled,
        tuple(refused),
        REQUESTED in names,
        answer.requested,
        (SlotsChanged(tuple(others)),) if others else (),
        _said(action, answer),
    )


def _said(action: str, answer: Answer) -> Spoken:
    return Spoken(
        next((one.response for one in answer.messages if one.response), action),
        " ".join(one.text for one in answer.messages if one.text),
        next((one.buttons for one in reversed(answer.messages) if one.buttons), ()),
    )


def lasting(events: Sequence[Event]) -> SlotsChanged:
    """What a form was given, for what follows it within the same action."""
    plain = (
        {"event": "slot", "name": one.name, "value": value_to_plain(one.value)}
        for one in events
        if isinstance(one, SlotSet)
    )
    return SlotsChanged(tuple(plain))
