"""The database: one file of SQLite (or any SQLAlchemy address) for events and what skills keep.

`Base` is the one declarative base; skills build their tables on it. This module opens the
database and gives transactions; it does not know what a turn is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import URL, DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

_BUSY_SECONDS = 10


class Base(DeclarativeBase):
    """What every table of the engine and of the skills derives from."""


class Utc(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its zone: {value}")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class TurnSession(Session):
    """A session that only its transaction may end: a skill must not cut a turn in two."""

    def commit(self) -> NoReturn:
        raise RuntimeError("the turn commits, not the skill")

    def rollback(self) -> NoReturn:
        raise RuntimeError("the turn rolls back, not the skill; raise an error instead")


class Store:
    """Transactions over one database. Safe to share between threads; one owner closes it."""

    def __init__(self, address: str | URL):
        self.engine = create_engine(address)
        if self.engine.dialect.name == "sqlite":
            _tune_sqlite(self.engine)
        self._writer = self.engine.execution_options(writing=True)

    @staticmethod
    def open(path: Path) -> Store:
        """The SQLite file at `path`, made with its folder when it is not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return Store(URL.create("sqlite", database=str(path)))

    def create_tables(self) -> None:
        """Makes the tables that are known now and not there yet; skills must be imported."""
        Base.metadata.create_all(self._writer)

    def empty(self) -> None:
        """Takes every row out of every table."""
        with self._writer.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking; what it would write is rolled back."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, committed at the end and rolled back by any exception."""
        with TurnSession(self._writer) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _tune_sqlite(engine: Engine) -> None:
    """WAL, a busy timeout, foreign keys, and real transactions (a writer locks at once)."""

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
