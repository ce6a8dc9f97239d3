"""What Rasa has in a domain and this engine does not use: taken out, and told where it stood.

Only shapes are changed here; a key that neither knows stays and is a fault of `dialog.domain_file`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dialog.marked_yaml import Marked, Place

_ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is read and does nothing here, or something else than in Rasa."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


_UNUSED: Final[Mapping[tuple[str, ...], Mapping[str, str]]] = {
    (): {
        "e2e_actions": "문장을 그대로 배우는 액션은 없습니다",
        "config": "말귀의 슬롯은 mappings로만 채웁니다",
    },
    ("session_config",): {
        "carry_over_slots_to_new_session": "말귀의 슬롯은 과업이 끝나면 사라집니다",
    },
    ("slots", _ANY): {
        "auto_fill": "말귀의 슬롯은 mappings로만 채웁니다",
        "min_value": "수의 범위는 액션에서 살펴 주세요",
        "max_value": "수의 범위는 액션에서 살펴 주세요",
    },
    ("slots", _ANY, "mappings", _ANY): {
        "action": "값은 그 액션이 돌려준 것으로 정해집니다",
    },
    ("responses", _ANY, _ANY): {
        "id": "이름표는 쓰지 않습니다",
        "metadata": "쓰이는 곳이 없습니다",
        "quick_replies": "buttons로 적어 주세요",
        "elements": "custom으로 적어 주세요",
    },
    ("responses", _ANY, _ANY, "buttons", _ANY): {
        "type": "모든 버튼은 누르면 payload를 보냅니다",
        "url": "버튼은 주소를 열지 못합니다. 글에 주소를 적어 주세요",
    },
}
_INTENT_KEYS: Final = ("use_entities", "ignore_entities", "triggers")
_ENTITY_KEYS: Final = ("roles", "groups", "influence_conversation")


def without_unused(marked: Marked) -> tuple[Marked, tuple[Remark, ...]]:
    """The same data in the shape that we read, and what was left out of it."""
    if not isinstance(marked.data, dict):
        return marked, ()
    remarks: list[Remark] = []
    data = {key: value for key, value in marked.data.items() if value is not None}
    for key, known in (("intents", _INTENT_KEYS), ("entities", _ENTITY_KEYS)):
        if isinstance(data.get(key), list):
            data[key] = [
                _named(one, known, marked, (key, at), remarks) for at, one in enumerate(data[key])
            ]
    cleaned = _cleaned(data, (), marked, remarks)
    return Marked(marked.path, cleaned, marked.lines, marked.files), tuple(remarks)


def _named(
    one: Any, known: tuple[str, ...], marked: Marked, place: Place, remarks: list[Remark]
) -> Any:
    """The name of an intent or entity that has properties; an unknown property stays."""
    if not (isinstance(one, dict) and len(one) == 1):
        return one
    [(name, given)] = one.items()
    properties = {} if given is None else given
    if not isinstance(properties, dict) or properties.keys() - set(known):
        return one
    for key in sorted(properties.keys() - {"roles", "groups"}):
        text = f"'{name}'의 {key}은(는) 쓰지 않습니다. 말귀는 문장의 엔티티를 모두 봅니다."
        remarks.append(Remark(marked.where((*place, name, key)), text))
    return name


def _cleaned(data: Any, place: Place, marked: Marked, remarks: list[Remark]) -> Any:
    """The data without the keys of `_UNUSED`, however deep."""
    match data:
        case dict():
            unused = _unused_at(place)
            kept = {}
            for key, value in data.items():
                if key in unused:
                    text = f"'{key}'은(는) 쓰지 않습니다. {unused[key]}."
                    remarks.append(Remark(marked.where((*place, key)), text))
                else:
                    kept[key] = _cleaned(value, (*place, key), marked, remarks)
            return kept
        case list():
            return [_cleaned(item, (*place, at), marked, remarks) for at, item in enumerate(data)]
    return data


def _unused_at(place: Place) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pattern in _matching(place):
        found |= _UNUSED[pattern]
    return found


def _matching(place: Place) -> Iterator[tuple[str, ...]]:
    for pattern in _UNUSED:
        if len(pattern) == len(place) and all(
            wanted in (_ANY, part) for wanted, part in zip(pattern, place, strict=True)
        ):
            yield pattern
