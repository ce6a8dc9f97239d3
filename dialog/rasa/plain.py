"""Values of Rasa's slots, which are any JSON: as words for replies, and as our typed values."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, Final

from pydantic import ValidationError

from dialog.saying import say_number
from dialog.slot_file import SlotSpec
from slu.understanding.resolve import SLOT_KINDS, SlotKind
from slu.values import (
    DateValue,
    MomentValue,
    NameValue,
    NumberValue,
    TextValue,
    TimeValue,
    Value,
    value_from_json,
)

_TIMES: Final[tuple[Callable[[str], Value], ...]] = (
    lambda text: TimeValue(dt.time.fromisoformat(text)),
    lambda text: DateValue(dt.date.fromisoformat(text)),
    lambda text: MomentValue(dt.datetime.fromisoformat(text)),
)


def words(plain: Any) -> str:
    """The value as it may stand in a reply."""
    match plain:
        case bool():
            return "예" if plain else "아니요"
        case int() | float():
            return say_number(plain)
        case list():
            return ", ".join(map(words, plain))
        case {"from": start, "to": end}:
            return f"{words(start)}부터 {words(end)}까지"
        case dict():
            return json.dumps(plain, ensure_ascii=False)
    return str(plain)


def typed(plain: Any, slot: SlotSpec) -> Value:
    """The value as one of ours: what the slot's entity is tells a name from a text, a date from
    a time. What has no type of ours is its words."""
    match plain:
        case bool():
            return TextValue("yes" if plain else "no")
        case int() | float():
            return NumberValue(plain)
        case {"type": str()}:
            try:
                return value_from_json(plain)
            except ValidationError:
                return TextValue(words(plain))
        case str():
            return _of_text(plain, slot)
    return TextValue(words(plain))


def _of_text(text: str, slot: SlotSpec) -> Value:
    for mapping in slot.mappings:
        kind = SLOT_KINDS.get(mapping.entity or "")
        if kind is SlotKind.NAME:
            return NameValue(text, mapping.entity or "")
        if kind in (SlotKind.DATE, SlotKind.TIME):
            for read in _TIMES:
                try:
                    return read(text)
                except ValueError:
                    continue
    return TextValue(text)
