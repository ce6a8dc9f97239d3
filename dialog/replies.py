"""Replies of a domain made into text: one of the variations, its blanks filled.

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
from dialog.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Spoken:
    """One response, said."""

    response: str
    text: str
    buttons: tuple[Button, ...] = ()


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
    variation = _choose(tracker, response, domain.responses[response])
    try:
        return Spoken(response, blanks.fill(variation.text, values), variation.buttons)
    except blanks.BlankError as error:
        raise domain.response_error(response, str(error)) from None


def _choose(tracker: Tracker, response: str, variations: tuple[Variation, ...]) -> Variation:
    """In turn, from a start that differs by conversation: never the same twice running."""
    start = zlib.crc32(f"{tracker.conversation}/{response}".encode())
    return variations[(start + tracker.uses.get(response, 0)) % len(variations)]
