"""The assistant as a whole: a sentence goes in, an `Exchange` comes out, and nothing is lost.

A turn is one transaction, opened by the event that the person spoke; whoever comes second on
the same conversation starts over before having done anything. Faces talk only to this class.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from dialog import journal as journals
from dialog import labelling, rings, schedule
from dialog.domain import Domain, read_domain
from dialog.events import NotUnderstood, Recorded, SessionStarted, Understood, UserSaid
from dialog.going_on import completed
from dialog.journal import Journal, Taken
from dialog.patterns import corrected
from dialog.policy import decide, following, resume
from dialog.project.files import find_domain
from dialog.replies import Reply, speak
from dialog.requests import split
from dialog.sentences import clean, command, without_slips, without_taken_back
from dialog.skill import Skill
from dialog.skills import load_skills
from dialog.steps import Decision
from dialog.store import Store
from dialog.tracker import Tracker, TrackerCache
from dialog.turns import Done, Stage, replied, reply
from slu.core import Context, Understanding

LONGEST = 1000
_MOST_TRIES = 100
T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class Understander(Protocol):
    """What the assistant needs of understanding; slots arrive with their values resolved."""

    def understand(self, text: str, context: Context) -> Understanding: ...


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long the stages of a turn took. `acting` is deciding, skills, saying and storing."""

    understanding: float = 0.0
    acting: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn. `understanding` is None when the sentence was refused or could not be
    understood; `decisions` holds one for each request of the sentence."""

    understanding: Understanding | None
    reply: Reply
    decisions: tuple[Decision, ...] = ()
    events: tuple[Recorded, ...] = ()
    seconds: Seconds = Seconds()

    @property
    def decision(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sentence understood for what was expected then; None when understanding failed."""

    expected: str | None
    understanding: Understanding | None
    error: str
    seconds: float


class Assistant:
    """A domain with its skills over a store. Safe to share between threads."""

    def __init__(
        self,
        domain: Domain,
        skills: Mapping[str, Skill],
        understander: Understander,
        store: Store,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self.domain, self.skills = domain, skills
        self.understander, self.store, self._clock = understander, store, clock
        self._trackers = TrackerCache()

    @staticmethod
    def load(folder: Path, understander: Understander, store: Store) -> Assistant:
        """The assistant of a folder with a domain. Raises DomainError."""
        domain = read_domain(find_domain(folder))
        skills = load_skills(domain)
        store.create_tables()
        return Assistant(domain, skills, understander, store)

    def turn(self, conversation: str, text: str, now: dt.datetime) -> Exchange:
        """Answers one sentence; never raises for what was said, or for a failing part."""
        text = clean(text)
        if not text.strip():
            return self._refused("utter_empty")
        if len(text) > LONGEST:
            return self._refused("utter_too_long")
        try:
            return self._turn(conversation, text, self._local(now))
        except Exception:  # the last line: a database that fails must not end the conversation
            self.domain.masker.log_exception(_LOG, "a turn could not be recorded")
            return self._refused("utter_unsaved")

    def due(self, conversation: str, now: dt.datetime) -> list[Reply]:
        """What rings now, each once; late ones say when they should have rung."""
        now = self._local(now)
        try:
            with self.store.reading() as session:
                if not schedule.is_due(session, conversation, now):
                    return []
            return self._journalled(
                conversation, now, lambda journal: rings.announce(self.domain, journal)
            )
        except Exception:  # nothing was taken: it rings at the next look
            self.domain.masker.log_exception(_LOG, "what is due could not be rung")
            return []

    def begin_anew(self, conversation: str, now: dt.datetime) -> None:
        """Drops what is open, as the person asked; what was set (alarms, lists) stays."""
        self._journalled(
            conversation,
            self._local(now),
            lambda journal: journal.claim(SessionStarted(asked=True)),
        )

    def tracker(self, conversation: str) -> Tracker:
        """Where the conversation stands now."""
        known = self._trackers.get(conversation)
        with self.store.reading() as session:
            return journals.brought_up(session, known)

    def history(self, conversation: str) -> list[Recorded]:
        """Every event of the conversation, in order, as it is stored."""
        with self.store.reading() as session:
            return journals.events(session, conversation)

    def _turn(self, conversation: str, text: str, now: dt.datetime) -> Exchange:
        """Tries until the turn is ours. Sound is understood anew only if the question changed."""
        heard: _Heard | None = None
        for _ in range(_MOST_TRIES):
            tracker = self.tracker(conversation)
            expired = self._is_expired(tracker, now)
            expected = None if expired else tracker.expected
            context = Context(now, self.domain.spec.zone, expected, self.domain.vocabulary)
            if heard is None or heard.expected != context.expected:
                heard = self._understood(text, context)
            try:
                return self._recorded(tracker, text, expired, heard, context)
            except Taken:
                continue
        raise Taken(f"{conversation}: {_MOST_TRIES} turns came first")

    def _recorded(
        self, tracker: Tracker, text: str, expired: bool, heard: _Heard, context: Context
    ) -> Exchange:
        """The turn's one transaction. Raises Taken when another turn has its number."""
        started = self._clock()
        with self.store.writing() as session:
            journal = Journal(session, tracker, context.now, self.domain.masker)
            journal.claim(UserSaid(text))
            if self._may_learn(text, heard):
                labelling.note(session, tracker.conversation, journal.tracker.number)
            if expired:
                journal.add(SessionStarted())
            stage = Stage(self.domain, self.skills, journal, context)
            decisions, done = self._answered(stage, heard)
            journal.add(replied(done))
            journal.finish()
        self._trackers.put(journal.tracker)
        events = tuple(journal.recorded)
        seconds = Seconds(heard.seconds, self._clock() - started)
        return Exchange(heard.understanding, reply(done, events), decisions, events, seconds)

    def _answered(self, stage: Stage, heard: _Heard) -> tuple[tuple[Decision, ...], list[Done]]:
        """Each request of the sentence in turn, then the question that still waits."""
        if heard.understanding is None:
            stage.journal.add(NotUnderstood(heard.error))
            return (), [Done(stage.apology())]
        tracker, found = stage.journal.tracker, heard.understanding
        found = completed(found, tracker, self.domain, stage.context)
        stage.journal.add(Understood(found))
        decisions: list[Decision] = []
        done: list[Done] = []
        for request in (found, *found.parts):
            decision = decide(stage.journal.tracker, request, self.domain, stage.context)
            decisions.append(decision)
            done += self._performed(stage, decision, request)
        waiting = resume(stage.journal.tracker, done[-1].spoken.response)
        if waiting is not None:
            done.append(stage.perform(waiting, found))
        return tuple(decisions), done

    def _performed(self, stage: Stage, decision: Decision, request: Understanding) -> list[Done]:
        """The decision, and what its rule has after that, up to a question or a failure. What an
        action server begins comes before the rest of a rule."""
        waiting = len(stage.journal.tracker.tasks)
        decision, seen = stage.mapped(decision, request)
        decision, said = stage.validated(decision, request)
        done = [one for one in (seen, said) if one is not None]
        done.append(stage.perform(decision, request))
        after: Decision | None = decision
        while (
            done[-1].is_over and after is not None and len(stage.journal.tracker.tasks) <= waiting
        ):
            after = following(stage.journal.tracker, after, self.domain)
            if after is not None:
                done.append(stage.perform(after, request))
        return done

    def _understood(self, text: str, context: Context) -> _Heard:
        started = self._clock()
        understanding, error = command(text, self.domain, context), ""
        if understanding is None:
            try:
                understanding = self._several(text, context) or self._one(text, context)
            except Exception as fault:  # a model may fail in any way; the turn is still recorded
                self.domain.masker.log_exception(_LOG, "understanding failed")
                error = f"{type(fault).__name__}: {fault}"
        return _Heard(context.expected, understanding, error, self._clock() - started)

    def _one(self, text: str, context: Context) -> Understanding:
        text = without_taken_back(without_slips(text))
        return corrected(self.understander.understand(text, context), self.domain)

    def _several(self, text: str, context: Context) -> Understanding | None:
        """The requests of a sentence that asks for several things, each surely understood."""
        texts = split(without_taken_back(text))
        if len(texts) < 2:
            return None
        parts = [self._one(part, context) for part in texts]
        least = self.domain.spec.fallback.threshold
        if any(
            not part.in_scope or part.confidence < least or self.domain.rule(part.intent) is None
            for part in parts
        ):
            return None
        return replace(parts[0], parts=tuple(parts[1:]))

    def _journalled(self, conversation: str, now: dt.datetime, work: Callable[[Journal], T]) -> T:
        """Does the work in a transaction of its own, again when a turn came between."""
        for _ in range(_MOST_TRIES):
            tracker = self.tracker(conversation)
            try:
                with self.store.writing() as session:
                    journal = Journal(session, tracker, now, self.domain.masker)
                    done = work(journal)
                    journal.finish()
                self._trackers.put(journal.tracker)
                return done
            except Taken:
                continue
        raise Taken(f"{conversation}: {_MOST_TRIES} turns came first")

    def _may_learn(self, text: str, heard: _Heard) -> bool:
        """Of an answer to a question the intent says nothing."""
        if not self.domain.spec.privacy.learning or text.startswith("/"):
            return False
        return heard.expected is None and heard.understanding is not None

    def _is_expired(self, tracker: Tracker, now: dt.datetime) -> bool:
        minutes = self.domain.spec.session_config.session_expiration_time
        if tracker.heard is None:
            return True
        return minutes > 0 and now - tracker.heard > dt.timedelta(minutes=minutes)

    def _local(self, now: dt.datetime) -> dt.datetime:
        """`now` in the assistant's zone; a naive one is meant there."""
        zone = ZoneInfo(self.domain.spec.zone)
        return now.replace(tzinfo=zone) if now.tzinfo is None else now.astimezone(zone)

    def _refused(self, response: str) -> Exchange:
        """An answer that stands outside the conversation; nothing is recorded."""
        spoken = speak(self.domain, Tracker(""), response, {})
        return Exchange(None, Reply(spoken.text, buttons=spoken.buttons))
