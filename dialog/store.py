"""The database, a file of SQLite or a PostgreSQL by its address: events and what skills keep.

`Base` is the one declarative base; skills build their tables on it. This module opens the
database and gives transactions; it does not know what a turn is.
"""

from __future__ import annotations

import datetime as dt
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import URL, DateTime, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from slu.errors import DataError

_BUSY_SECONDS = 30  # longer than a skill may take: on SQLite a turn locks out all others
_TABLES_LOCK = 0x6D616C677769  # "malgwi"


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


class Guard:
    """One statement at a time on a connection, and none of a thread that was barred: an action
    whose time is over goes on in its thread, but must not write into a turn that is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._barred: weakref.WeakSet[threading.Thread] = weakref.WeakSet()

    @staticmethod
    def of(connection: Connection) -> Guard:
        """The guard of the connection; from the first asking on every statement passes it."""
        return _GUARDS.setdefault(connection, Guard())

    def bar(self, thread: threading.Thread) -> None:
        """From now on none of its statements is done; one that runs ends first."""
        with self._lock:
            self._barred.add(thread)

    @contextmanager
    def passing(self) -> Iterator[None]:
        with self._lock:
            if self._barred and threading.current_thread() in self._barred:
                raise TimeoutError("the time of this action is over")
            yield


_GUARDS: weakref.WeakKeyDictionary[Connection, Guard] = weakref.WeakKeyDictionary()


class Store:
    """Transactions over one database. Safe to share between threads; one owner closes it."""

    def __init__(self, address: str | URL):
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            # A skill with a time limit runs in a thread of its own, on the turn's connection.
            self.engine = create_engine(url, connect_args={"check_same_thread": False})
            _tune_sqlite(self.engine)
        else:
            self.engine = create_engine(url, pool_pre_ping=True)
        _guard(self.engine)
        self._writer = self.engine.execution_options(writing=True)

    @staticmethod
    def open(place: Path | str) -> Store:
        """The SQLite file at a path, made with its folder when it is not there; or the database
        at an address (`postgresql://...`). Raises DataError when there is none to be had."""
        if isinstance(place, str) and "://" in place:
            return _at_address(place)
        path = Path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        return Store(URL.create("sqlite", database=str(path)))

    def create_tables(self) -> None:
        """Makes the tables that are known now and not there yet; skills must be imported."""
        with self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":  # replicas may start at one time
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})")
            Base.metadata.create_all(connection)

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


def _at_address(address: str) -> Store:
    """A database that answers; its password is in no message."""
    try:
        url = make_url(address)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        store = Store(url)
        with store.engine.connect():
            return store
    except ModuleNotFoundError as fault:
        raise DataError(
            f"데이터베이스에 꾸러미 '{fault.name}'이(가) 더 있어야 합니다. PostgreSQL이라면 "
            "`pip install 'malgwi[postgres]'`로 설치하세요."
        ) from fault
    except (ArgumentError, NoSuchModuleError) as fault:
        raise DataError(
            "데이터베이스 주소를 읽을 수 없습니다. "
            "postgresql://이름:비밀번호@호스트:5432/malgwi처럼 적어 주세요."
        ) from fault
    except SQLAlchemyError as fault:
        raise DataError(
            f"데이터베이스 {url.render_as_string(hide_password=True)}에 이어지지 않습니다. "
            "주소와 서버가 켜져 있는지 확인해 주세요."
        ) from fault


def _guard(engine: Engine) -> None:
    """Every statement of a guarded connection passes its guard."""

    @event.listens_for(engine, "do_execute")
    def execute(cursor: Any, statement: Any, parameters: Any, context: Any) -> bool:
        guard = _GUARDS.get(context.root_connection)
        if guard is not None:
            with guard.passing():
                context.dialect.do_execute(cursor, statement, parameters, context)
        return guard is not None

    @event.listens_for(engine, "do_executemany")
    def execute_many(cursor: Any, statement: Any, parameters: Any, context: Any) -> bool:
        guard = _GUARDS.get(context.root_connection)
        if guard is not None:
            with guard.passing():
                context.dialect.do_executemany(cursor, statement, parameters, context)
        return guard is not None


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
