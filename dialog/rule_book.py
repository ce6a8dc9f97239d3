"""Rules as the policy uses them: what follows each intent. Rasa's ways to write one are read:
a form begun by one rule and ended by another, several intents, several actions, the fallback.

What a rule asks for that has no meaning here is told in remarks, what cannot be is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialog.domain_file import DomainSpec, suggest
from dialog.marked_yaml import Marked, Place
from dialog.project.rasa import Remark
from dialog.rule_file import RuleSpec
from slu.errors import DomainError

FALLBACK_INTENT: Final = "nlu_fallback"
_LISTEN: Final = "action_listen"
# What Rasa does by itself; a rule that needs it is left out.
_RASAS_OWN: Final = frozenset(
    (
        "action_restart",
        "action_session_start",
        "action_deactivate_loop",
        "action_back",
        "action_revert_fallback_events",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_unlikely_intent",
        "action_extract_slots",
        "action_trigger_search",
        "action_clean_stack",
    )
)
_FALLBACKS: Final = {
    "action_default_fallback": "utter_default",
    "action_two_stage_fallback": "utter_default",
}


@dataclass(frozen=True)
class Rule:
    """What follows an intent: responses and actions in this order, and at most one form."""

    actions: tuple[str, ...]
    form: str | None = None

    @property
    def action(self) -> str:
        """What it comes to in the end."""
        return self.actions[-1]


@dataclass(frozen=True)
class RuleBook:
    """`fallback` is what a rule says to do when nothing was understood."""

    rules: Mapping[str, Rule]
    fallback: str | None = None
    remarks: tuple[Remark, ...] = ()
    faults: tuple[DomainError, ...] = ()


@dataclass
class _Found:
    """What is gathered while the rules are read; intents with the index of their rule."""

    always: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    in_forms: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    after_forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    faults: list[DomainError] = field(default_factory=list)


class _Reader:
    def __init__(self, marked: Marked, spec: DomainSpec, responses: Collection[str]):
        self._marked, self._spec = marked, spec
        groups = {name.partition("/")[0] for name in responses}
        self._known = {*spec.actions, *responses, *groups, *spec.forms}
        self._found = _Found()

    def book(self) -> RuleBook:
        for at, rule in enumerate(self._spec.rules):
            self._read(at, rule)
        found = self._found
        fallback = found.always.pop(FALLBACK_INTENT, None)
        rules = {
            intent: self._rule(at, actions)
            for intent, (at, actions) in {**found.in_forms, **found.always}.items()
        }
        return RuleBook(
            rules,
            None if fallback is None else _FALLBACKS.get(fallback[1][0], fallback[1][0]),
            tuple(found.remarks),
            tuple(found.faults),
        )

    def _read(self, at: int, rule: RuleSpec) -> None:
        place: Place = ("rules", at, "steps")
        unmeant = _unmeant(rule)
        if unmeant is not None:
            self._remark(place, f"규칙 '{rule.rule}'은(는) 쓰지 않습니다. {unmeant}.")
            return
        for text in _passed_over(rule):
            self._remark(place, f"규칙 '{rule.rule}': {text}.")
        forms = [one.active_loop for one in rule.condition if one.active_loop]
        first = rule.steps[0]
        if first.intents:
            self._intents(at, rule, bool(forms))
        elif first.action in self._spec.forms:
            self._found.after_forms[first.action] = self._actions(place, rule)
        else:
            self._fault((*place, 0), f"규칙 '{rule.rule}'의 첫 단계는 intent여야 합니다.")

    def _intents(self, at: int, rule: RuleSpec, in_form: bool) -> None:
        place: Place = ("rules", at, "steps")
        actions = self._actions(place, rule)
        if in_form and len(actions) > 1 and actions[-1] in self._spec.forms:
            actions = actions[:-1]  # a form goes on by itself after another request
        if not actions:
            self._fault(place, f"규칙 '{rule.rule}'에 할 일이 없습니다. action을 적어 주세요.")
            return
        kept = self._found.in_forms if in_form else self._found.always
        for intent in rule.steps[0].intents:
            known = {*self._spec.intents, FALLBACK_INTENT}
            if intent not in known:
                self._fault(
                    (*place, 0),
                    f"인텐트 '{intent}'이(가) 도메인에 없습니다.{suggest(intent, known)}",
                )
            elif intent in kept and kept[intent][1] != actions:
                self._twice(place, rule, intent, kept[intent][0])
            else:
                kept[intent] = (at, actions)

    def _twice(self, place: Place, rule: RuleSpec, intent: str, first: int) -> None:
        where = self._marked.line(("rules", first, "steps"))
        if rule.condition or rule.steps[0].entities or self._spec.rules[first].steps[0].entities:
            text = f"인텐트 '{intent}'의 규칙이 {where}번째 줄에도 있어 쓰지 않습니다."
            self._remark(place, text)
        else:
            self._fault(place, f"인텐트 '{intent}'의 규칙이 {where}번째 줄에도 있습니다.")

    def _actions(self, place: Place, rule: RuleSpec) -> tuple[str, ...]:
        """The names of the steps after the first, each of which must be known."""
        names: list[str] = []
        for at, step in enumerate(rule.steps[1:], start=1):
            if step.action in (None, _LISTEN):
                if step.intents or step.user:
                    self._fault((*place, at), "규칙에는 사람의 말이 한 번만, 처음에 나옵니다.")
                continue
            assert step.action is not None
            if step.action in self._known or step.action in _FALLBACKS:
                names.append(step.action)
            else:
                near = suggest(step.action, self._known)
                text = f"액션이나 응답, 폼 '{step.action}'이(가) 도메인에 없습니다.{near}"
                self._fault((*place, at), text)
                names.append(step.action)
        return tuple(names)

    def _rule(self, at: int, actions: tuple[str, ...]) -> Rule:
        forms = [name for name in actions if name in self._spec.forms]
        if forms and actions[-1] == forms[0]:
            actions += self._found.after_forms.get(forms[0], ())
        if len(forms) > 1 or (forms and actions[-1] in self._spec.forms):
            self._fault(
                ("rules", at, "steps"),
                f"규칙 '{self._spec.rules[at].rule}'의 단계가 맞지 않습니다. 폼 하나와 그 뒤에 할 "
                "응답이나 액션을 적거나, 폼이 찬 다음의 규칙(condition: active_loop)을 "
                "더해 주세요.",
            )
        return Rule(actions, forms[0] if forms else None)

    def _remark(self, place: Place, text: str) -> None:
        self._found.remarks.append(Remark(self._marked.where(place), text))

    def _fault(self, place: Place, text: str) -> None:
        self._found.faults.append(self._marked.error(place, text))


def read_rules(marked: Marked, spec: DomainSpec, responses: Collection[str]) -> RuleBook:
    """The rules of a domain whose replies have these names."""
    return _Reader(marked, spec, responses).book()


def _unmeant(rule: RuleSpec) -> str | None:
    """Why the whole rule has no meaning here; None when it has."""
    if rule.conversation_start:
        return "대화를 여는 규칙(conversation_start)은 없습니다"
    if any(one.slot_was_set is not None for one in rule.condition):
        return "슬롯을 보는 조건(slot_was_set)은 스킬이나 응답의 condition에 적어 주세요"
    if any(step.checkpoint for step in rule.steps):
        return "checkpoint는 없습니다"
    if rule.steps[0].user is not None and not rule.steps[0].intents:
        return "말귀의 규칙은 문장(user)이 아니라 intent로 시작합니다"
    own = next((step.action for step in rule.steps if step.action in _RASAS_OWN), None)
    if own == "action_deactivate_loop":
        return "폼은 '그만'이나 '취소'로 그칩니다"
    return None if own is None else f"Rasa의 {own}은(는) 말귀에 없습니다"


def _passed_over(rule: RuleSpec) -> list[str]:
    """What of a rule that is used is not looked at."""
    told = []
    if rule.steps[0].entities:
        told.append("엔티티를 보는 조건(entities)은 보지 않습니다")
    if rule.steps[0].intents and any(one.active_loop for one in rule.condition):
        told.append("폼 안에서라는 조건은 보지 않고, 언제나 씁니다")
    if any(_sets_a_slot(step.slot_was_set) for step in rule.steps):
        told.append("슬롯을 보는 단계(slot_was_set)는 보지 않습니다")
    if not rule.wait_for_user_input:
        told.append("wait_for_user_input은 보지 않습니다")
    return told


def _sets_a_slot(given: object) -> bool:
    """Whether the step is about more than that nothing is asked for any more, as ends a form."""
    return given is not None and given != [{"requested_slot": None}]
