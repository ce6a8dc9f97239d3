"""Which of a sentence's dates and times tell of the appointment that is, and which of the one that
is to be: 금요일 두 시 반 예약인데 다섯 시로 바꿔 주세요.
"""

from __future__ import annotations

import re

from dialog.skill import Request
from slu.core import Slot

_NAMES = ("date", "time")
_NEAR = 2  # letters between a date and its time
_OF_THE_OLD = re.compile(r"\S{0,3}\s*(?:진료\s*)?예약|\S{0,3}\s*(?:잡|예약)")


def old_times(request: Request) -> list[Slot]:
    """The dates and times of the appointment that is; of the answer to which, all of them."""
    groups = _groups(request)
    if request.context.expected == "which":
        return [slot for group in groups for slot in group]
    return [slot for group in groups if _is_old(request.text, group) for slot in group]


def new_times(request: Request) -> list[Slot]:
    """The dates and times to move to; of the answer to when, all of them."""
    groups = _groups(request)
    if request.context.expected == "moved_to":
        return [slot for group in groups for slot in group]
    if request.context.expected == "which":
        return []
    new = [group for group in groups if not _is_old(request.text, group)]
    return new[-1] if new else []


def _groups(request: Request) -> list[list[Slot]]:
    """Dates and times that stand together, in their order."""
    groups: list[list[Slot]] = []
    for slot in sorted(request.slots, key=lambda slot: slot.start):
        if slot.name not in _NAMES or slot.value is None:
            continue
        if groups and slot.start - groups[-1][-1].end <= _NEAR:
            groups[-1].append(slot)
        else:
            groups.append([slot])
    return groups


def _is_old(text: str, group: list[Slot]) -> bool:
    return _OF_THE_OLD.match(text, group[-1].end) is not None
