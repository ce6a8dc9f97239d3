"""Skills of our assistant as actions of a Rasa bot: lists, sums, units, the calendar, alarms.

A skill sees the bot's latest message as our understanding has it, and the bot's slots of the same
names. What it arms comes back as Rasa's reminder, so that it rings through the bot's own channel.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dialog import answers, schedule
from dialog.acting import call, own_session
from dialog.assistant import Assistant
from dialog.domain import Domain
from dialog.rasa.plain import typed
from dialog.rasa.remote import RemoteAction
from dialog.rasa.tracker_json import REQUESTED
from dialog.replies import Spoken, speak
from dialog.saying import say
from dialog.skill import Failed, Outcome, Request, Skill, seconds_of
from dialog.tracker import Tracker
from slu.core import Understanding
from slu.values import Value, value_to_plain
from ui.actions.understanding import Events, Reader, said

RING = "malgwi_ring"
RING_ACTION = "action_malgwi_ring"
ASKED = "malgwi_asked"
_LOG = logging.getLogger(__name__)


def skills_of(assistant: Assistant) -> Mapping[str, Skill]:
    """The skills that make sense alone: not those that go on from what our tracker remembers (what
    changes or undoes, the fallback), and not those of another action server."""
    spec = assistant.domain.spec
    bound = {spec.follow_ups.change, spec.follow_ups.undo, spec.fallback.action}
    return {
        name: skill
        for name, skill in assistant.skills.items()
        if name not in bound and not isinstance(skill, RemoteAction)
    }


@dataclass(frozen=True)
class SkillAction:
    """One skill; `reader` understands the message."""

    name: str
    skill: Skill
    reader: Reader

    def run(self, dispatcher: Any, tracker: Any, domain: dict[str, Any] | None) -> Events:
        """Says what the skill says. A slot that the skill asks for goes into `malgwi_asked`, and
        into Rasa's `requested_slot` where no form is at work; what fails is an apology."""
        assistant = self.reader.assistant
        understood = self._understood(tracker)
        try:
            with assistant.store.writing() as session:
                before = _armed(session, tracker.sender_id)
                with own_session(session) as own:
                    request = self._request(understood, tracker, own)
                    outcome = call(self.skill, request, self._seconds())
                    spoken = _spoken(assistant.domain, tracker.sender_id, request, outcome)
                armed = _armed(session, tracker.sender_id)
        except Exception as fault:  # a skill is foreign code: anything may go wrong in it
            _LOG.warning("skill %s failed: %s", self.name, type(fault).__name__)
            response = fault.response if isinstance(fault, Failed) else "utter_error"
            dispatcher.utter_message(text=_say(assistant.domain, response).text)
            return []
        buttons = [button.model_dump() for button in spoken.buttons]
        dispatcher.utter_message(text=spoken.text, buttons=buttons or None)
        new = [at for key, at in armed.items() if before.get(key) != at]
        return [*_asked(outcome, tracker), *map(reminder, sorted(set(new)))]

    def _seconds(self) -> float:
        return seconds_of(self.skill, self.reader.assistant.domain.spec.action_seconds)

    def _understood(self, tracker: Any) -> Understanding:
        """Our own reading; the intent is the bot's, where it is one of ours."""
        found = self.reader.understand(said(tracker))
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        domain = self.reader.assistant.domain
        leading = [name for name, rule in domain.rules.items() if self.name in rule.actions]
        if intent not in leading:
            intent = found.intent if found.intent in leading else (leading or [found.intent])[0]
        return Understanding(found.text, intent, 1.0, slots=found.slots)

    def _request(self, found: Understanding, tracker: Any, session: Session) -> Request:
        slots = self.reader.assistant.domain.spec.slots
        given: dict[str, Value] = {
            name: typed(plain, slots[name])
            for name, plain in tracker.slots.items()
            if name in slots and plain is not None
        }
        filled = {**given, **answers.from_sentence(found, slots)}
        place = f"{tracker.sender_id}\n{len(tracker.events)}\n{self.name}\n{found.text}"
        return Request(
            intent=found.intent,
            text=found.text,
            slots=found.slots,
            filled=filled,
            context=self.reader.context(),
            conversation=tracker.sender_id,
            session=session,
            settings=self.reader.assistant.domain.spec.settings,
            key=hashlib.sha256(place.encode()).hexdigest()[:32],
        )


def ring(dispatcher: Any, tracker: Any, assistant: Assistant, now: dt.datetime) -> Events:
    """Says what is due; what comes again is Rasa's next reminder."""
    for reply in assistant.due(tracker.sender_id, now):
        dispatcher.utter_message(text=reply.text)
    with assistant.store.reading() as session:
        armed = _armed(session, tracker.sender_id)
    return [reminder(at) for at in sorted(set(armed.values()))[:1]]


def reminder(at: dt.datetime) -> dict[str, Any]:
    """Rasa's `ReminderScheduled`: at that moment it takes the intent `malgwi_ring`."""
    return {
        "event": "reminder",
        "timestamp": None,
        "intent": RING,
        "entities": None,
        "date_time": at.isoformat(),
        "name": f"{RING}_{at:%Y%m%dT%H%M%S}",
        "kill_on_user_msg": False,
    }


def _armed(session: Session, conversation: str) -> dict[int, dt.datetime]:
    return {one.id: one.at for one in schedule.upcoming(session, conversation)}


def _spoken(domain: Domain, conversation: str, request: Request, outcome: Outcome) -> Spoken:
    if outcome.said is not None:
        return Spoken(outcome.response, outcome.said, outcome.buttons)
    values = {name: say(value) for name, value in request.filled.items()}
    return speak(domain, Tracker(conversation), outcome.response, {**values, **outcome.values})


def _say(domain: Domain, response: str) -> Spoken:
    return speak(domain, Tracker(""), response, {})


def _asked(outcome: Outcome, tracker: Any) -> Events:
    """What the skill waits for, and what it keeps until then."""
    told: dict[str, Any] = {ASKED: outcome.ask}
    if outcome.ask is not None:
        told |= {name: value_to_plain(value) for name, value in outcome.keep.items()}
        if not (tracker.active_loop or {}).get("name"):
            told[REQUESTED] = outcome.ask
    return [
        {"event": "slot", "timestamp": None, "name": name, "value": value}
        for name, value in told.items()
        if name in tracker.slots
    ]
