"""What can be wrong with the slots of an utterance, told in one place for reading and checking.

Knows nothing of files or formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from slu.core import Slot, Utterance
from slu.errors import DataError

Kind = Literal["out_of_range", "empty", "mismatch", "overlap", "edge"]


@dataclass(frozen=True, slots=True)
class SpanFault:
    """One fault of one slot; `message` is a Korean sentence. Only an `edge` (white space at an
    end of the span) is harmless enough to train with."""

    kind: Kind
    slot: Slot
    message: str


def span_faults(utterance: Utterance) -> Iterator[SpanFault]:
    """The faults of all slots, by their places in the sentence."""
    reached = 0
    for slot in sorted(utterance.slots, key=lambda slot: (slot.start, slot.end)):
        yield from _own_faults(slot, utterance.text)
        if slot.start < reached:
            yield SpanFault("overlap", slot, f"{_name(slot)}: 앞의 슬롯과 겹칩니다.")
        reached = max(reached, slot.end)


def require_sound(utterance: Utterance) -> None:
    """Raises DataError unless there is text and every slot is a span of it."""
    if not utterance.text.strip():
        raise DataError("문장이 비어 있습니다.")
    if any("\ud800" <= char <= "\udfff" for char in utterance.text):
        raise DataError("문장에 짝 없는 서로게이트 글자가 있습니다.")
    for fault in span_faults(utterance):
        if fault.kind != "edge":
            raise DataError(fault.message)


def _own_faults(slot: Slot, text: str) -> Iterator[SpanFault]:
    said = text[slot.start : slot.end] if 0 <= slot.start <= slot.end <= len(text) else None
    if said is None:
        message = f"{_name(slot)}: 문장(글자 {len(text)}개)의 범위를 벗어납니다."
        yield SpanFault("out_of_range", slot, message)
    elif not said.strip():
        yield SpanFault("empty", slot, f"{_name(slot)}: 비어 있습니다.")
    elif said != slot.text:
        message = f"{_name(slot)}: 적힌 글({slot.text!r})이 문장의 그 자리({said!r})와 다릅니다."
        yield SpanFault("mismatch", slot, message)
    elif said != said.strip():
        yield SpanFault("edge", slot, f"{_name(slot)}: 빈칸으로 시작하거나 끝납니다: {said!r}")


def _name(slot: Slot) -> str:
    return f"슬롯 '{slot.name}' [{slot.start}, {slot.end}]"
