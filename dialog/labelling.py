"""Sentences of conversations that an assistant may learn from, for a person to label.

Noted only where the domain says so (`privacy: learning: true`), in the turn's own transaction;
what was said before that, answers to questions, and commands are not. A note says where a sentence
stands in the events: so it is masked as these are, and goes with them when they are erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialog.events import Event, Understood, UserSaid, event_from_json
from dialog.journal import EventRow
from dialog.store import Base, Store
from slu.core import Understanding

_NEAR = 2  # an understanding stands at most so many events after its sentence


class LearnableRow(Base):
    """Where a sentence stands; `waiting` until a person has labelled it or left it out."""

    __tablename__ = "learnable"

    conversation: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    waiting: Mapped[bool] = mapped_column(default=True)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it is stored, and how it was understood when it was last said; `places` are all
    places where it waits: conversation and number."""

    understanding: Understanding
    places: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        return self.understanding.text


def note(session: Session, conversation: str, number: int) -> None:
    """The sentence of this event may be learned from."""
    row = {"conversation": conversation, "number": number, "waiting": True}
    session.connection().execute(insert(LearnableRow.__table__), [row])  # type: ignore[arg-type]


def waiting(store: Store, known: Iterable[str] = (), most: int = 100) -> list[Said]:
    """What waits, the least surely understood first; each sentence once, none that is `known` or
    was settled before. Sentences that ask for several things are left out."""
    found: dict[str, Said] = {}
    over = set(known)
    with store.reading() as session:
        for conversation, number, waits, understanding in _noted(session):
            text = understanding.text
            if not waits:
                over.add(text)
            elif not understanding.parts:
                before = found[text].places if text in found else ()
                found[text] = Said(understanding, (*before, (conversation, number)))
    fresh = [said for text, said in found.items() if text not in over]
    fresh.sort(key=lambda said: (said.understanding.confidence, said.text))
    return fresh[:most]


def settle(store: Store, said: Said) -> None:
    """The sentence is not shown again, wherever it was said."""
    with store.writing() as session:
        for conversation, number in said.places:
            session.connection().execute(
                update(LearnableRow)
                .where(LearnableRow.conversation == conversation, LearnableRow.number == number)
                .values(waiting=False)
            )


def _noted(session: Session) -> Iterator[tuple[str, int, bool, Understanding]]:
    """Every noted sentence that was understood as a whole: where it stands, whether it waits, and
    what was understood."""
    said: tuple[str, int, bool, str] | None = None
    for conversation, number, waits, at, data in session.execute(_beside()):
        event: Event = event_from_json(data)
        match event:
            case UserSaid(text=text) if at == number:
                said = conversation, number, waits, text
            case Understood(understanding=found) if said is not None:
                if said[:2] == (conversation, number) and found.text == said[3]:
                    yield conversation, number, waits, found
                said = None
            case _:
                pass


def _beside() -> Select[Any]:
    """The noted sentences with the events that follow them."""
    near = and_(
        EventRow.conversation == LearnableRow.conversation,
        EventRow.number.between(LearnableRow.number, LearnableRow.number + _NEAR),
    )
    return (
        select(
            LearnableRow.conversation,
            LearnableRow.number,
            LearnableRow.waiting,
            EventRow.number,
            EventRow.event,
        )
        .join(EventRow, near)
        .order_by(LearnableRow.conversation, LearnableRow.number, EventRow.number)
    )
