"""Our own JSON lines: an utterance a line, with everything that a slot can carry.

`{"id": "7", "intent": "alarm_set", "text": "일곱 시에 깨워", "slots": [{"name": "time",
"start": 0, "end": 4, "text": "일곱 시", "value": null, "confidence": 1.0}]}`

Only `text` is required; of a slot `name`, `start` and `end`. The JSON lines of MASSIVE are
`slu.data.massive`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from slu.core import Slot, Utterance
from slu.data.rows import Report, Row, Table, lines, located
from slu.errors import DataError
from slu.values import value_from_json

_KEYS = frozenset({"id", "intent", "text", "slots"})
_SLOT_KEYS = frozenset({"name", "start", "end", "text", "value", "confidence", "role", "group"})


def parse(text: str, path: Path, report: Report) -> Table:
    """Reads the file's text; lines that cannot be read go to `report` as DataError."""
    rows = []
    for number, line in lines(text):
        if line.strip():
            with located(path, number, report):
                rows.append(Row(number, utterance_of(read_object(line))))
    return Table(path, "jsonl", tuple(rows))


def dump(utterances: Iterable[Utterance]) -> str:
    """The file's text. Raises DataError for a number that JSON cannot hold."""
    return "".join(_line(utterance) for utterance in utterances)


def read_object(line: str) -> dict[str, Any]:
    """The JSON object of one line; DataError if it is not one."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise DataError(f"JSON이 잘못되었습니다({fault}).") from fault
    if not isinstance(data, dict):
        raise DataError("한 줄에 JSON 객체({...}) 하나가 있어야 합니다.")
    return data


def text_of(data: dict[str, Any], key: str) -> str:
    """A required text of a JSON object."""
    text = optional_text(data, key)
    if text is None:
        raise DataError(f"'{key}' 항목이 없습니다.")
    return text


def optional_text(data: dict[str, Any], key: str) -> str | None:
    """A text of a JSON object, None where it is missing or null."""
    text = data.get(key)
    if text is None:
        return None
    if not isinstance(text, str):
        raise DataError(f"'{key}' 항목은 문자열이어야 합니다: {text!r}")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise DataError(f"'{key}' 항목에 짝 없는 서로게이트 글자가 있습니다.")
    return text


def _line(utterance: Utterance) -> str:
    data = {
        "id": utterance.id,
        "intent": utterance.intent,
        "text": utterance.text,
        "slots": [slot.to_json() for slot in utterance.slots],
    }
    try:
        return json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as fault:
        message = f"JSON에 담을 수 없는 수(무한대, NaN)가 있습니다: {utterance.text!r}"
        raise DataError(message) from fault


def utterance_of(data: dict[str, Any]) -> Utterance:
    """The example that a JSON object holds, its slots maybe faulty. DataError for other objects."""
    _refuse_unknown(data, _KEYS)
    text = text_of(data, "text")
    slots = data.get("slots", [])
    if not isinstance(slots, list):
        raise DataError("'slots' 항목은 목록이어야 합니다.")
    return Utterance(
        text=text,
        intent=optional_text(data, "intent"),
        slots=tuple(_slot(slot, text) for slot in slots),
        id=optional_text(data, "id"),
    )


def _slot(data: Any, text: str) -> Slot:
    if not isinstance(data, dict):
        raise DataError(f"슬롯은 JSON 객체여야 합니다: {data!r}")
    _refuse_unknown(data, _SLOT_KEYS)
    start, end = _place(data, "start"), _place(data, "end")
    said = optional_text(data, "text")
    confidence = data.get("confidence", 1.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        raise DataError(f"'confidence' 항목은 수여야 합니다: {confidence!r}")
    try:
        value = None if data.get("value") is None else value_from_json(data["value"])
    except ValidationError as fault:
        raise DataError(f"슬롯의 'value' 항목을 알 수 없습니다: {data['value']!r}") from fault
    return Slot(
        name=text_of(data, "name"),
        start=start,
        end=end,
        text=text[max(start, 0) : max(end, 0)] if said is None else said,
        value=value,
        confidence=float(confidence),
        role=optional_text(data, "role"),
        group=optional_text(data, "group"),
    )


def _place(data: dict[str, Any], key: str) -> int:
    place = data.get(key)
    if isinstance(place, bool) or not isinstance(place, int):
        raise DataError(f"슬롯의 '{key}' 항목은 정수여야 합니다: {place!r}")
    return place


def _refuse_unknown(data: dict[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(data.keys() - known)
    if unknown:
        usable = ", ".join(sorted(known))
        raise DataError(f"모르는 항목이 있습니다: {', '.join(unknown)}. 쓸 수 있는 항목: {usable}")
