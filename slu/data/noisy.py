"""Noisy copies of labelled sentences, one JSON object a line, to be scored against the clean gold:

`{"id": "7", "utt": "7시에깨워", "intent": "alarm_set", "slots": [["time", 0, 2, "일곱 시"]]}`

A slot is its name, its place in `utt` and its text in the clean sentence; a start of -1 says
that the noise swallowed it. Making the noise is `slu.training.noise`, scoring it is
`slu.evaluation.noisy`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slu.core import Utterance
from slu.data.jsonl import read_object, text_of
from slu.data.rows import lines, located, read_text, stop, write_text
from slu.errors import DataError

_SHAPE = "슬롯은 [이름, 시작, 끝, 깨끗한 글] 꼴이어야 합니다"


@dataclass(frozen=True, slots=True)
class NoisySlot:
    """`clean` is the slot's text before the noise; `start` and `end` are -1 where it was lost."""

    name: str
    start: int
    end: int
    clean: str

    @property
    def lost(self) -> bool:
        return self.start < 0


@dataclass(frozen=True, slots=True)
class NoisyRow:
    """A noisy sentence with the gold of the clean one that has its `id`."""

    id: str
    text: str
    intent: str
    slots: tuple[NoisySlot, ...]
    line: int = 0


def read_noisy(path: Path) -> list[NoisyRow]:
    """The rows of a file. Raises DataError, with file, line and fault, for the first row that is no
    such object, and for an id that comes twice."""
    rows: list[NoisyRow] = []
    seen: set[str] = set()
    for number, line in lines(read_text(path)):
        if line.strip():
            with located(path, number, stop):
                row = _row(read_object(line), number)
                if row.id in seen:
                    raise DataError(f"id '{row.id}'이(가) 두 번 나옵니다.")
                seen.add(row.id)
                rows.append(row)
    return rows


def write_noisy(path: Path, clean: Sequence[Utterance], noisy: Sequence[Utterance]) -> None:
    """Writes the noisy sentences with the slots' texts of the clean ones, which have as many slots
    in the same order. Raises DataError for a sentence without an id or an intent."""
    write_text(path, "".join(_lines(path, clean, noisy)))


def _lines(path: Path, clean: Iterable[Utterance], noisy: Iterable[Utterance]) -> Iterable[str]:
    for number, (given, found) in enumerate(zip(clean, noisy, strict=True), 1):
        if found.id is None or found.intent is None:
            raise DataError(
                f"예문 {number}에 id나 의도가 없어 이 형식으로 쓸 수 없습니다: {found.text!r}", path
            )
        slots = [
            [slot.name, slot.start, slot.end, before.text]
            for before, slot in zip(given.slots, found.slots, strict=True)
        ]
        row = {"id": found.id, "utt": found.text, "intent": found.intent, "slots": slots}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _row(data: dict[str, Any], line: int) -> NoisyRow:
    text, listed = text_of(data, "utt"), data.get("slots")
    if not text.strip():
        raise DataError("'utt' 항목이 비어 있습니다.")
    if not isinstance(listed, list):
        raise DataError("'slots' 항목은 목록이어야 합니다.")
    slots = tuple(_slot(slot, text) for slot in listed)
    _refuse_overlaps(slots)
    return NoisyRow(text_of(data, "id"), text, text_of(data, "intent"), slots, line)


def _slot(data: Any, text: str) -> NoisySlot:
    match data:
        case [str(name), int(start), int(end), str(clean)] if not (
            isinstance(start, bool) or isinstance(end, bool)
        ):
            pass
        case _:
            raise DataError(f"{_SHAPE}: {data!r}")
    if not name or not clean.strip():
        raise DataError(f"{_SHAPE}. 이름이나 깨끗한 글이 비어 있습니다: {data!r}")
    if start == -1:
        return NoisySlot(name, -1, -1, clean)
    if not 0 <= start < end <= len(text):
        raise DataError(
            f"슬롯 '{name}' [{start}, {end}]: 비었거나 문장(글자 {len(text)}개)의 밖에 있습니다. "
            "사라진 슬롯의 시작은 -1입니다."
        )
    return NoisySlot(name, start, end, clean)


def _refuse_overlaps(slots: Iterable[NoisySlot]) -> None:
    reached = 0
    for slot in sorted((slot for slot in slots if not slot.lost), key=lambda slot: slot.start):
        if slot.start < reached:
            raise DataError(f"슬롯 '{slot.name}' [{slot.start}, {slot.end}]: 앞의 슬롯과 겹칩니다.")
        reached = slot.end
