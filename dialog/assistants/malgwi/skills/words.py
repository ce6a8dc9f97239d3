"""Small words about slots: their plain text without particles, and picking one of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from dialog.skill import Request
from slu.core import Slot
from slu.korean.particles import strip
from slu.values import NameValue, TextValue

T = TypeVar("T")
ALL = re.compile(r"모두|모든|전부|전체|싹|몽땅|통째|통으로|죄다|깡그리|다(?=\s|$)")
_ORDINALS = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")


def plain(slot: Slot) -> str:
    """거실에 is 거실: the resolved name if there is one, else the text without its particles."""
    match slot.value:
        case NameValue(name=name):
            return name
        case TextValue(text=text):
            return text
    return strip(slot.text)


def plain_slot(request: Request, *names: str) -> str | None:
    """The first slot of the sentence that bears one of the names."""
    for name in names:
        slot = request.slot(name)
        if slot is not None:
            return plain(slot)
    return None


def plain_slots(request: Request, name: str) -> list[str]:
    return [plain(slot) for slot in request.slots if slot.name == name]


def answered(request: Request, name: str) -> str | None:
    """The text that answered a question for the slot, if it was kept as text."""
    match request.filled.get(name):
        case NameValue(name=value) | TextValue(text=value):
            return value
    return None


def is_answering(request: Request, name: str) -> bool:
    """Whether this sentence is the answer to our question for the slot."""
    return request.context.expected == name and name in request.filled


def is_confirmed(request: Request) -> bool:
    """Whether the person was asked and said yes."""
    return answered(request, "sure") == "yes"


def pick(said: str, options: Sequence[T]) -> T | None:
    """The one meant by 첫 번째, 두 번째 거, 마지막 ..., or None."""
    if not options:
        return None
    if re.search(r"마지막|맨 뒤|끝", said):
        return options[-1]
    for place, word in enumerate(_ORDINALS):
        if re.search(rf"{word}\s?번?\s?째", said) and place < len(options):
            return options[place]
    digit = re.search(r"(\d+)\s?번", said)
    if digit and 1 <= int(digit.group(1)) <= len(options):
        return options[int(digit.group(1)) - 1]
    return None
