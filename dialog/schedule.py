"""What is to ring: alarms, timers, reminders. One table, and the only code that changes it.

Skills add and cancel within the turn's transaction; `ring` gives what is due, each once.
How a ring is said is the assistant's affair.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr
from sqlalchemy import Index, Select, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialog.store import Base, Utc

_ENDLESS = re.compile(r"FREQ=SECONDLY|INTERVAL=0*(;|$)")


class Scheduled(Base):
    """`at` is the next ring (UTC). `rule` is an RFC 5545 RRULE body, in wall-clock time of
    `zone`, counted from `first`; None rings once. `state`: armed, rung or cancelled."""

    __tablename__ = "scheduled"
    __table_args__ = (Index("scheduled_due", "conversation", "state", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    label: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Utc)
    first: Mapped[dt.datetime] = mapped_column(Utc)
    rule: Mapped[str | None]
    zone: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="armed")


@dataclass(frozen=True, slots=True)
class Ring:
    """Something due. `at`: the time it was set for, in its zone; `skipped`: how many earlier
    rings of a recurring one were missed with it."""

    scheduled: int
    kind: str
    label: str
    at: dt.datetime
    skipped: int = 0


def add(
    session: Session,
    conversation: str,
    kind: str,
    label: str,
    at: dt.datetime,
    rule: str | None = None,
    zone: str = "Asia/Seoul",
) -> Scheduled:
    """Arms one. Raises ValueError for a naive `at`, an unknown zone or an unreadable rule."""
    if at.tzinfo is None:
        raise ValueError(f"a moment needs its zone: {at}")
    if rule is not None:
        _occurrences(rule, _wall(at, ZoneInfo(zone)))
    scheduled = Scheduled(
        conversation=conversation,
        kind=kind,
        label=label,
        at=at,
        first=at,
        rule=rule,
        zone=zone,
        state="armed",
    )
    session.add(scheduled)
    session.flush()
    return scheduled


def upcoming(session: Session, conversation: str, kind: str | None = None) -> list[Scheduled]:
    """What is still armed, the earliest first."""
    query = select(Scheduled).where(
        Scheduled.conversation == conversation, Scheduled.state == "armed"
    )
    if kind is not None:
        query = query.where(Scheduled.kind == kind)
    return list(session.scalars(query.order_by(Scheduled.at, Scheduled.id)))


def cancel(session: Session, scheduled: Scheduled) -> None:
    """It will not ring any more."""
    scheduled.state = "cancelled"
    session.flush()


def move(session: Session, scheduled: Scheduled, at: dt.datetime) -> None:
    """It rings at another time; a recurring one counts from there."""
    scheduled.at = scheduled.first = at
    session.flush()


def is_due(session: Session, conversation: str, now: dt.datetime) -> bool:
    """Whether anything would ring now; a look that takes no lock."""
    return session.scalar(_due(conversation, now).with_only_columns(Scheduled.id)) is not None


def ring(session: Session, conversation: str, now: dt.datetime) -> list[Ring]:
    """Takes what is due, by its time: rung once, or armed for the next time by its rule."""
    due = session.scalars(_due(conversation, now)).all()
    rings = [_taken(session, scheduled, now) for scheduled in due]
    return [ring for ring in rings if ring is not None]


def _due(conversation: str, now: dt.datetime) -> Select[Scheduled]:
    return (
        select(Scheduled)
        .where(
            Scheduled.conversation == conversation,
            Scheduled.state == "armed",
            Scheduled.at <= now,
        )
        .order_by(Scheduled.at, Scheduled.id)
    )


def _taken(session: Session, scheduled: Scheduled, now: dt.datetime) -> Ring | None:
    """Claims one ring; None when someone else did."""
    zone = ZoneInfo(scheduled.zone)
    last, following, skipped = scheduled.at.astimezone(zone), None, 0
    if scheduled.rule is not None:
        last, following, skipped = _times(scheduled, scheduled.rule, zone, now)
    claimed = session.scalar(
        update(Scheduled)
        .where(
            Scheduled.id == scheduled.id,
            Scheduled.state == "armed",
            Scheduled.at == scheduled.at,
        )
        .values(at=following or last, state="armed" if following else "rung")
        .returning(Scheduled.id)
    )
    if claimed is None:
        return None
    return Ring(scheduled.id, scheduled.kind, scheduled.label, last, skipped)


def _times(
    scheduled: Scheduled, rule: str, zone: ZoneInfo, now: dt.datetime
) -> tuple[dt.datetime, dt.datetime | None, int]:
    """Of a recurring one: its last time up to `now`, the next one, and how many came between.

    One that was missed several times rings once, for the last of them.
    """
    due, until = _wall(scheduled.at, zone), _wall(now, zone)
    occurrences = _occurrences(rule, _wall(scheduled.first, zone))
    missed = occurrences.between(due, until, inc=True)
    later = [at for at in missed if at > due]
    following = occurrences.after(until)
    return (
        (later[-1] if later else due).replace(tzinfo=zone),
        following.replace(tzinfo=zone) if following else None,
        len(later),
    )


def _wall(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The naive wall-clock time there, in which rules count."""
    return at.astimezone(zone).replace(tzinfo=None)


def _occurrences(rule: str, first: dt.datetime) -> rrule:
    """The times of a rule. Raises ValueError for one that is unreadable or rings all the time."""
    if _ENDLESS.search(rule.upper()):
        raise ValueError(f"a rule that never pauses: {rule}")
    occurrences = rrulestr(rule, dtstart=first, ignoretz=True)
    if not isinstance(occurrences, rrule):
        raise ValueError(f"one RRULE is wanted: {rule}")
    return occurrences
