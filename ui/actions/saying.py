"""Replies of a Rasa bot with the particles that fit: `{city:은}` becomes 부산은 or 제주는.

Rasa's own replies know no such blanks; these are said by an action. The text is the bot's.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from typing import Any

from dialog import blanks
from dialog.rasa.plain import words

SAY = "malgwi_say"
ACTION = "action_malgwi_say"
_LOG = logging.getLogger(__name__)


def say(dispatcher: Any, tracker: Any, domain: Mapping[str, Any] | None) -> None:
    """Says what the slot `malgwi_say` holds: the name of a response of the bot's domain, or a text
    with blanks."""
    given = tracker.slots.get(SAY)
    if isinstance(given, str) and given.strip():
        say_response(given, dispatcher, tracker, domain)
    else:
        _LOG.warning("%s: the slot %s is empty", ACTION, SAY)


def say_response(
    name: str, dispatcher: Any, tracker: Any, domain: Mapping[str, Any] | None
) -> None:
    """One of the variations of that response, else the name itself as a text. A blank without a
    value is left out with its particle."""
    variations = ((domain or {}).get("responses") or {}).get(name) or [{"text": name}]
    variation = random.choice(variations)
    buttons = variation.get("buttons") or None
    dispatcher.utter_message(
        text=filled(variation.get("text") or "", tracker.slots), buttons=buttons
    )


def filled(text: str, slots: Mapping[str, Any]) -> str:
    """The text with slots in its blanks; a text whose blanks cannot be read stays as it is."""
    values = {name: words(value) for name, value in slots.items() if value is not None}
    try:
        return "".join(
            piece
            if isinstance(piece, str)
            else blanks.fill(f"{{{piece.name}:{piece.particle}}}", values)
            if piece.name in values
            else ""
            for piece in blanks.split(text)
        )
    except blanks.BlankError as fault:
        _LOG.warning("%s: %s", ACTION, fault)
        return text
