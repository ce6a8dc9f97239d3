"""Whether the names in a domain file fit together: every form and slot points at something.

Each check gives its faults as DomainError with file, line and a suggestion. Rules are
`dialog.rule_book`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialog import blanks
from dialog.domain_file import DomainSpec, Variation, suggest
from dialog.marked_yaml import Marked, Place
from slu.errors import DomainError

RING_BLANKS = frozenset({"label", "time", "date"})
_RING_PREFIXES = ("utter_ring", "utter_missed")
Faults = Iterator[DomainError]


def check(marked: Marked, spec: DomainSpec, defaults: DomainSpec) -> Faults:
    """All checks, in the order of the file's usual parts; `defaults` are the engine's replies."""
    known = {*spec.actions, *spec.responses, *defaults.responses}
    return chain(
        _zone(marked, spec),
        _gazetteer(marked, spec),
        _slots(marked, spec),
        _forms(marked, spec),
        _actions(marked, spec),
        _responses(marked, spec, defaults),
        _patterns(marked, spec),
        _follow_ups(marked, spec),
        _required(marked, ("fallback", "action"), "액션이나 응답", spec.fallback.action, known),
    )


def _required(
    marked: Marked, place: Place, what: str, name: str | None, known: Collection[str]
) -> Faults:
    if name is None or name not in known:
        given = "" if name is None else name
        yield marked.error(
            place, f"{what} '{given}'이(가) 도메인에 없습니다.{suggest(given, known)}"
        )


def _zone(marked: Marked, spec: DomainSpec) -> Faults:
    try:
        ZoneInfo(spec.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield marked.error(("zone",), f"모르는 시간대 '{spec.zone}'입니다. Asia/Seoul처럼 씁니다.")


def _gazetteer(marked: Marked, spec: DomainSpec) -> Faults:
    """No word may stand for two names of one entity, however it is spaced."""
    for entity, names in spec.gazetteer.items():
        place: Place = ("gazetteer", entity)
        yield from _required(marked, place, "엔티티", entity, spec.entities)
        owners: dict[str, str] = {}
        for name, others in names.items():
            for word in (name, *others):
                owner = owners.setdefault(word.replace(" ", ""), name)
                if not word.strip():
                    yield marked.error((*place, name), f"'{name}'에 빈 낱말이 있습니다.")
                if owner != name:
                    yield marked.error(
                        (*place, name), f"낱말 '{word}'이(가) '{owner}'에도 '{name}'에도 있습니다."
                    )


def _slots(marked: Marked, spec: DomainSpec) -> Faults:
    for name, slot in spec.slots.items():
        for at, mapping in enumerate(slot.mappings):
            place = ("slots", name, "mappings", at)
            if mapping.type == "from_entity":
                entity = (*place, "entity")
                yield from _required(marked, entity, "엔티티", mapping.entity, spec.entities)
            if mapping.type in ("from_intent", "from_trigger_intent") and mapping.value is None:
                yield marked.error(place, f"{mapping.type}에는 채울 값(value)을 적어 주세요.")
            for key in ("intent", "not_intent"):
                for intent in getattr(mapping, key):
                    yield from _required(marked, (*place, key), "인텐트", intent, spec.intents)
            for condition in mapping.conditions:
                if condition.active_loop is not None:
                    form = condition.active_loop
                    here = (*place, "conditions")
                    yield from _required(marked, here, "폼", form, spec.forms)


def _forms(marked: Marked, spec: DomainSpec) -> Faults:
    for name, form in spec.forms.items():
        place: Place = ("forms", name)
        if name in spec.actions or name in spec.responses:
            yield marked.error(
                place, f"폼 '{name}'과 같은 이름의 액션이나 응답이 있습니다. 이름을 바꿔 주세요."
            )
        for intent in form.ignored_intents:
            here: Place = (*place, "ignored_intents")
            yield from _required(marked, here, "인텐트", intent, spec.intents)
        for at, slot in enumerate(form.required_slots):
            here = (*place, "required_slots", at)
            yield from _required(marked, here, "슬롯", slot, spec.slots)
            asked = {f"utter_ask_{name}_{slot}", f"action_ask_{name}_{slot}", f"action_ask_{slot}"}
            if not asked & {*spec.responses, *spec.actions}:
                ask = f"utter_ask_{slot}"
                yield from _required(marked, here, "물어볼 응답", ask, spec.responses)
            if slot in spec.slots and _is_never_answered(spec, slot):
                yield marked.error(
                    here,
                    f"슬롯 '{slot}'은(는) 대답으로 채울 수 없어 폼이 끝나지 않습니다. "
                    "mappings에 from_entity나 from_text를 더해 주세요.",
                )


def _is_never_answered(spec: DomainSpec, slot: str) -> bool:
    kinds = {mapping.type for mapping in spec.slots[slot].mappings}
    return kinds <= {"custom", "from_trigger_intent"}


def _actions(marked: Marked, spec: DomainSpec) -> Faults:
    for name, function in spec.actions.items():
        if function is None:
            continue
        module, _, attribute = function.partition(":")
        if not (attribute.isidentifier() and all(p.isidentifier() for p in module.split("."))):
            yield marked.error(
                ("actions", name),
                f"'{function}'은(는) 파이썬 함수의 자리가 아닙니다. 'alarms:set_alarm'처럼 씁니다.",
            )


def _responses(marked: Marked, spec: DomainSpec, defaults: DomainSpec) -> Faults:
    for name, variations in spec.responses.items():
        place: Place = ("responses", name)
        if not name.startswith("utter_"):
            yield marked.error(place, f"응답 이름 '{name}'은(는) utter_로 시작해야 합니다.")
        if not variations:
            yield marked.error(
                place, f"응답 '{name}'에 문장이 없습니다. '- text: ...'를 적어 주세요."
            )
        for at, variation in enumerate(variations):
            for condition in variation.condition:
                here: Place = (*place, at, "condition")
                yield from _required(marked, here, "슬롯", condition.name, spec.slots)
            known = _blanks_of(name, defaults)
            yield from _text(marked, (*place, at, "text"), name, variation, known)


def _blanks_of(response: str, defaults: DomainSpec) -> Collection[str] | None:
    """The blanks that a reply of the engine may have; None where any may."""
    if response.startswith(_RING_PREFIXES):
        return RING_BLANKS
    return () if response in defaults.responses else None


def _text(
    marked: Marked, place: Place, name: str, variation: Variation, known: Collection[str] | None
) -> Faults:
    if not variation.text.strip():
        if not variation.rich:
            yield marked.error(place, "문장이 비어 있습니다. 'text:'에 할 말을 적어 주세요.")
        return
    try:
        found = blanks.names(variation.text)
    except blanks.BlankError as error:
        yield marked.error(place, str(error))
        return
    for blank in sorted(found - {*known} if known is not None else ()):
        yield from _required(
            marked, place, f"응답 '{name}'에 쓸 수 있는 빈칸 중에", blank, known or ()
        )


def _patterns(marked: Marked, spec: DomainSpec) -> Faults:
    for at, one in enumerate(spec.patterns):
        yield from _required(marked, ("patterns", at, "intent"), "인텐트", one.intent, spec.intents)


def _follow_ups(marked: Marked, spec: DomainSpec) -> Faults:
    for key in ("change", "undo"):
        action = getattr(spec.follow_ups, key)
        if action is not None:
            yield from _required(marked, ("follow_ups", key), "액션", action, spec.actions)
    for entity in spec.references:
        yield from _required(marked, ("references", entity), "엔티티", entity, spec.entities)
