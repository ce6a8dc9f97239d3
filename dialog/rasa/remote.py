"""An action that runs elsewhere, as a skill: the action server is asked, and what it answers
becomes what is said, slots that last, a question, a form, or a further action.

Asking is `dialog.rasa.client`, reading the answer `dialog.rasa.answers`.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialog import journal, policy, validating
from dialog.blanks import names
from dialog.domain import Domain
from dialog.events import (
    Acted,
    ActionFailed,
    Event,
    Recorded,
    SessionStarted,
    SlotsChanged,
    TaskEnded,
)
from dialog.rasa import validation
from dialog.rasa.answers import Answer, Message, read
from dialog.rasa.client import UNSURE, ActionServer
from dialog.rasa.plain import typed, words
from dialog.rasa.tracker_json import RasaTracker
from dialog.replies import Spoken, speak
from dialog.saying import say
from dialog.skill import Failed, Outcome, Request, Skill
from dialog.steps import Decision, Run
from dialog.validating import VALIDATE, Validated
from slu.errors import DomainError
from slu.values import Value, value_to_plain

MOST_EVENTS = 1000
_MOST_STEPS = 10  # Rasa's own bound on actions that follow one another
_SPARE_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


class RemoteAction:
    """A skill that asks the action server. `skills` are all of the assistant's, for what the
    answer says to do next. `time_limit` bounds the call from outside (`dialog.skill`)."""

    def __init__(
        self, action: str, server: ActionServer, domain: Domain, skills: Mapping[str, Skill]
    ):
        self.action, self.server, self.domain, self.skills = action, server, domain, skills
        self.time_limit = server.endpoint.timeout + _SPARE_SECONDS

    def __call__(self, request: Request) -> Outcome:
        """Raises Failed, with what to say, when the server does not answer as it should."""
        return _Run(self, request).outcome()

    def validate(
        self, request: Request, candidates: Mapping[str, Value], own: frozenset[str]
    ) -> Validated:
        """What becomes of values; `own` are the slots that are the task's. Raises Failed."""
        return _Run(self, request).validated(self.action, candidates, own)


class _Run:
    """One call with all that follows from it."""

    def __init__(self, remote: RemoteAction, request: Request):
        self._remote, self._domain, self._request = remote, remote.domain, request
        self._until = time.monotonic() + remote.server.endpoint.timeout
        self._tracker = _tracker(request, self._domain)
        self._messages: list[Message] = []
        self._events: list[Event] = []
        self._data: dict[str, Any] = {}
        self._calls = 0

    def outcome(self) -> Outcome:
        answer = self._ask(self._remote.action)
        for _ in range(_MOST_STEPS):
            if answer.form is not None:
                answer = self._begin(answer)
            if answer.follow is None:
                break
            answer = self._follow(answer)
        else:
            _LOG.warning("action %s: too many actions follow one another", self._remote.action)
        if answer.restart:
            self._events.append(SessionStarted(asked=True))
        return self._told(self._question(answer))

    def validated(
        self, action: str, candidates: Mapping[str, Value], own: frozenset[str]
    ) -> Validated:
        """What the server's validation makes of these."""
        offered = {name: value_to_plain(value) for name, value in candidates.items()}
        self._tracker.offer(offered, self._request.context.now)
        data = self._called(action)
        answer, slots = self._read(action, data), self._domain.spec.slots
        return validation.read(action, candidates, own, answer, data, slots)

    def _ask(self, action: str) -> Answer:
        """Runs one action on the server and keeps what it says and changes."""
        answer = self._read(action, self._called(action))
        self._keep(action, answer)
        return answer

    def _called(self, action: str) -> dict[str, Any]:
        self._calls += 1
        key = self._request.key if self._calls == 1 else f"{self._request.key}-{self._calls}"
        return self._remote.server.run(action, self._tracker.to_json(), key, self._until)

    def _read(self, action: str, data: Mapping[str, Any]) -> Answer:
        try:
            return read(action, data, self._speak)
        except (ValueError, DomainError) as fault:
            raise Failed(f"{action}: {fault}", UNSURE) from fault

    def _keep(self, action: str, answer: Answer) -> None:
        self._messages += answer.messages
        self._tracker.acted(action, answer.changes, self._request.context.now)
        if self._calls > 1:
            response = answer.messages[-1].response if answer.messages else ""
            self._events.append(Acted(action, response or action))
        if answer.changes.events:
            self._events.append(SlotsChanged(answer.changes.events))

    def _follow(self, before: Answer) -> Answer:
        """The next action: a response, another of the server's, or a skill of our own. One that
        fails takes nothing back of what was done before it."""
        name = before.follow or ""
        skill = self._remote.skills.get(name)
        try:
            if name in self._domain.responses:
                spoken = self._speak(name, {})
                self._messages.append(Message(spoken.text, spoken.buttons, name))
                return Answer(())
            if name in self._domain.spec.forms:
                return Answer((), form=name)
            if isinstance(skill, RemoteAction):
                return self._ask(name)
            if skill is not None:
                self._run(name, skill)
                return Answer(())
        except Exception as fault:  # a skill is foreign code; so is an action server
            return self._failed(name, fault)
        _LOG.warning("action %s: '%s', which is to follow, is unknown", self._remote.action, name)
        return Answer(())

    def _run(self, name: str, skill: Skill) -> None:
        given = skill(self._request)
        outcome = asyncio.run(_awaited(given)) if inspect.isawaitable(given) else given
        spoken = self._speak(outcome.response, outcome.values)
        if outcome.said is not None:
            spoken = Spoken(outcome.response, outcome.said, outcome.buttons)
        if outcome.ask is not None:
            _LOG.warning("action %s followed and asks, which only one begun by a rule can", name)
        self._messages.append(Message(spoken.text, spoken.buttons, spoken.response))
        self._events += (Acted(name, outcome.response, outcome.data, outcome.made), *outcome.events)
        self._data |= outcome.data

    def _begin(self, before: Answer) -> Answer:
        """The form's first question is put; a form that is full goes on to its action. Values that
        are there already are validated first, as Rasa does."""
        form = before.form or ""
        filled = self._filled(form)
        decision = policy.begin(form, filled, self._domain)
        if decision is None:
            _LOG.warning("action %s: no rule has the form '%s'", self._remote.action, form)
            return Answer((), follow=before.follow)
        if filled and isinstance(self._remote.skills.get(f"{VALIDATE}{form}"), RemoteAction):
            try:
                decision = self._validated_form(form, decision, filled)
            except Failed as fault:
                self._happen(TaskEnded(form, "failed"))
                return self._failed(f"{VALIDATE}{form}", fault)
        if isinstance(decision.step, Run):
            return Answer((), follow=decision.step.action)
        self._happen(*decision.events)
        if decision.step.response in self._domain.spec.actions:
            self._ask(decision.step.response)
            return Answer(())
        spoken = speak(
            self._domain, self._tracker.tracker, decision.step.response, decision.step.values
        )
        self._messages.append(Message(spoken.text, spoken.buttons, spoken.response))
        return Answer(())

    def _filled(self, form: str) -> dict[str, Value]:
        """What the tracker has of the slots that the form requires."""
        required = self._domain.spec.forms[form].required_slots if self._is_form(form) else ()
        slots = self._tracker.slots
        there = (name for name in required if slots.get(name) is not None)
        return {name: typed(slots[name], self._domain.spec.slots[name]) for name in there}

    def _validated_form(
        self, form: str, decision: Decision, filled: Mapping[str, Value]
    ) -> Decision:
        """Begins the form, and gives what it does with the values that stand. Raises Failed."""
        task = validating.task_of(decision, self._tracker.tracker)
        assert task is not None
        self._happen(*validating.beginning(decision))
        own = validating.own_slots(task, filled, self._domain)
        found = self.validated(f"{VALIDATE}{form}", filled, own)
        if found.said.text:
            self._messages.append(Message(found.said.text, found.said.buttons, found.said.response))
        gone = ({"event": "slot", "name": name, "value": None} for name in found.refused)
        self._happen(SlotsChanged(tuple(gone)), *found.events)
        after = validating.validated(decision, task, replace(found, events=()), self._domain)
        if isinstance(after.step, Run):
            self._happen(*after.events, TaskEnded(form, "done"), validation.lasting(after.events))
        return after

    def _happen(self, *events: Event) -> None:
        """These are recorded when the action is; the tracker has them now."""
        self._events += events
        now = self._request.context.now
        for event in events:
            self._tracker.take([Recorded(self._tracker.tracker.number + 1, now, event)])

    def _failed(self, action: str, fault: Exception) -> Answer:
        """An apology for what followed; what was done before it stands."""
        _LOG.warning("action %s, which followed, failed: %s", action, type(fault).__name__)
        self._events.append(ActionFailed(action, f"{type(fault).__name__}: {fault}"))
        response = fault.response if isinstance(fault, Failed) else UNSURE
        self._messages.append(Message(self._speak(response, {}).text, response=response))
        return Answer(())

    def _is_form(self, name: str) -> bool:
        return name in self._domain.spec.forms

    def _question(self, answer: Answer) -> tuple[str, str] | None:
        """The slot that the server asks for, with the response that asks for it again."""
        slot = answer.requested
        if slot is None:
            return None
        response = self._domain.question(self._remote.action, slot)
        if slot not in self._domain.spec.slots or response not in self._domain.responses:
            _LOG.warning("action %s asks for '%s', unknown here", self._remote.action, slot)
            return None
        return slot, response

    def _told(self, question: tuple[str, str] | None) -> Outcome:
        response = self._messages[-1].response if self._messages else ""
        values: dict[str, str] = {}
        if question is not None:
            response, known = question[1], self._words()
            blanks = {n for one in self._domain.responses[response] for n in names(one.text)}
            values = {name: known[name] for name in blanks if name in known}
            if not self._messages:
                spoken = self._speak(response, values)
                self._messages.append(Message(spoken.text, spoken.buttons, response))
        rich = [one.rich for one in self._messages if one.rich]
        return Outcome(
            response or self._remote.action,
            values,
            ask=None if question is None else question[0],
            data={**self._data, **({"rich": rich} if rich else {})},
            said=" ".join(one.text for one in self._messages if one.text),
            buttons=next((one.buttons for one in reversed(self._messages) if one.buttons), ()),
            events=tuple(self._events),
        )

    def _speak(self, response: str, values: Mapping[str, str]) -> Spoken:
        """A response of the domain with the action's words, else the slots'."""
        known = {**self._words(), **values}
        return speak(self._domain, self._tracker.tracker, response, known)

    def _words(self) -> dict[str, str]:
        slots = {name: plain for name, plain in self._tracker.slots.items() if plain is not None}
        told = {name: words(plain) for name, plain in slots.items()}
        for name, value in self._request.filled.items():
            if slots.get(name) == value_to_plain(value):
                told[name] = say(value)
        return told


async def _awaited(given: Any) -> Outcome:
    outcome: Outcome = await given
    return outcome


def _tracker(request: Request, domain: Domain) -> RasaTracker:
    """The conversation up to now, its last events and this turn's."""
    first = request.turn[0].number
    past = journal.before(request.session, request.conversation, first, MOST_EVENTS)
    after = past[0].number - 1 if past else first - 1
    return RasaTracker(request.conversation, domain, after).take((*past, *request.turn))
