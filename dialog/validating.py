"""Forms whose values an action server validates: between what a sentence gives a form and what the
form does next, `validate_<form>` is asked, where the domain names it and no Python function stands
for it.

What goes there and comes back is `dialog.rasa.remote`. Source: Rasa 3.6, `FormAction`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialog.domain import Domain
from dialog.events import ActionFailed, Asked, Event, SlotSet, SlotUnset, TaskEnded, TaskStarted
from dialog.policy import MOST_MISSES, ended
from dialog.rasa.remote import VALIDATE, RemoteAction, Validated
from dialog.skill import Failed, Skill
from dialog.steps import Decision, Rest, Run, Say, form_over, next_step, rest_of, spoken
from dialog.tracker import Task, Tracker
from slu.values import Value

_Step = tuple[Say | Run, tuple[Event, ...], Rest | None]


def validator(
    decision: Decision, tracker: Tracker, skills: Mapping[str, Skill]
) -> RemoteAction | None:
    """What validates the form that the decision gives values to, or an answer that gave none."""
    begun = [event.name for event in decision.events if isinstance(event, TaskStarted)]
    form = begun[-1] if begun else None if tracker.task is None else tracker.task.name
    skill = skills.get(f"{VALIDATE}{form}")
    if not isinstance(skill, RemoteAction):
        return None
    if begun:
        return skill if candidates(decision) else None
    resumed = any(isinstance(event, Asked) and event.resumed for event in decision.events)
    return skill if decision.reason in ("answer", "again") and not resumed else None


def candidates(decision: Decision) -> dict[str, Value]:
    """The values that the decision gives, by slot."""
    return {event.name: event.value for event in decision.events if isinstance(event, SlotSet)}


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
