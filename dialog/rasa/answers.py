"""What an action server answered, read: what is to be said, what changes, what comes next.

Events of Rasa that mean nothing here are named in the log, never passed over in silence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from dialog.domain_file import Button
from dialog.events import SlotsChanged
from dialog.rasa.tracker_json import REQUESTED
from dialog.replies import Spoken

_LOG = logging.getLogger(__name__)
LISTEN: Final = "action_listen"
_RICH: Final = ("image", "attachment", "custom", "elements")
_OWN: Final = frozenset({"text", "buttons", "quick_replies", "response", "template", *_RICH})
Speak = Callable[[str, Mapping[str, str]], Spoken]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say. `response` names the reply of the domain that it was made of; `rich`
    holds what text cannot: image, attachment, custom, elements."""

    text: str
    buttons: tuple[Button, ...] = ()
    response: str = ""
    rich: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`follow`: the action to run next; `form`: the form to begin; `requested`: the slot that the
    server asks for; `restart`: whether the conversation begins anew."""

    messages: tuple[Message, ...]
    changes: SlotsChanged = field(default_factory=lambda: SlotsChanged(()))
    follow: str | None = None
    form: str | None = None
    requested: str | None = None
    restart: bool = False


def read(action: str, data: Mapping[str, Any], speak: Speak) -> Answer:
    """The answer of a webhook. `speak` says a response of the domain, and raises what it raises
    for one that cannot be said. Raises ValueError for what has not the shape of an answer."""
    events, responses = data.get("events") or [], data.get("responses") or []
    if not _are_objects(events) or not _are_objects(responses):
        raise ValueError("events and responses are lists of objects")
    said = [_message(one, speak) for one in responses]
    said += [_message({**(one.get("data") or {}), **one}, speak) for one in _bots(events)]
    return _changed(action, events, tuple(one for one in said if one.text or one.rich))


def _are_objects(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(one, dict) for one in data)


def _bots(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rasa sends what bot events say, too."""
    return [
        {name: one.get(name) for name in ("text", "data")}
        for one in events
        if one.get("event") == "bot"
    ]


def _changed(action: str, events: list[dict[str, Any]], messages: tuple[Message, ...]) -> Answer:
    changes: list[dict[str, Any]] = []
    follow = form = requested = None
    restart, unknown = False, []
    for event in events:
        match event:
            case {"event": "slot", "name": name} if name == REQUESTED:
                requested = event.get("value")
            case {"event": "slot", "name": str(name)}:
                changes.append({"event": "slot", "name": name, "value": event.get("value")})
            case {"event": "reset_slots"}:
                changes.append({"event": "reset_slots"})
            case {"event": "followup", "name": str(name)}:
                follow = None if name == LISTEN else name
            case {"event": "active_loop" | "form", "name": name}:
                form = name
            case {"event": "restart"}:
                restart = True
            case {"event": "bot"}:
                pass
            case _:
                unknown.append(str(event.get("event")))
    if unknown:
        _LOG.warning("action %s: events left out: %s", action, ", ".join(sorted(set(unknown))))
    return Answer(messages, SlotsChanged(tuple(changes)), follow, form, requested, restart)


def _message(data: Mapping[str, Any], speak: Speak) -> Message:
    """As Rasa does: the response's text and buttons, unless the action gave its own."""
    name = data.get("response") or data.get("template")
    text, buttons = data.get("text") or "", _buttons(data)
    rich = {kind: data[kind] for kind in _RICH if data.get(kind)}
    if not name:
        return Message(str(text), buttons, rich=rich or None)
    values = {key: str(value) for key, value in data.items() if key not in _OWN}
    spoken = speak(str(name), values)
    return Message(
        str(text) or spoken.text, (*spoken.buttons, *buttons), spoken.response, rich or None
    )


def _buttons(data: Mapping[str, Any]) -> tuple[Button, ...]:
    """Those that have a title and a payload; what else stands in them is Rasa's channels'."""
    given = [*(data.get("buttons") or []), *(data.get("quick_replies") or [])]
    found = []
    for one in given:
        try:
            found.append(Button(title=one["title"], payload=one["payload"]))
        except (KeyError, TypeError, ValidationError):
            _LOG.warning("a button without title or payload was left out")
    return tuple(found)
