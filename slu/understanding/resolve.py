"""From a slot's text to what it means: by its name it is a time, a sum of money, a number, a
thing's name or plain text.

The reading itself is `slu.korean`; `moment_of`, for several slots that mean one moment, is
`slu.understanding.moment`'s and only handed on from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from slu.core import Context, Slot
from slu.korean.alike import meant
from slu.korean.dates import resolve_frequency, resolve_time
from slu.korean.money import parse_money
from slu.korean.numbers import parse_number
from slu.korean.particles import strip
from slu.understanding.moment import moment_of, settle
from slu.values import NameValue, TextValue, Value

__all__ = ["SLOT_KINDS", "SlotKind", "moment_of", "resolve", "resolve_all"]


class SlotKind(Enum):
    """How the text of a slot is to be read."""

    DATE = "date"  # 7일 is the 7th
    TIME = "time"  # 7일 is seven days
    FREQUENCY = "frequency"
    MONEY = "money"
    NUMBER = "number"
    NAME = "name"
    TEXT = "text"


_NAMES_OF_KINDS: Final = {
    SlotKind.DATE: "date",
    SlotKind.TIME: "time timeofday",
    SlotKind.FREQUENCY: "general_frequency",
    SlotKind.MONEY: "currency_name",
    SlotKind.NUMBER: "change_amount",
    SlotKind.NAME: (
        "app_name artist_name audiobook_author audiobook_name business_name business_type "
        "coffee_type color_type device_type drink_type email_folder food_type game_name "
        "game_type house_place ingredient list_name meal_type media_type movie_name movie_type "
        "music_album music_genre person place_name playlist_name podcast_name radio_name "
        "relation song_name sport_type time_zone transport_agency transport_name transport_type"
    ),
    SlotKind.TEXT: (
        "alarm_type cooking_type definition_word email_address event_name joke_type "
        "music_descriptor news_topic order_type personal_info player_setting podcast_descriptor "
        "transport_descriptor weather_descriptor"
    ),
}
SLOT_KINDS: Final[Mapping[str, SlotKind]] = MappingProxyType(
    {name: kind for kind, names in _NAMES_OF_KINDS.items() for name in names.split()}
)
"""The kind of each slot of the shipped model (MASSIVE's 55); any other slot is text."""


def resolve(slot: Slot, context: Context) -> Value | None:
    """What the slot means, or None when its text is not of the slot's kind.

    A number slot that holds words (최대로, 조금) is text. What is one of the assistant's own words,
    or sounds like one (가실 for 거실), is the name that this stands for. Raises nothing.
    """
    if not slot.text.strip():
        return None
    words = context.vocabulary.get(slot.name)
    name = meant(slot.text, words) if words else None
    if name is not None:
        return NameValue(name, slot.name)
    match SLOT_KINDS.get(slot.name, SlotKind.TEXT):
        case SlotKind.DATE:
            return resolve_time(slot.text, context)
        case SlotKind.TIME:
            return resolve_time(slot.text, context, lengths_first=True)
        case SlotKind.FREQUENCY:
            return resolve_frequency(slot.text)
        case SlotKind.MONEY:
            return parse_money(slot.text)
        case SlotKind.NUMBER:
            return parse_number(slot.text) or TextValue(strip(slot.text))
        case SlotKind.NAME:
            return NameValue(strip(slot.text), slot.name)
        case SlotKind.TEXT:
            return TextValue(strip(slot.text))


def resolve_all(slots: Iterable[Slot], context: Context, text: str = "") -> tuple[Slot, ...]:
    """The slots with their values, a doubtful time settled by its neighbours and by the words of
    the sentence `text` (`settle`); spans and everything else unchanged."""
    return settle((replace(slot, value=resolve(slot, context)) for slot in slots), context, text)
