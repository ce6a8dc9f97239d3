"""What a decision says to do, and which step of a task comes next: a question that is open, an
action, what its rule has after that. Deciding is `dialog.policy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dialog.domain import Domain
from dialog.events import Asked, Event, SlotSet, TaskEnded
from dialog.saying import say
from slu.core import Understanding
from slu.values import Value


@dataclass(frozen=True, slots=True)
class Say:
    """A response of the domain, with values for its blanks."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """A skill, for the task on top."""

    action: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a rule is still to be done, with the values gathered for it."""

    names: tuple[str, ...]
    intent: str
    filled: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Decision:
    """`events` are recorded first, then `step` is done; `reason` says which way was taken:
    rule, follow_up, answer, again, given_up, cancelled, fallback. `instead` is what the step is
    about when it is not the sentence itself: a yes is about what it says yes to. `rest` is what
    follows when the step is done."""

    events: tuple[Event, ...]
    step: Say | Run
    reason: str
    instead: Understanding | None = None
    rest: Rest | None = None


def next_step(
    name: str, intent: str, filled: Mapping[str, Value], domain: Domain
) -> tuple[Say | Run, tuple[Event, ...], Rest | None]:
    """The step of a task with these values: a question that is still open, or its action; and what
    the rule of its intent has after that."""
    rest = rest_of(name, intent, filled, domain)
    form = domain.spec.forms.get(name)
    if form is None:
        return Run(name), (), rest
    said = spoken(filled)
    for slot in form.required_slots:
        if slot not in filled:
            response = domain.question(name, slot)
            return Say(response, said), (Asked(slot, response, said),), None
    return form_over(name, rest, domain)


def form_over(
    name: str, rest: Rest, domain: Domain
) -> tuple[Say | Run, tuple[Event, ...], Rest | None]:
    """What follows a form that is full: the first of what its rule has after it."""
    action = rest.names[0]
    if action in domain.spec.actions:
        return Run(action), (), after(rest)
    return Say(action, spoken(rest.filled)), (TaskEnded(name, "done"),), after(rest)


def rest_of(name: str, intent: str, filled: Mapping[str, Value], domain: Domain) -> Rest:
    """What the intent's rule has after this form or action."""
    rule = domain.rule(intent)
    names: tuple[str, ...] = ()
    if rule is not None and name in rule.actions:
        names = rule.actions[rule.actions.index(name) + 1 :]
    return Rest(names, intent, filled)


def after(rest: Rest) -> Rest:
    return replace(rest, names=rest.names[1:])


def spoken(filled: Mapping[str, Value]) -> dict[str, str]:
    return {slot: say(value) for slot, value in filled.items()}


def slots_set(values: Mapping[str, Value]) -> tuple[Event, ...]:
    return tuple(SlotSet(name, value) for name, value in values.items())
