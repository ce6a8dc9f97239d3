"""Replies of a domain made into text: one of the variations that fit, in the assistant's level of
speech, its blanks filled.

Which response is said is the policy's or a skill's affair.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialog import blanks
from dialog.domain import Domain
from dialog.domain_file import Button, Variation, suggest
from dialog.events import Recorded
from dialog.rasa.plain import words
from dialog.speech import levelled
from dialog.tracker import Tracker
from slu.values import value_to_plain


@dataclass(frozen=True, slots=True)
class Spoken:
    """One response, said. `rich` is what text cannot hold: image, attachment, custom."""

    response: str
    text: str
    buttons: tuple[Button, ...] = ()
    rich: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant answers: `text`; the names of the `actions` that ran; the `events`
    recorded on the way; `buttons` to choose from; `data` that a face may show, by action."""

    text: str
    actions: tuple[str, ...] = ()
    events: tuple[Recorded, ...] = ()
    buttons: tuple[Button, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


def speak(domain: Domain, tracker: Tracker, response: str, values: Mapping[str, str]) -> Spoken:
    """Says the response. Raises DomainError when it is unknown or a blank has no value."""
    if response not in domain.responses:
        raise domain.response_error(
            response, f"도메인에 없습니다.{suggest(response, domain.responses)}"
        )
    fitting = _fitting(domain.responses[response], _known(domain, tracker))
    variation = _choose(tracker, response, fitting)
    lasting = {name: words(plain) for name, plain in _lasting(domain, tracker).items()}
    try:
        text = blanks.fill(
            levelled(variation.text, domain.level), {**lasting, **values}, domain.level
        )
    except blanks.BlankError as error:
        raise domain.response_error(response, str(error)) from None
    return Spoken(response, text, variation.buttons, variation.rich)


def _fitting(variations: tuple[Variation, ...], known: Mapping[str, Any]) -> tuple[Variation, ...]:
    """Those whose conditions hold, else those without; one for a channel only where there is no
    other, since a turn does not know its channel. As Rasa's template generator does."""
    usual = [one for one in variations if one.channel is None] or list(variations)
    conditional = [one for one in usual if one.condition and _holds(one, known)]
    return tuple(conditional or [one for one in usual if not one.condition] or usual)


def _holds(variation: Variation, known: Mapping[str, Any]) -> bool:
    return all(_same(known.get(one.name), one.value) for one in variation.condition)


def _same(plain: Any, wanted: Any) -> bool:
    """Text in any case; a yes or no is kept as text."""
    if isinstance(wanted, bool):
        return plain in (wanted, "yes" if wanted else "no")
    if isinstance(plain, str) and isinstance(wanted, str):
        return plain.casefold() == wanted.casefold()
    return bool(plain == wanted)


def _lasting(domain: Domain, tracker: Tracker) -> dict[str, Any]:
    """The slots that outlive a task: what they begin with, and what an action server set."""
    slots = domain.spec.slots.items()
    initial = {name: one.initial_value for name, one in slots if one.initial_value is not None}
    return {**initial, **{name: one for name, one in tracker.lasting.items() if one is not None}}


def _known(domain: Domain, tracker: Tracker) -> dict[str, Any]:
    """All slots with a value: those of the task that is open, or was done last, too."""
    task = tracker.task or tracker.done
    filled = {} if task is None else task.filled
    plain = {name: value_to_plain(value) for name, value in filled.items()}
    return {**_lasting(domain, tracker), **plain}


def _choose(tracker: Tracker, response: str, variations: tuple[Variation, ...]) -> Variation:
    """In turn, from a start that differs by conversation: never the same twice running."""
    start = zlib.crc32(f"{tracker.conversation}/{response}".encode())
    return variations[(start + tracker.uses.get(response, 0)) % len(variations)]
