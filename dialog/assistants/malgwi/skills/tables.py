"""What this assistant keeps, one table an idea, each row belonging to one conversation.

Alarms and reminders that ring are the engine's (`dialog.schedule`), not kept here.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dialog.store import Base, Utc


class Setting(Base):
    """One remembered value under a key: the volume, an exchange rate, the joke told last."""

    __tablename__ = "malgwi_settings"

    conversation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Event(Base):
    """A calendar entry. `all_day` entries start at midnight; `rule` is an RFC 5545 rule;
    `scheduled` is the id of its reminder in the engine's schedule."""

    __tablename__ = "malgwi_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    start: Mapped[dt.datetime] = mapped_column(Utc)
    end: Mapped[dt.datetime | None] = mapped_column(Utc)
    all_day: Mapped[bool]
    rule: Mapped[str | None]
    place: Mapped[str | None]
    scheduled: Mapped[int | None]


class NamedList(Base):
    """A list of things; `touched` says which one was used last."""

    __tablename__ = "malgwi_lists"
    __table_args__ = (UniqueConstraint("conversation", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    touched: Mapped[dt.datetime] = mapped_column(Utc)
    items: Mapped[list[ListItem]] = relationship(
        cascade="all, delete-orphan", order_by="ListItem.id"
    )


class ListItem(Base):
    __tablename__ = "malgwi_list_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("malgwi_lists.id", ondelete="CASCADE"))
    text: Mapped[str]


class Device(Base):
    """A thing in the house. `level` is a light's brightness in percent, `colour` its colour."""

    __tablename__ = "malgwi_devices"

    conversation: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[bool] = mapped_column(default=False)
    level: Mapped[int] = mapped_column(default=100)
    colour: Mapped[str] = mapped_column(default="흰색")


class Contact(Base):
    """One fact of a person: `kind` is 이메일, 전화번호, 주소 ..."""

    __tablename__ = "malgwi_contacts"

    conversation: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Taste(Base):
    """What music a person said to like or not."""

    __tablename__ = "malgwi_tastes"

    conversation: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    liked: Mapped[bool]


def read_setting(session: Session, conversation: str, key: str) -> str | None:
    row = session.get(Setting, (conversation, key))
    return None if row is None else row.value


def write_setting(session: Session, conversation: str, key: str, value: str | None) -> None:
    """Keeps the value; None forgets it."""
    row = session.get(Setting, (conversation, key))
    if value is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(Setting(conversation=conversation, key=key, value=value))
    else:
        row.value = value
    session.flush()


def settings_under(session: Session, conversation: str, prefix: str) -> dict[str, str]:
    """The settings whose keys begin with `prefix`, keys without it."""
    wanted = select(Setting).where(
        Setting.conversation == conversation, Setting.key.startswith(prefix, autoescape=True)
    )
    return {row.key.removeprefix(prefix): row.value for row in session.scalars(wanted)}
