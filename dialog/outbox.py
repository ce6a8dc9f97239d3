"""Messages to other systems, written in the turn's transaction and delivered afterwards.

A message is there if and only if its turn is. Each is delivered at least once, with its key, by
which a receiver drops what it has already; those of one conversation to one channel go in order.
This module keeps the rows; carrying them is `dialog.delivery`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Index, Select, String, func, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from dialog.skill import Request
from dialog.store import Base, Utc

Channel = Literal["mqtt", "webhook"]
State = Literal["waiting", "sent", "dead"]

MOST_ATTEMPTS = 20
_LONGEST_PAUSE = 600.0


class MessageRow(Base):
    """`lane`: what is delivered in order. `due`: the next attempt, and while someone is at it, the
    end of that lease. `until`: of no use later. The body is emptied once it is delivered."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_lane", "state", "lane", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    conversation: Mapped[str] = mapped_column(String(200), index=True)
    channel: Mapped[Channel] = mapped_column(String(10))
    target: Mapped[str]
    lane: Mapped[str]
    body: Mapped[str]
    created: Mapped[dt.datetime] = mapped_column(Utc)
    until: Mapped[dt.datetime | None] = mapped_column(Utc)
    due: Mapped[dt.datetime] = mapped_column(Utc)
    owner: Mapped[str | None] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its carrier needs it. `target` is a topic or an address, `body` JSON."""

    id: int
    key: str
    channel: Channel
    target: str
    body: str
    attempts: int


def post(
    request: Request,
    channel: Channel,
    target: str,
    body: Any,
    good_for: dt.timedelta | None = None,
) -> str:
    """Sends `body`, as JSON, to an MQTT topic or a webhook's address when the turn is done.

    Gives the message's key: the action's and its place among the action's messages. After
    `good_for` it is not delivered any more. Raises ValueError for a target that cannot be one
    and a request without a key, TypeError for a body that is no JSON.
    """
    if not request.key:
        raise ValueError("a message needs the key of its action")
    _check(channel, target)
    session, now = request.session, request.context.now
    mine = select(func.count()).where(MessageRow.action == request.key)
    place = session.scalar(mine) or 0
    row = MessageRow(
        key=f"{request.key}-{place}",
        action=request.key,
        conversation=request.conversation,
        channel=channel,
        target=target,
        lane="\n".join((request.conversation, channel, target if channel == "webhook" else "")),
        body=json.dumps(body, ensure_ascii=False),
        created=now,
        until=None if good_for is None else now + good_for,
        due=now,
    )
    session.add(row)
    session.flush()
    return row.key


def _check(channel: str, target: str) -> None:
    """Raises ValueError when nothing can be delivered there."""
    if channel == "mqtt":
        if not target or len(target.encode()) > 60_000 or set(target) & set("+#\0"):
            raise ValueError(f"no MQTT topic: {target!r}")
    elif channel != "webhook" or not target.startswith(("http://", "https://")):
        raise ValueError(f"no address of a {channel}: {target!r}")


def take(
    session: Session,
    owner: str,
    now: dt.datetime,
    lease: dt.timedelta,
    channels: tuple[Channel, ...],
) -> Message | None:
    """Leases the next message whose turn it is; None when nothing is due. However many ask, one
    gets it: the update holds only while nobody else was quicker."""
    for row in session.scalars(_due(now, channels)).all():
        taken = session.scalar(
            update(MessageRow)
            .where(
                MessageRow.id == row.id,
                MessageRow.state == "waiting",
                MessageRow.due == row.due,
                MessageRow.attempts == row.attempts,
            )
            .values(owner=owner, due=now + lease, attempts=row.attempts + 1)
            .returning(MessageRow.id)
            .execution_options(synchronize_session=False)
        )
        if taken is not None:
            number = row.attempts + 1
            return Message(row.id, row.key, row.channel, row.target, row.body, number)
    return None


def is_due(session: Session, now: dt.datetime, channels: tuple[Channel, ...]) -> bool:
    """Whether `take` would find something."""
    return session.scalar(_due(now, channels).with_only_columns(MessageRow.id)) is not None


def drop_overdue(session: Session, now: dt.datetime) -> None:
    """What is of no use any more becomes a dead letter; it holds up nothing."""
    session.execute(
        update(MessageRow)
        .where(MessageRow.state == "waiting", MessageRow.until < now, MessageRow.due <= now)
        .values(state="dead", error="overdue")
        .execution_options(synchronize_session=False)
    )


def sent(session: Session, message: Message, owner: str) -> None:
    """It has arrived; what it said is not kept."""
    _settle(session, message, owner, state="sent", body="", error=None)


def failed(
    session: Session, message: Message, owner: str, error: str, now: dt.datetime, final: bool
) -> None:
    """Another attempt after a pause that doubles, at most ten minutes; or the end of it."""
    if final or message.attempts >= MOST_ATTEMPTS:
        _settle(session, message, owner, state="dead", error=error)
        return
    pause = min(2.0 ** (message.attempts - 1), _LONGEST_PAUSE)
    _settle(session, message, owner, due=now + dt.timedelta(seconds=pause), error=error)


def retry_dead(session: Session, now: dt.datetime) -> int:
    """Dead letters wait again, from the first attempt on; gives how many there were."""
    again = session.execute(
        update(MessageRow)
        .where(MessageRow.state == "dead", MessageRow.until.is_(None) | (MessageRow.until > now))
        .values(state="waiting", due=now, attempts=0, owner=None)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(again.all())


def listed(session: Session, state: State) -> list[MessageRow]:
    """The messages of one state, the oldest first."""
    rows = select(MessageRow).where(MessageRow.state == state).order_by(MessageRow.id)
    return list(session.scalars(rows))


def _due(now: dt.datetime, channels: tuple[Channel, ...]) -> Select[MessageRow]:
    """The first messages of their lanes, those that have waited longest."""
    earlier = aliased(MessageRow)
    is_behind = (
        select(earlier.id)
        .where(
            earlier.state == "waiting",
            earlier.lane == MessageRow.lane,
            earlier.id < MessageRow.id,
        )
        .exists()
    )
    return (
        select(MessageRow)
        .where(
            MessageRow.state == "waiting",
            MessageRow.due <= now,
            MessageRow.channel.in_(channels),
            ~is_behind,
        )
        .order_by(MessageRow.due, MessageRow.id)
        .limit(8)
    )


def _settle(session: Session, message: Message, owner: str, **values: Any) -> None:
    """Only while the lease is ours: who overslept it leaves the row to whoever has it now."""
    session.execute(
        update(MessageRow)
        .where(
            MessageRow.id == message.id,
            MessageRow.state == "waiting",
            MessageRow.owner == owner,
            MessageRow.attempts == message.attempts,
        )
        .values(owner=None, **values)
        .execution_options(synchronize_session=False)
    )
