"""Values that an action server validates, where the domain names its actions without a function:
`action_validate_slot_mappings` what any sentence gives, and `validate_<form>` what it then gives a
form, before the form goes on.

What goes there and comes back is `dialog.rasa.remote`. Source: Rasa 3.6, `ActionExtractSlots` and
`FormAction`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from dialog.domain import Domain
from dialog.events import ActionFailed, Asked, Event, SlotSet, SlotUnset, TaskEnded, TaskStarted
from dialog.policy import MOST_MISSES, ended
from dialog.replies import Spoken
from dialog.skill import Failed, Request, Skill
from dialog.steps import Decision, Rest, Run, Say, form_over, next_step, rest_of, spoken
from dialog.tracker import Task, Tracker
from slu.values import Value

VALIDATE, MAPPINGS = "validate_", "action_validate_slot_mappings"
_Step = tuple[Say | Run, tuple[Event, ...], Rest | None]


@dataclass(frozen=True, slots=True)
class Validated:
    """`filled` are the values that stand, `refused` the slots to be asked for again. `asks` tells
    whether the server itself says what to ask for: `requested`, None when the form is full.
    `events` are slots of the server's own, `said` what it says of it all."""

    filled: Mapping[str, Value]
    refused: tuple[str, ...]
    asks: bool
    requested: str | None
    events: tuple[Event, ...]
    said: Spoken


@runtime_checkable
class Validator(Protocol):
    """What an action server does; a function of ours has no such promise."""

    action: str

    def validate(
        self, request: Request, candidates: Mapping[str, Value], own: frozenset[str]
    ) -> Validated: ...


def validator(
    decision: Decision, tracker: Tracker, skills: Mapping[str, Skill]
) -> Validator | None:
    """What validates the form that the decision gives values to, or an answer that gave none."""
    begun = [event.name for event in decision.events if isinstance(event, TaskStarted)]
    form = begun[-1] if begun else None if tracker.task is None else tracker.task.name
    skill = skills.get(f"{VALIDATE}{form}")
    if not isinstance(skill, Validator):
        return None
    if begun:
        return skill if candidates(decision) else None
    resumed = any(isinstance(event, Asked) and event.resumed for event in decision.events)
    return skill if decision.reason in ("answer", "again") and not resumed else None


def candidates(decision: Decision) -> dict[str, Value]:
    """The values that the decision gives, by slot."""
    return {event.name: event.value for event in decision.events if isinstance(event, SlotSet)}


def mapped_values(decision: Decision) -> dict[str, Value]:
    """The values of the sentence, also where they only fill the blanks of a response."""
    rest = {} if decision.rest is None else decision.rest.filled
    return candidates(decision) or (dict(rest) if isinstance(decision.step, Say) else {})


def own_slots(task: Task | None, given: Mapping[str, Value], domain: Domain) -> frozenset[str]:
    """The slots that are the task's; what else the server sets lasts beyond it."""
    if task is None:
        return frozenset()
    form = domain.spec.forms.get(task.name)
    return frozenset(given) | frozenset(() if form is None else form.required_slots)


def task_of(decision: Decision, tracker: Tracker) -> Task | None:
    """The task that the decision gives values to: the one it begins, or the one that asked."""
    begun = [event for event in decision.events if isinstance(event, TaskStarted)]
    if begun:
        return Task(begun[-1].name, begun[-1].intent)
    return tracker.task if decision.reason in ("answer", "again") else None


def mapped(decision: Decision, task: Task | None, found: Validated, domain: Domain) -> Decision:
    """The decision with the values that stand, and with what the server found by itself."""
    given = mapped_values(decision)
    if not found.refused and found.filled == given:
        return replace(decision, events=(*found.events, *decision.events))
    if task is not None:
        again = validated(decision, task, replace(found, asks=False), domain)
        return replace(again, events=(*beginning(decision), *again.events))
    step, rest = decision.step, decision.rest
    if isinstance(step, Say):
        kept = {name: said for name, said in step.values.items() if name not in found.refused}
        step = Say(step.response, {**kept, **spoken(found.filled)})
    if rest is not None:
        rest = replace(rest, filled=found.filled)
    return replace(decision, events=(*found.events, *decision.events), step=step, rest=rest)


def unmapped(action: str, fault: Exception) -> Decision:
    """Nothing is done with what nobody could validate; what is open stays open."""
    response = fault.response if isinstance(fault, Failed) else "utter_error"
    told = ActionFailed(action, f"{type(fault).__name__}: {fault}")
    return Decision((told,), Say(response), "failed")


def beginning(decision: Decision) -> tuple[Event, ...]:
    """The events up to where the form is open."""
    begun = [at for at, event in enumerate(decision.events) if isinstance(event, TaskStarted)]
    return decision.events[: begun[-1] + 1] if begun else ()


def validated(decision: Decision, task: Task, found: Validated, domain: Domain) -> Decision:
    """What the form, open with its earlier values, does with those that stand."""
    kept = {name: value for name, value in task.filled.items() if name not in found.refused}
    filled = {**kept, **found.filled}
    events: list[Event] = [SlotSet(name, value) for name, value in found.filled.items()]
    events += [SlotUnset(name) for name in found.refused if name in task.filled]
    step, asked, rest = _step(task, found, Rest((), task.intent, filled), domain)
    question = next((event for event in asked if isinstance(event, Asked)), None)
    if question is not None and _is_miss(task, question, found):
        if task.misses >= MOST_MISSES:
            over = (*found.events, *ended((task,), "given_up"))
            return Decision(over, Say("utter_default"), "given_up")
        again = Asked(question.slot, question.response, question.values, again=True)
        asked = tuple(again if event is question else event for event in asked)
    events += [*found.events, *asked]
    return Decision(tuple(events), step, decision.reason, decision.instead, rest)


def failed(action: str, task: Task, fault: Exception) -> Decision:
    """The form ends, and its apology is said."""
    response = fault.response if isinstance(fault, Failed) else "utter_error"
    told = ActionFailed(action, f"{type(fault).__name__}: {fault}")
    return Decision((told, TaskEnded(task.name, "failed")), Say(response), "failed")


def _step(task: Task, found: Validated, rest: Rest, domain: Domain) -> _Step:
    """Rasa's order of the slots, unless the server has its own."""
    if not found.asks:
        return next_step(task.name, task.intent, rest.filled, domain)
    if found.requested is None:
        return form_over(task.name, rest_of(task.name, task.intent, rest.filled, domain), domain)
    response, said = domain.question(task.name, found.requested), spoken(rest.filled)
    return Say(response, said), (Asked(found.requested, response, said),), None


def _is_miss(task: Task, question: Asked, found: Validated) -> bool:
    """Whether the same is asked again because the answer was no use."""
    return question.slot == task.requested and (question.slot in found.refused or not found.filled)
