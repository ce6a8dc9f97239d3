"""A conversation as Rasa's tracker: a fold over our events into Rasa's events and state.

Rasa's slots outlive a form, ours die with their task. Here a task's values stand until another
task begins, and what an action server set stands until it or a later answer changes it.
Shape: `Tracker.current_state` of Rasa 3.6, `Tracker.from_dict` of rasa-sdk 3.21.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from dialog.domain import Domain
from dialog.events import (
    Acted,
    ActionFailed,
    BotReplied,
    NotUnderstood,
    Recorded,
    SessionStarted,
    SlotsChanged,
    SlotSet,
    SlotUnset,
    TaskEnded,
    TaskStarted,
    Understood,
    UserSaid,
)
from dialog.tracker import Task, Tracker
from slu.values import value_to_plain

REQUESTED = "requested_slot"
CHANNEL = "malgwi"
_LISTEN = "action_listen"
Verbosity = Literal["NONE", "APPLIED", "AFTER_RESTART", "ALL"]
Event = dict[str, Any]


class RasaTracker:
    """Takes our events one by one; `events` and `slots` are Rasa's at each moment, `tracker` ours.

    `after`: the number of the last event that is left out.
    """

    def __init__(self, conversation: str, domain: Domain, after: int = 0):
        self.tracker = Tracker(conversation, number=after)
        self.events: list[Event] = []
        self._domain = domain
        self._first = {name: slot.initial_value for name, slot in domain.spec.slots.items()}
        if domain.spec.forms:
            self._first[REQUESTED] = None
        self.slots: dict[str, Any] = dict(self._first)
        self._lasting: dict[str, Any] = {}
        self._over: Task | None = None
        self._heard: UserSaid | None = None
        self._message: Event = _nothing_said("")
        self._action = _LISTEN
        self._loop: str | None = None

    def take(self, recorded: Iterable[Recorded]) -> RasaTracker:
        """Itself, with these events, which follow those before without a gap."""
        for one in recorded:
            task = self.tracker.task
            self.tracker = self.tracker.apply(one)
            self._take(one, task)
            self._update_loop(one.at)
            self._update_slots(one.at)
        return self

    def acted(self, action: str, changes: SlotsChanged, at: dt.datetime) -> None:
        """An action that is not recorded yet, with what it changed."""
        self._add_action(action, at)
        self._change(changes, at)
        self._update_slots(at)

    def offer(self, candidates: Mapping[str, Any], at: dt.datetime) -> None:
        """Values that are to be validated: the last events are theirs, each once, as rasa-sdk's
        `slots_to_validate` looks for them."""
        if self.events and self.events[-1]["event"] == "slot":
            self._add_action(self._loop or _LISTEN, at)
        for name, value in candidates.items():
            self._add("slot", at, name=name, value=value)
        self.slots = {**self.slots, **candidates}

    def to_json(self, verbosity: Verbosity = "ALL") -> dict[str, Any]:
        """Rasa's `current_state`. `events` is None for NONE; undone events there are none."""
        return {
            "sender_id": self.tracker.conversation,
            "slots": dict(self.slots),
            "latest_message": self._message,
            "latest_event_time": self.events[-1]["timestamp"] if self.events else None,
            "followup_action": None,
            "paused": False,
            "events": self._told(verbosity),
            "latest_input_channel": CHANNEL if self._message["text"] else None,
            "active_loop": {} if self._loop is None else {"name": self._loop},
            "latest_action": {"action_name": self._action},
            "latest_action_name": self._action,
        }

    def _told(self, verbosity: Verbosity) -> list[Event] | None:
        if verbosity == "NONE":
            return None
        restarts = [at for at, event in enumerate(self.events) if event["event"] == "restart"]
        if verbosity == "ALL" or not restarts:
            return self.events
        return self.events[restarts[-1] + 1 :]

    def _take(self, recorded: Recorded, task: Task | None) -> None:
        at = recorded.at
        match recorded.event:
            case UserSaid() as said:
                self._heard = said
            case SessionStarted(asked=asked):
                self._begin(asked, at)
            case Understood(understanding=understanding):
                self._add_message(understanding.to_rasa(), at)
            case NotUnderstood():
                self._add_message(_nothing_said(self._heard.text if self._heard else ""), at)
            case TaskStarted(name=name):
                self._over = None
                if name in self._domain.spec.forms:
                    self._add_action(name, at)
            case SlotSet(name=name) | SlotUnset(name=name):
                self._lasting.pop(name, None)
            case TaskEnded():
                self._over = task
            case Acted(action=action):
                self._add_action(action, at)
            case ActionFailed(action=action):
                self._add("action_execution_rejected", at, name=action)
            case SlotsChanged() as changes:
                self._change(changes, at)
            case BotReplied(text=text, responses=responses):
                for name in responses:
                    if name in self._domain.responses:
                        self._add_action(name, at)
                self._add("bot", at, text=text, data={}, metadata={"utter_actions": responses})
                self._add_action(_LISTEN, at)

    def _begin(self, asked: bool, at: dt.datetime) -> None:
        self._over = None
        if asked:
            self._add("restart", at)
            self._lasting, self._message = {}, _nothing_said("")
        self._add_action("action_session_start", at)
        self._add("session_started", at)
        self._add_action(_LISTEN, at)

    def _add_message(self, parsed: Event, at: dt.datetime) -> None:
        number = self.tracker.number
        self._message = {
            **parsed,
            "message_id": f"{self.tracker.conversation}/{number}",
            "metadata": {},
        }
        self._add(
            "user",
            at,
            text=parsed["text"],
            parse_data=self._message,
            input_channel=CHANNEL,
            message_id=self._message["message_id"],
            metadata={},
        )
        self._heard = None

    def _add_action(self, name: str, at: dt.datetime) -> None:
        self._action = name
        self._add("action", at, name=name, policy=None, confidence=1.0)

    def _change(self, changes: SlotsChanged, at: dt.datetime) -> None:
        for event in changes.events:
            if event["event"] == "reset_slots":
                self._add("reset_slots", at)
                self._lasting = dict.fromkeys(self.slots) | self._first
                self.slots = dict(self._lasting)
            else:
                self._lasting[event["name"]] = event["value"]

    def _update_loop(self, at: dt.datetime) -> None:
        """Writes an event when another form, or none, is the uppermost now."""
        forms = [task.name for task in self.tracker.tasks if task.name in self._domain.spec.forms]
        loop = forms[-1] if forms else None
        if loop != self._loop:
            self._loop = loop
            self._add("active_loop", at, name=loop)

    def _update_slots(self, at: dt.datetime) -> None:
        """Writes a slot event for each slot that is another one now."""
        task = self.tracker.task or self._over
        filled = {} if task is None else {n: value_to_plain(v) for n, v in task.filled.items()}
        now: Mapping[str, Any] = {**self._first, **filled, **self._lasting}
        if REQUESTED in self._first:
            now = {**now, REQUESTED: self.tracker.expected}
        for name in {**self.slots, **now}:
            if self.slots.get(name) != now.get(name):
                self._add("slot", at, name=name, value=now.get(name))
        self.slots = dict(now)

    def _add(self, event: str, at: dt.datetime, **rest: Any) -> None:
        self.events.append({"event": event, "timestamp": at.timestamp(), **rest})


def _nothing_said(text: str) -> Event:
    return {
        "text": text,
        "intent": {"name": None, "confidence": 0.0},
        "entities": [],
        "intent_ranking": [],
    }
