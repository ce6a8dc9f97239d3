"""Runs written conversations from raw text through an assistant, and compares.

Each begins with an empty database in memory, and the clock that its file gives. How results are
shown is a face's affair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog import schedule
from dialog.assistant import Assistant, Understander
from dialog.dialogs.script import (
    Conversation,
    Expected,
    StateIs,
    Step,
    Turn,
    Wait,
)
from dialog.dialogs.state import State
from dialog.domain import Domain, read_domain
from dialog.project.files import find_domain
from dialog.skill import Skill
from dialog.skills import load_skills
from dialog.store import Store
from slu.core import Context, Understanding
from slu.errors import DataError


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what really went on: `who` is 나, 봇, 울림 or 지금."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An expectation that was not met, by the line of its file."""

    line: int
    expected: str
    came: str


@dataclass(frozen=True, slots=True)
class Result:
    """One conversation, played to its end or to the first step with a fault."""

    conversation: Conversation
    played: tuple[Line, ...]
    faults: tuple[Fault, ...]

    @property
    def status(self) -> str:
        """passed, failed, not_yet (known to fail) or now_passing (no more)."""
        if self.conversation.not_yet:
            return "not_yet" if self.faults else "now_passing"
        return "failed" if self.faults else "passed"


class _Remembering:
    """Understands the same sentence at the same moment once: many conversations begin alike."""

    def __init__(self, understander: Understander):
        self._understander = understander
        self._known: dict[tuple[str, dt.datetime, str | None], Understanding] = {}

    def understand(self, text: str, context: Context) -> Understanding:
        key = (text, context.now, context.expected)
        if key not in self._known:
            self._known[key] = self._understander.understand(text, context)
        return self._known[key]


class Runner:
    """Plays conversations with the assistant of a folder. Raises DomainError."""

    def __init__(self, folder: Path, understander: Understander):
        self._domain: Domain = read_domain(find_domain(folder))
        self._skills: Mapping[str, Skill] = load_skills(self._domain)
        self._state, self._understander = State(self._domain), _Remembering(understander)
        self._store = Store("sqlite://")  # one for all, emptied: its statements are compiled once
        self._store.create_tables()

    def check(self, conversations: Iterable[Conversation]) -> None:
        """Raises DataError for a name of the state that this assistant does not have."""
        for one in conversations:
            for step in one.steps:
                for state in step.states:
                    fault = self._state.fault(state.name)
                    if fault is not None:
                        raise DataError(fault, one.path, state.line)

    def run(self, conversation: Conversation) -> Result:
        self._store.empty()
        assistant = Assistant(self._domain, self._skills, self._understander, self._store)
        zone = ZoneInfo(self._domain.spec.zone)
        return _Playing(conversation, assistant, self._state, zone).play()


class _Playing:
    """One conversation while it is played."""

    def __init__(
        self, conversation: Conversation, assistant: Assistant, state: State, zone: ZoneInfo
    ):
        self._conversation, self._assistant, self._state = conversation, assistant, state
        self._name, self._zone = conversation.title, zone
        self._now = conversation.start.replace(tzinfo=zone)
        self._played: list[Line] = []

    def play(self) -> Result:
        for step in self._conversation.steps:
            faults = self._done(step)
            if faults:
                return Result(self._conversation, tuple(self._played), tuple(faults))
        return Result(self._conversation, tuple(self._played), ())

    def _done(self, step: Step) -> list[Fault]:
        if isinstance(step, Turn):
            said = self._assistant.turn(self._name, step.text, self._now).reply.text
            self._played += [Line("나", step.text), Line("봇", said)]
            faults = [_fault(one, said) for one in step.replies if not one.fits(said)]
        else:
            faults = _ring_faults(step, self._rings(step.until.replace(tzinfo=self._zone)))
        return faults + self._state_faults(step.states)

    def _rings(self, until: dt.datetime) -> list[str]:
        """Everything that rings up to then, each at its time, as a face would hear it."""
        rung: list[str] = []
        while (coming := self._next_ring(until)) is not None:
            rung += [reply.text for reply in self._assistant.due(self._name, coming)]
        self._now = until
        self._played += [
            Line("지금", f"{until:%Y-%m-%d %H:%M}"),
            *(Line("울림", text) for text in rung),
        ]
        return rung

    def _next_ring(self, until: dt.datetime) -> dt.datetime | None:
        with self._assistant.store.reading() as session:
            armed = schedule.upcoming(session, self._name)
        return min((one.at for one in armed if one.at <= until), default=None)

    def _state_faults(self, states: Sequence[StateIs]) -> list[Fault]:
        if not states:
            return []
        tracker = self._assistant.tracker(self._name)
        with self._assistant.store.reading() as session:
            view = self._state.view(session, tracker, self._now)
        faults = []
        for state in states:
            found = view.get(state.name, ())
            came = StateIs(state.line, state.name, tuple(found))
            if not state.fits(came, self._now.date()):
                faults.append(Fault(state.line, f"상태: {state.written}", came.written))
        return faults


def _fault(expected: Expected, said: str, head: str = "봇") -> Fault:
    return Fault(expected.line, f"{head}: {expected.written}", said)


def _ring_faults(wait: Wait, rung: list[str]) -> list[Fault]:
    """Rings are told in full, in their order: one too many is a fault as one too few is."""
    faults = [
        _fault(expected, said, "울림")
        for expected, said in zip(wait.rings, rung, strict=False)
        if not expected.fits(said)
    ]
    missing, extra = wait.rings[len(rung) :], rung[len(wait.rings) :]
    return [
        *faults,
        *(_fault(one, "아무것도 울리지 않았습니다", "울림") for one in missing),
        *(Fault(wait.line, "더 울리지 않음", f"울림: {text}") for text in extra),
    ]
