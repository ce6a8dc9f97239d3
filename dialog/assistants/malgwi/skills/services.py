"""What needs a service that is not connected: says so, with what was understood, and how to
connect it. Sums and conversions that come as questions are answered here all the same.

Which slots are echoed stands in `tables/services.yml`; connecting is described in the README.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.maths import work_out
from dialog.assistants.malgwi.skills.words import plain
from dialog.skill import Outcome, Request
from slu.korean.particles import attach

_BLANK = re.compile(r"\{(\w+)(?::(\w+))?\}")


class Service(BaseModel):
    """`what`: the pieces of the thing asked for; one whose slot was not said is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str
    what: tuple[str, ...]
    verb: str


@cache
def _services() -> dict[str, Service]:
    return read_table("services", dict[str, Service])


def need_service(request: Request) -> Outcome:
    """부산의 내일 날씨를 알아보려면 날씨 서비스가 연결되어 있어야 해요."""
    service = _services()[request.intent]
    what = " ".join(piece for piece in (_filled(one, request) for one in service.what) if piece)
    values = {"what": what, "verb": service.verb, "service": service.service}
    understood = {slot.name: plain(slot) for slot in request.slots}
    return Outcome("utter_not_connected", values, data={"understood": understood})


def answer_or_need_service(request: Request) -> Outcome:
    """A conversion or a sum that came as a question of knowledge; else the service."""
    return work_out(request) or need_service(request)


def _filled(piece: str, request: Request) -> str | None:
    """The piece with its blanks filled; None when a slot of it was not said."""
    filled = piece
    for blank in _BLANK.finditer(piece):
        slot = request.slot(blank.group(1))
        if slot is None:
            return None
        word = plain(slot)
        filled = filled.replace(
            blank.group(), attach(word, blank.group(2)) if blank.group(2) else word
        )
    return filled
