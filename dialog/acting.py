"""Runs one skill within a turn's transaction: plain or async, in its time, in a savepoint.

A skill has a session of its own on the turn's connection, so that what a failing one wrote, or was
about to write, goes without a trace. A thread cannot be stopped from outside: one that is late
goes on, but from that moment not one of its statements reaches the database.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from dialog.skill import Outcome, Request, Skill
from dialog.store import Guard, TurnSession

_GRACE_SECONDS = 0.5  # for a coroutine to end after it was cancelled


class Late(TimeoutError):
    """A skill is not done in its time, and cannot be stopped."""


@contextmanager
def own_session(session: Session) -> Iterator[Session]:
    """A session within the transaction of `session`: kept at the end, undone by an exception."""
    connection = session.connection()
    own = TurnSession(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        yield own
        Session.commit(own)
    except Late:  # the late thread still uses the session: only the connection is ours
        while (savepoint := connection.get_nested_transaction()) is not None:
            savepoint.rollback()
        raise
    except BaseException:
        Session.rollback(own)
        raise
    own.close()


def call(skill: Skill, request: Request, seconds: float) -> Outcome:
    """What the skill gives back. Raises Late after so many seconds (0: never), and what the
    skill raises. `request.session` is of `own_session`."""
    if not seconds and not inspect.iscoroutinefunction(skill):
        given = skill(request)
        if not inspect.isawaitable(given):
            return given
        return _in_thread(lambda: asyncio.run(_awaited(given, 0)), request, 0)
    grace = _GRACE_SECONDS if seconds and inspect.iscoroutinefunction(skill) else 0
    return _in_thread(lambda: _called(skill, request, seconds), request, seconds, grace)


def _in_thread(
    work: Callable[[], Outcome], request: Request, seconds: float, grace: float = 0
) -> Outcome:
    worker = _Worker(work)
    guard = Guard.of(cast(Connection, request.session.get_bind()))
    worker.start()
    worker.join(seconds + grace if seconds else None)
    if worker.is_alive():
        guard.bar(worker)
        raise Late(f"not done within {seconds:g} seconds")
    return worker.result()


def _called(skill: Skill, request: Request, seconds: float) -> Outcome:
    given = skill(request)
    return asyncio.run(_awaited(given, seconds)) if inspect.isawaitable(given) else given


async def _awaited(given: Awaitable[Outcome], seconds: float) -> Outcome:
    limit = asyncio.timeout(seconds or None)
    try:
        async with limit:
            return await given
    except TimeoutError:
        if limit.expired():
            raise TimeoutError(f"not done within {seconds:g} seconds") from None
        raise


class _Worker(threading.Thread):
    """A thread that keeps what its work gave or raised."""

    def __init__(self, work: Callable[[], Outcome]):
        super().__init__(name="malgwi-action", daemon=True)
        self._work = work
        self._fault: BaseException | None = None
        self._result: Outcome

    def run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as fault:  # whatever it was, it ends the action and nothing else
            self._fault = fault

    def result(self) -> Outcome:
        if self._fault is None:
            return self._result
        if isinstance(self._fault, Exception):
            raise self._fault
        raise RuntimeError(f"a skill ended with {type(self._fault).__name__}")
