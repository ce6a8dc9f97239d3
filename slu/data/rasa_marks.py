"""The marks in a sentence of Rasa's training data, from text to slots and back.

`[서울](city)`, `[서울](city:Seoul)` (the older form) and `[서울]{"entity": "city", "value":
"Seoul", "role": "from", "group": "1"}`; `[서울][{...}, {...}]` labels one span twice. As in Rasa
a bracket that opens no mark is plain text, and there are no escapes. A `value` is a `TextValue`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from slu.core import Slot, Utterance
from slu.data.jsonl import optional_text, text_of
from slu.errors import DataError
from slu.values import TextValue

_MARK = re.compile(
    r"\[(?P<said>[^\]]+)\]"
    r"(?:\((?P<name>[^:)]+)(?::(?P<value>[^)]+))?\)|(?P<label>\{[^}]+\})|(?P<labels>\[\{.*?\}\]))"
)
_HALF_MARK = re.compile(r"\[[^\]]*$|\][({]|\]\[\{")
_KEYS = frozenset({"entity", "value", "role", "group"})


def unmark(marked: str, intent: str, identity: str | None = None) -> Utterance:
    """The utterance of a marked sentence; white space around it is no part of it.

    Raises DataError: a mark cut short, JSON that is not one, no entity name."""
    marked = marked.strip()
    text, slots, reached = "", [], 0
    for match in _MARK.finditer(marked):
        text += _plain(marked[reached : match.start()])
        said = _plain(match["said"])
        for label in _labels(match):
            slots.append(_slot(label, said, len(text)))
        text += said
        reached = match.end()
    text += _plain(marked[reached:])
    if not text:
        raise DataError("예문이 비어 있습니다.")
    return Utterance(text, intent, tuple(slots), identity)


def mark(utterance: Utterance) -> str:
    """The marked sentence; DataError for what the marks cannot hold."""
    marked, reached = "", 0
    for slot in utterance.slots:
        marked += utterance.text[reached : slot.start] + _marked(slot)
        reached = slot.end
    marked += utterance.text[reached:]
    try:
        kept = unmark(marked, utterance.intent or "", utterance.id) == utterance
    except DataError:
        kept = False
    # Rasa splits examples at every kind of line break.
    if not kept or marked.splitlines() != [marked]:
        raise DataError(
            "Rasa 형식은 줄바꿈, 앞뒤 빈칸, 표시와 헷갈리는 대괄호, 글이 아닌 슬롯 값을 "
            f"담을 수 없습니다: {utterance.text!r}. jsonl 형식으로 저장해 주세요."
        )
    return marked


def _labels(match: re.Match[str]) -> list[dict[str, Any]]:
    if match["name"] is not None:
        value = {} if match["value"] is None else {"value": match["value"]}
        return [{"entity": match["name"], **value}]
    try:
        labels = json.loads(match["labels"] or f"[{match['label']}]")
    except ValueError as fault:
        raise DataError(f"엔티티 표시의 JSON이 잘못되었습니다: {match[0]!r}") from fault
    if not all(isinstance(label, dict) for label in labels):
        raise DataError(f"엔티티 표시는 JSON 객체여야 합니다: {match[0]!r}")
    return list(labels)


def _slot(label: dict[str, Any], said: str, start: int) -> Slot:
    unknown = sorted(label.keys() - _KEYS)
    if unknown:
        raise DataError(f"엔티티 표시에 모르는 항목이 있습니다: {', '.join(unknown)}")
    name = text_of(label, "entity")
    if not name.strip():
        raise DataError("엔티티의 이름이 비어 있습니다.")
    value = optional_text(label, "value")
    return Slot(
        name=name,
        start=start,
        end=start + len(said),
        text=said,
        value=None if value is None else TextValue(value),
        role=optional_text(label, "role"),
        group=optional_text(label, "group"),
    )


def _plain(text: str) -> str:
    if _HALF_MARK.search(text):
        raise DataError(f"엔티티 표시의 괄호가 맞지 않습니다: {text!r}")
    return text


def _marked(slot: Slot) -> str:
    label: dict[str, Any] = {"entity": slot.name}
    if isinstance(slot.value, TextValue):
        label["value"] = slot.value.text
    label |= {key: value for key in ("role", "group") if (value := getattr(slot, key)) is not None}
    if len(label) == 1 and not re.search(r"[:)]", slot.name):
        return f"[{slot.text}]({slot.name})"
    # A closing brace would end the mark early; JSON can write it as an escape.
    body = json.dumps(label, ensure_ascii=False)[1:-1].replace("}", r"\u007d")
    return f"[{slot.text}]{{{body}}}"
