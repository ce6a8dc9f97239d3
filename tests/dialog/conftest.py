"""The databases and servers of the dialog's tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from servers_kit import Hook, Mosquitto, running_hook, running_mosquitto, running_postgres
from sqlalchemy import create_engine

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "db.sqlite")
    server, name = request.getfixturevalue("postgres"), f"malgwi{next(_NUMBERS)}"
    engine = create_engine(f"{server}/postgres".replace("://", "+psycopg://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return f"{server}/{name}"


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with running_mosquitto() as started:
        yield started


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running_hook() as started:
        yield started
