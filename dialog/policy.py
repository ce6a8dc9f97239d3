"""What to do next: a pure function of where the conversation stands and what was understood.

Rules and forms. While a question is open, in this order: a word of cancelling ends it; another
request, if sure and no answer, interrupts it (the task waits beneath and is asked about once
more when the other is done; interrupted anew, it is dropped); an answer is taken; else the
question is put again, twice, then given up. What a task does next is `dialog.steps`, doing it
`dialog.turns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialog import answers
from dialog.domain import Domain
from dialog.events import Asked, Event, Reason, TaskEnded, TaskStarted
from dialog.follow_ups import is_change, is_undo
from dialog.patterns import certain_intent
from dialog.rule_book import Rule
from dialog.slot_file import SlotSpec
from dialog.slot_filling import by_trigger, open_slots
from dialog.steps import Decision, Rest, Run, Say, after, next_step, slots_set, spoken
from dialog.tracker import Task, Tracker
from dialog.yes_no import yes_or_no
from slu.core import Context, Understanding
from slu.values import NameValue, TextValue, Value

MOST_MISSES = 2
_DEEPEST = 3


def decide(
    tracker: Tracker, understanding: Understanding, domain: Domain, context: Context
) -> Decision:
    """The one decision for a sentence, or for one request of a sentence that has several."""
    task = tracker.task
    if task is None or task.question is None:
        follow_up = _follow_up(tracker, understanding, domain)
        if follow_up is not None:
            return follow_up
        if answers.is_cancel(understanding.text):
            return Decision((), Say("utter_nothing_to_cancel"), "cancelled")
        return _request(tracker, understanding, domain)
    if _is_doubt(task, domain):
        return _on_doubt(tracker, task, understanding, domain, context)
    if not _is_known(task, domain):
        fresh = decide(replace(tracker, tasks=()), understanding, domain, context)
        return replace(fresh, events=(*ended(tracker.tasks, "replaced"), *fresh.events))
    if domain.spec.slots[task.question.slot].takes_yes_no:
        said = yes_or_no(understanding.text)
        if said is not None:
            return _agreed(tracker, task, said, domain)
        if task.name not in domain.spec.forms and _narrows(understanding):
            return _narrowed(tracker, task, understanding, domain)
    asked = _slots(understanding, task, domain)[task.question.slot]
    if answers.by_intent(asked) is not None:  # a no that fills the slot cancels nothing
        return _answer(tracker, task, task.question, understanding, domain, context)
    if answers.is_cancel(understanding.text):
        return Decision(ended(tracker.tasks, "cancelled"), Say("utter_cancelled"), "cancelled")
    if _interrupts(task, task.question, understanding, domain, context):
        return _interruption(tracker, task, understanding, domain)
    return _answer(tracker, task, task.question, understanding, domain, context)


def resume(tracker: Tracker, said: str) -> Decision | None:
    """The question of the task on top once more, when it is not what was `said` last."""
    task = tracker.task
    if task is None or task.question is None or task.question.response == said:
        return None
    asked = replace(task.question, again=False, resumed=True)
    return Decision((asked,), Say(asked.response, asked.values), "again")


def begin(form: str, filled: Mapping[str, Value], domain: Domain) -> Decision | None:
    """A form that an action begins: its first open question, or what follows it. None when no
    rule has it."""
    intents = (intent for intent, rule in domain.rules.items() if rule.form == form)
    intent = next(intents, None)
    if intent is None:
        return None
    step, asked, _ = next_step(form, intent, filled, domain)
    return Decision((TaskStarted(form, intent), *slots_set(filled), *asked), step, "rule")


def following(tracker: Tracker, decision: Decision, domain: Domain) -> Decision | None:
    """What a rule of several actions does next, with the same values; None when it is done."""
    rest = decision.rest
    if rest is None or not rest.names:
        return None
    return replace(_entered(tracker, rest, domain), instead=decision.instead)


def _follow_up(tracker: Tracker, understanding: Understanding, domain: Domain) -> Decision | None:
    """Changing or undoing what was made last."""
    change, undo = domain.spec.follow_ups.change, domain.spec.follow_ups.undo
    if undo is not None and is_undo(understanding, tracker):
        action = undo
    elif change is not None and is_change(understanding, tracker):
        action = change
    else:
        return None
    slots = open_slots(domain, understanding.intent, None, None)
    filled = slots_set(answers.from_sentence(understanding, slots))
    return Decision((TaskStarted(action, understanding.intent), *filled), Run(action), "follow_up")


def _is_doubt(task: Task, domain: Domain) -> bool:
    """Whether the question is what the fallback asks: whether this or that was meant."""
    return (
        task.name == domain.spec.fallback.action
        and task.requested in domain.spec.slots
        and domain.spec.slots[task.requested].takes_yes_no
    )


def _on_doubt(
    tracker: Tracker, task: Task, understanding: Understanding, domain: Domain, context: Context
) -> Decision:
    """On yes what was meant is done, on no it is to be said in other words; anything else is
    taken as if nothing had been asked."""
    said = yes_or_no(understanding.text)
    if said is False or answers.is_cancel(understanding.text):
        return Decision(ended((task,), "cancelled"), Say("utter_ask_rephrase"), "fallback")
    left = replace(tracker, tasks=tracker.tasks[:-1])
    if said is None or task.begun_by is None:
        fresh = decide(left, understanding, domain, context)
        return replace(fresh, events=(*ended((task,), "dropped"), *fresh.events))
    meant = replace(task.begun_by, confidence=1.0, in_scope=True)
    fresh = _request(left, meant, domain)
    return replace(fresh, events=(*ended((task,), "replaced"), *fresh.events), instead=meant)


def _agreed(tracker: Tracker, task: Task, said: bool, domain: Domain) -> Decision:
    """A yes goes on with what the task was begun for; a no ends it."""
    if not said:
        return Decision(ended(tracker.tasks, "cancelled"), Say("utter_cancelled"), "cancelled")
    answer = {task.requested or "": TextValue("yes")}
    step, asked, rest = next_step(task.name, task.intent, {**task.filled, **answer}, domain)
    return Decision((*slots_set(answer), *asked), step, "answer", instead=task.begun_by, rest=rest)


def _narrows(understanding: Understanding) -> bool:
    """아니 내일 것만: neither yes nor no, but which."""
    return answers.is_fragment(understanding.text) and any(
        slot.value is not None and not isinstance(slot.value, NameValue | TextValue)
        for slot in understanding.slots
    )


def _narrowed(
    tracker: Tracker, task: Task, understanding: Understanding, domain: Domain
) -> Decision:
    """What was asked for, once more, of those that are named now."""
    which = replace(understanding, intent=task.intent, confidence=1.0, in_scope=True)
    fresh = _request(replace(tracker, tasks=()), which, domain)
    over = ended(tracker.tasks, "replaced")
    return replace(fresh, events=(*over, *fresh.events), instead=which)


def _request(tracker: Tracker, understanding: Understanding, domain: Domain) -> Decision:
    """By rule; without one, or not sure enough, the fallback."""
    rule = _rule(understanding, domain)
    if rule is None or understanding.confidence < domain.spec.fallback.threshold:
        return _fallback(understanding, domain)
    intent, form = understanding.intent, rule.form
    slots = open_slots(domain, intent, form, None)
    filled = answers.from_sentence(understanding, slots)
    if form is not None:
        filled = {**by_trigger(domain, intent, form), **filled}
    return _entered(tracker, Rest(rule.actions, intent, filled), domain)


def _entered(tracker: Tracker, rest: Rest, domain: Domain) -> Decision:
    """The first of what is to be done: a response is said, a form or an action begins."""
    name, intent, filled = rest.names[0], rest.intent, rest.filled
    retrieved = f"{name}/{intent.partition('/')[2]}"
    if retrieved in domain.responses:
        return Decision((), Say(retrieved, spoken(filled)), "rule", rest=after(rest))
    if name in domain.responses:
        return Decision((), Say(name, spoken(filled)), "rule", rest=after(rest))
    start = (*_made_room(tracker, name), TaskStarted(name, intent), *slots_set(filled))
    step, asked, left = next_step(name, intent, filled, domain)
    return Decision((*start, *asked), step, "rule", rest=left)


def _fallback(understanding: Understanding, domain: Domain) -> Decision:
    action = domain.spec.fallback.action
    if action in domain.responses:
        return Decision((), Say(action), "fallback")
    return Decision((TaskStarted(action, understanding.intent),), Run(action), "fallback")


def _interruption(
    tracker: Tracker, task: Task, understanding: Understanding, domain: Domain
) -> Decision:
    """The other request; a task that was interrupted before is dropped for it."""
    if not task.resumed:
        return _request(tracker, understanding, domain)
    left = replace(tracker, tasks=tracker.tasks[:-1])
    fresh = _request(left, understanding, domain)
    return replace(fresh, events=(*ended((task,), "dropped"), *fresh.events))


def _answer(
    tracker: Tracker,
    task: Task,
    question: Asked,
    understanding: Understanding,
    domain: Domain,
    context: Context,
) -> Decision:
    """The sentence as an answer to the question, or the question again."""
    slots = _slots(understanding, task, domain)
    gathered = answers.as_answer(understanding, question.slot, slots, context)
    filled = {**task.filled, **gathered}
    if question.slot in gathered or _corrects(task, gathered):
        step, asked, rest = next_step(task.name, task.intent, filled, domain)
        return Decision((*slots_set(gathered), *asked), step, "answer", rest=rest)
    if task.misses >= MOST_MISSES:
        return Decision(ended(tracker.tasks, "given_up"), Say("utter_default"), "given_up")
    again = Asked(question.slot, question.response, question.values, again=True)
    return Decision((*slots_set(gathered), again), Say(again.response, again.values), "again")


def _corrects(task: Task, gathered: Mapping[str, Value]) -> bool:
    """Whether the sentence gives another value to what was known: 아니 여덟 시 when 오전 or 오후
    was asked of six."""
    return any(name in task.filled and task.filled[name] != gathered[name] for name in gathered)


def _slots(understanding: Understanding, task: Task, domain: Domain) -> Mapping[str, SlotSpec]:
    """The slots as they stand to a sentence while the task is open."""
    return open_slots(domain, understanding.intent, task.name, task.requested)


def _is_known(task: Task, domain: Domain) -> bool:
    """Whether the domain, which may have been edited since, still has what the task needs."""
    rule = domain.rule(task.intent)
    return task.requested in domain.spec.slots and rule is not None and task.name in rule.actions


def _rule(understanding: Understanding, domain: Domain) -> Rule | None:
    return domain.rule(understanding.intent) if understanding.in_scope else None


def _interrupts(
    task: Task, question: Asked, understanding: Understanding, domain: Domain, context: Context
) -> bool:
    """Whether the sentence is surely another request and no answer to the question."""
    if understanding.intent == task.intent or _rule(understanding, domain) is None:
        return False
    if certain_intent(understanding.text, domain) == understanding.intent:
        return True
    if answers.is_correction(understanding.text) and not answers.is_question(understanding.text):
        return False
    return (
        understanding.confidence >= domain.spec.fallback.interrupt_threshold
        and not answers.is_answer(
            understanding, _slots(understanding, task, domain)[question.slot], context
        )
    )


def _made_room(tracker: Tracker, name: str) -> tuple[Event, ...]:
    """Ends what waits, when the same task is begun anew or too much waits already."""
    if len(tracker.tasks) >= _DEEPEST or any(task.name == name for task in tracker.tasks):
        return ended(tracker.tasks, "replaced")
    return ()


def ended(tasks: Iterable[Task], reason: Reason) -> tuple[Event, ...]:
    """The events that end these tasks, the one on top first."""
    return tuple(TaskEnded(task.name, reason) for task in reversed(tuple(tasks)))
