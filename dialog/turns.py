"""Does what was decided, within a turn's transaction: says a response, or runs a skill.

A skill that fails in any way, its reply included, has its writes taken back; it is recorded and
becomes an apology. Deciding is `dialog.policy`, the turn as a whole `dialog.assistant`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dialog import validating
from dialog.acting import call, own_session
from dialog.domain import Domain
from dialog.events import (
    Acted,
    ActionFailed,
    Asked,
    BotReplied,
    Recorded,
    SlotSet,
    TaskEnded,
    event_to_json,
)
from dialog.journal import Journal
from dialog.policy import MOST_MISSES, ended
from dialog.rasa.remote import RemoteAction
from dialog.replies import Reply, Spoken, speak
from dialog.saying import say
from dialog.skill import Failed, Outcome, Request, Skill, seconds_of
from dialog.steps import Decision, Say
from dialog.tracker import Task
from slu.core import Context, Understanding
from slu.errors import DomainError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one decision came to; `is_over` unless it asks something or has failed."""

    spoken: Spoken
    actions: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """Where decisions are done: one turn's journal, and what does not change meanwhile."""

    domain: Domain
    skills: Mapping[str, Skill]
    journal: Journal
    context: Context

    def perform(self, decision: Decision, understanding: Understanding) -> Done:
        """Records the decision's events and takes its step."""
        self.journal.add(*decision.events)
        understanding = decision.instead or understanding
        if not isinstance(decision.step, Say):
            return self._run(decision.step.action, understanding)
        if isinstance(self.skills.get(decision.step.response), RemoteAction):
            return self._put(decision.step.response, understanding)
        return Done(self.say(decision.step.response, decision.step.values))

    def mapped(
        self, decision: Decision, understanding: Understanding
    ) -> tuple[Decision, Done | None]:
        """The decision after an action server has seen what the sentence gives to any slot."""
        skill = self.skills.get(validating.MAPPINGS)
        if not isinstance(skill, validating.Validator):
            return decision, None
        task = validating.task_of(decision, self.journal.tracker)
        given, key = validating.mapped_values(decision), self.journal.action_key()
        own = validating.own_slots(task, given, self.domain)
        try:
            with own_session(self.journal.session) as session:
                about = task or Task("", understanding.intent)
                request = self._request(about, decision.instead or understanding, session, key)
                found = skill.validate(request, given, own)
        except Exception as error:  # an action server is foreign code
            self.domain.masker.log_exception(_LOG, f"{skill.action} failed")
            return validating.unmapped(skill.action, error), None
        said = Done(found.said) if found.said.text else None
        return validating.mapped(decision, task, found, self.domain), said

    def validated(
        self, decision: Decision, understanding: Understanding
    ) -> tuple[Decision, Done | None]:
        """The decision after an action server has validated what it gives a form, and what the
        server says of it; the decision itself where nobody validates."""
        skill = validating.validator(decision, self.journal.tracker, self.skills)
        if skill is None:
            return decision, None
        self.journal.add(*validating.beginning(decision))
        task, key = self.journal.tracker.task, self.journal.action_key()
        assert task is not None
        given = validating.candidates(decision)
        own = validating.own_slots(task, given, self.domain)
        try:
            with own_session(self.journal.session) as session:
                request = self._request(task, decision.instead or understanding, session, key)
                found = skill.validate(request, given, own)
        except Exception as error:  # an action server is foreign code
            self.domain.masker.log_exception(_LOG, f"{skill.action} failed")
            return validating.failed(skill.action, task, error), None
        said = Done(found.said) if found.said.text else None
        return validating.validated(decision, task, found, self.domain), said

    def say(self, response: str, values: Mapping[str, str] | None = None) -> Spoken:
        """The response; the apology, recorded, when it cannot be said."""
        try:
            return speak(self.domain, self.journal.tracker, response, values or {})
        except DomainError as error:
            _LOG.error("%s", error)
            self.journal.add(ActionFailed(response, str(error)))
            return self.apology()

    def apology(self, error: Exception | None = None) -> Spoken:
        response = error.response if isinstance(error, Failed) else "utter_error"
        return speak(self.domain, self.journal.tracker, response, {})

    def _run(self, action: str, understanding: Understanding) -> Done:
        task = self.journal.tracker.task
        if task is None:
            raise ValueError(f"the skill {action} runs without a task")
        skill, key = self.skills[action], self.journal.action_key()
        seconds = seconds_of(skill, self.domain.spec.action_seconds)
        try:
            with own_session(self.journal.session) as session:
                request = self._request(task, understanding, session, key)
                outcome = call(skill, request, seconds)
                spoken, acted = self._checked(action, task, outcome)
        except Exception as error:  # a skill is foreign code: anything may go wrong in it
            self.domain.masker.log_exception(_LOG, f"skill {action} failed")
            told = f"{type(error).__name__}: {error}"
            self.journal.add(ActionFailed(action, told), TaskEnded(task.name, "failed"))
            return Done(self.apology(error), (action,), is_over=False)
        self.journal.add(acted)
        data = {action: acted.data} if acted.data else {}
        if outcome.ask is None:
            self.journal.add(TaskEnded(task.name, "done"), *outcome.events)
            return Done(spoken, (action,), data)
        again = _asks_again(task, outcome)
        if again and task.misses >= MOST_MISSES:
            self.journal.add(*ended(self.journal.tracker.tasks, "given_up"))
            return Done(self.say("utter_default"), (action,), data, is_over=False)
        kept = (SlotSet(name, value) for name, value in outcome.keep.items())
        self.journal.add(*outcome.events, *kept)
        self.journal.add(Asked(outcome.ask, outcome.response, _values(task, outcome), again))
        return Done(spoken, (action,), data, is_over=False)

    def _put(self, action: str, understanding: Understanding) -> Done:
        """A question in the words of the action server (`action_ask_`). It stays open when these
        are not to be had."""
        task, key = self.journal.tracker.task, self.journal.action_key()
        if task is None:
            raise ValueError(f"{action} asks without a task")
        try:
            with own_session(self.journal.session) as session:
                request = self._request(task, understanding, session, key)
                outcome = call(self.skills[action], request, seconds_of(self.skills[action], 0))
                spoken, acted = self._checked(action, task, outcome)
        except Exception as error:  # an action server is foreign code
            self.domain.masker.log_exception(_LOG, f"{action} failed")
            self.journal.add(ActionFailed(action, f"{type(error).__name__}: {error}"))
            return Done(self.apology(error), (action,), is_over=False)
        self.journal.add(acted, *outcome.events)
        data = {action: acted.data} if acted.data else {}
        return Done(spoken, (action,), data, is_over=False)

    def _request(
        self, task: Task, understanding: Understanding, session: Session, key: str
    ) -> Request:
        return Request(
            intent=task.intent,
            text=understanding.text,
            slots=understanding.slots,
            filled=task.filled,
            context=self.context,
            conversation=self.journal.tracker.conversation,
            session=session,
            confidence=understanding.confidence if understanding.in_scope else 0.0,
            made=self.journal.tracker.made,
            key=key,
            settings=self.domain.spec.settings,
            turn=tuple(self.journal.turn),
        )

    def _checked(self, action: str, task: Task, outcome: Outcome) -> tuple[Spoken, Acted]:
        """The outcome as it will be said and recorded. Raises when either is impossible."""
        if not isinstance(outcome, Outcome):
            raise TypeError(f"a skill returns an Outcome, not {type(outcome).__name__}")
        asked = () if outcome.ask is None else (outcome.ask,)
        for slot in (*asked, *outcome.keep):
            if slot not in self.domain.spec.slots:
                raise DomainError(f"액션 {action}이(가) 도메인에 없는 슬롯 '{slot}'을 씁니다.")
        spoken = self._spoken(task, outcome)
        acted = Acted(action, outcome.response, dict(outcome.data), outcome.made)
        event_to_json(acted)
        return spoken, acted

    def _spoken(self, task: Task, outcome: Outcome) -> Spoken:
        if outcome.said is not None:
            return Spoken(outcome.response, outcome.said, outcome.buttons)
        return speak(self.domain, self.journal.tracker, outcome.response, _values(task, outcome))


def _values(task: Task, outcome: Outcome) -> dict[str, str]:
    """What fills the blanks: the skill's words, else what the task has gathered."""
    return {**{name: say(value) for name, value in task.filled.items()}, **outcome.values}


def _asks_again(task: Task, outcome: Outcome) -> bool:
    """Whether the skill asks what was asked before, in the same words: the answer was no use."""
    asked = task.question
    return (
        asked is not None
        and (asked.slot, asked.response) == (outcome.ask, outcome.response)
        and all(asked.values.get(name) == value for name, value in outcome.values.items())
    )


def replied(done: Sequence[Done]) -> BotReplied:
    """The event of a turn's answer."""
    return BotReplied(_text(done), tuple(one.spoken.response for one in done))


def reply(done: Sequence[Done], events: tuple[Recorded, ...]) -> Reply:
    """A turn's answer: what was said in order, the buttons of the last, everything done."""
    data: dict[str, Any] = {}
    for one in done:
        data.update(one.data)
        if one.spoken.rich:
            data[one.spoken.response] = {"rich": [dict(one.spoken.rich)]}
    return Reply(
        text=_text(done),
        actions=tuple(action for one in done for action in one.actions),
        events=events,
        buttons=done[-1].spoken.buttons,
        data=data,
    )


def _text(done: Sequence[Done]) -> str:
    return " ".join(one.spoken.text for one in done if one.spoken.text)
