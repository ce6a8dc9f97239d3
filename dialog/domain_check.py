"""Whether the names in a domain file fit together: every rule, form and slot points at something.

Each check raises DomainError with file, line and a suggestion for the first fault it meets.
"""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialog import blanks
from dialog.domain_file import DomainSpec, RuleSpec, suggest
from dialog.marked_yaml import Marked, Place

RING_BLANKS = frozenset({"label", "time", "date"})
_RING_PREFIXES = ("utter_ring", "utter_missed")


def check(marked: Marked, spec: DomainSpec, defaults: DomainSpec) -> None:
    """All checks, in the order of the file's usual parts; `defaults` are the engine's replies."""
    _check_zone(marked, spec)
    _check_gazetteer(marked, spec)
    _check_slots(marked, spec)
    _check_forms(marked, spec)
    _check_actions(marked, spec)
    _check_responses(marked, spec, defaults)
    _check_rules(marked, spec, defaults)
    _check_patterns(marked, spec)
    _check_follow_ups(marked, spec)
    known = {*spec.actions, *spec.responses, *defaults.responses}
    place = ("fallback", "action")
    _require(marked, place, "액션이나 응답", spec.fallback.action, known)


def _require(
    marked: Marked, place: Place, what: str, name: str | None, known: Collection[str]
) -> None:
    if name is None or name not in known:
        given = "" if name is None else name
        raise marked.error(
            place, f"{what} '{given}'이(가) 도메인에 없습니다.{suggest(given, known)}"
        )


def _check_zone(marked: Marked, spec: DomainSpec) -> None:
    try:
        ZoneInfo(spec.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise marked.error(
            ("zone",), f"모르는 시간대 '{spec.zone}'입니다. Asia/Seoul처럼 씁니다."
        ) from None


def _check_gazetteer(marked: Marked, spec: DomainSpec) -> None:
    """No word may stand for two names of one entity, however it is spaced."""
    for entity, names in spec.gazetteer.items():
        place: Place = ("gazetteer", entity)
        _require(marked, place, "엔티티", entity, spec.entities)
        owners: dict[str, str] = {}
        for name, others in names.items():
            for word in (name, *others):
                owner = owners.setdefault(word.replace(" ", ""), name)
                if not word.strip():
                    raise marked.error((*place, name), f"'{name}'에 빈 낱말이 있습니다.")
                if owner != name:
                    raise marked.error(
                        (*place, name), f"낱말 '{word}'이(가) '{owner}'에도 '{name}'에도 있습니다."
                    )


def _check_slots(marked: Marked, spec: DomainSpec) -> None:
    for name, slot in spec.slots.items():
        for at, mapping in enumerate(slot.mappings):
            place = ("slots", name, "mappings", at)
            if mapping.type == "from_entity":
                _require(marked, (*place, "entity"), "엔티티", mapping.entity, spec.entities)


def _check_forms(marked: Marked, spec: DomainSpec) -> None:
    for name, form in spec.forms.items():
        place: Place = ("forms", name)
        if name in spec.actions or name in spec.responses:
            raise marked.error(
                place, f"폼 '{name}'과 같은 이름의 액션이나 응답이 있습니다. 이름을 바꿔 주세요."
            )
        for at, slot in enumerate(form.required_slots):
            here = (*place, "required_slots", at)
            _require(marked, here, "슬롯", slot, spec.slots)
            if f"utter_ask_{name}_{slot}" not in spec.responses:
                _require(marked, here, "물어볼 응답", f"utter_ask_{slot}", spec.responses)


def _check_actions(marked: Marked, spec: DomainSpec) -> None:
    for name, function in spec.actions.items():
        if function is None:
            continue
        module, _, attribute = function.partition(":")
        if not (attribute.isidentifier() and all(p.isidentifier() for p in module.split("."))):
            raise marked.error(
                ("actions", name),
                f"'{function}'은(는) 파이썬 함수의 자리가 아닙니다. 'alarms:set_alarm'처럼 씁니다.",
            )


def _check_responses(marked: Marked, spec: DomainSpec, defaults: DomainSpec) -> None:
    for name, variations in spec.responses.items():
        place: Place = ("responses", name)
        if not name.startswith("utter_"):
            raise marked.error(place, f"응답 이름 '{name}'은(는) utter_로 시작해야 합니다.")
        if not variations:
            raise marked.error(
                place, f"응답 '{name}'에 문장이 없습니다. '- text: ...'를 적어 주세요."
            )
        for at, variation in enumerate(variations):
            here = (*place, at, "text")
            found = _read_text(marked, here, variation.text)
            if name.startswith(_RING_PREFIXES):
                known = RING_BLANKS
            elif name in defaults.responses:
                known = frozenset()
            else:
                continue
            for blank in sorted(found - known):
                _require(marked, here, f"응답 '{name}'에 쓸 수 있는 빈칸 중에", blank, known)


def _read_text(marked: Marked, place: Place, text: str) -> set[str]:
    """The blanks of a reply's text."""
    if not text.strip():
        raise marked.error(place, "문장이 비어 있습니다. 할 말을 적어 주세요.")
    try:
        return blanks.names(text)
    except blanks.BlankError as error:
        raise marked.error(place, str(error)) from None


def _check_rules(marked: Marked, spec: DomainSpec, defaults: DomainSpec) -> None:
    lines: dict[str, int] = {}
    for at, rule in enumerate(spec.rules):
        place: Place = ("rules", at, "steps")
        intent = rule.steps[0].intent
        _require(marked, (*place, 0), "인텐트", intent, spec.intents)
        if intent in lines:
            raise marked.error(
                place, f"인텐트 '{intent}'의 규칙이 {lines[intent]}번째 줄에도 있습니다."
            )
        lines[intent or ""] = marked.line(place)
        known = {*spec.actions, *spec.responses, *defaults.responses, *spec.forms}
        _check_steps(marked, place, rule, spec.forms, known)


def _check_patterns(marked: Marked, spec: DomainSpec) -> None:
    for at, one in enumerate(spec.patterns):
        _require(marked, ("patterns", at, "intent"), "인텐트", one.intent, spec.intents)


def _check_follow_ups(marked: Marked, spec: DomainSpec) -> None:
    for key in ("change", "undo"):
        action = getattr(spec.follow_ups, key)
        if action is not None:
            _require(marked, ("follow_ups", key), "액션", action, spec.actions)
    for entity in spec.references:
        _require(marked, ("references", entity), "엔티티", entity, spec.entities)


def _check_steps(
    marked: Marked, place: Place, rule: RuleSpec, forms: Collection[str], known: Collection[str]
) -> None:
    """One intent, then one response or action; or a form and one of these."""
    for at, step in enumerate(rule.steps[1:], start=1):
        _require(marked, (*place, at), "액션이나 응답, 폼", step.action, known)
    has_form = rule.steps[1].action in forms
    if len(rule.steps) != (3 if has_form else 2) or rule.steps[-1].action in forms:
        raise marked.error(
            place,
            f"규칙 '{rule.rule}'의 단계가 맞지 않습니다. 인텐트 다음에 응답이나 액션 하나, "
            "또는 폼 하나와 그 뒤에 할 응답이나 액션 하나를 적어 주세요.",
        )
