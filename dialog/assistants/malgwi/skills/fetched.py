"""Asks a public service over HTTP, in little time, and remembers the answer for a while.

When nobody answers, an answer that is not too old is given with its age, and else nothing: what a
skill says then is its own affair. No key, no cookie and nothing of the person goes out but the
address itself.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

import httpx
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialog.skill import Request
from dialog.store import Base, Utc

SECONDS = 4.0  # on SQLite other turns wait for this one
_MOST_BYTES = 1_000_000
_OLDEST = dt.timedelta(hours=6)


class Fetched(Base):
    """What an address answered; the same for everybody, so it belongs to no conversation."""

    __tablename__ = "malgwi_fetched"

    address: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Utc)
    body: Mapped[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The body, and since when it is known; `stale` when nobody answered just now."""

    body: str
    at: dt.datetime
    stale: bool = False


def fetch(request: Request, address: str, fresh: dt.timedelta) -> Answer | None:
    """What the address answers, or answered less than `fresh` ago; None when that is not known."""
    now, session = request.context.now, request.session
    kept = session.get(Fetched, address)
    if kept is not None and now - kept.at < fresh:
        return Answer(kept.body, kept.at)
    body = _get(address)
    if body is not None:
        _keep(session, address, now, body)
        return Answer(body, now)
    if kept is not None and now - kept.at < _OLDEST:
        return Answer(kept.body, kept.at, stale=True)
    return None


def _get(address: str) -> str | None:
    """The text of a 200; None for everything else, and for what takes too long or is too long."""
    end, body = time.monotonic() + SECONDS, b""
    try:
        with httpx.stream("GET", address, timeout=SECONDS / 2, follow_redirects=True) as answer:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _MOST_BYTES or time.monotonic() > end:
                    return None
            return body.decode(answer.encoding or "utf-8") if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError, LookupError):
        return None


def _keep(session: Session, address: str, now: dt.datetime, body: str) -> None:
    try:
        with session.begin_nested():
            session.merge(Fetched(address=address, at=now, body=body))
    except IntegrityError:  # another conversation was quicker: it knows as much
        pass
