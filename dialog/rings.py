"""Says what is due: takes it from the schedule and words it, in one transaction.

When to look is a face's affair; what is due is `dialog.schedule`'s.
"""

from __future__ import annotations

import datetime as dt

from dialog import schedule
from dialog.domain import Domain
from dialog.events import BotReplied, Rang
from dialog.journal import Journal
from dialog.replies import Reply, speak
from dialog.saying import say_date, say_time
from dialog.schedule import Ring

LATE = dt.timedelta(minutes=2)


def announce(domain: Domain, journal: Journal) -> list[Reply]:
    """A reply for each ring that is due, recorded. Raises Taken when a turn came between."""
    journal.hold()
    conversation = journal.tracker.conversation
    rings = schedule.ring(journal.session, conversation, journal.now)
    return [_announced(domain, journal, ring) for ring in rings]


def _announced(domain: Domain, journal: Journal, ring: Ring) -> Reply:
    first = len(journal.recorded)
    journal.claim(Rang(ring.scheduled, ring.label, ring.at, ring.skipped))
    words = {
        "label": ring.label,
        "time": say_time(ring.at.timetz()),
        "date": say_date(ring.at.date()),
    }
    spoken = speak(domain, journal.tracker, _response(domain, journal, ring), words)
    journal.add(BotReplied(spoken.text, (spoken.response,)))
    return Reply(
        text=spoken.text,
        events=tuple(journal.recorded[first:]),
        buttons=spoken.buttons,
        data={
            "ring": {
                "id": ring.scheduled,
                "kind": ring.kind,
                "label": ring.label,
                "at": ring.at.isoformat(),
            }
        },
    )


def _response(domain: Domain, journal: Journal, ring: Ring) -> str:
    """The most fitting response that exists: by lateness, by kind, by whether it has a label."""
    base = "utter_missed" if journal.now - ring.at > LATE else "utter_ring"
    suffixes = ("", "_unnamed") if not ring.label else ("",)
    names = [f"{stem}{end}" for stem in (f"{base}_{ring.kind}", base) for end in suffixes[::-1]]
    return next(name for name in names if name in domain.responses)
