"""A data file as read: its rows with their line numbers, and what was left out.

Holds what every format shares: reading and writing text with Korean faults, and naming the
line of a fault. It knows no format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slu.core import Utterance
from slu.errors import DataError

Report = Callable[[DataError], None]
"""Told of each line that cannot be read; it may raise to stop, or note it to go on."""


@dataclass(frozen=True, slots=True)
class Row:
    """An utterance and the line (from 1) on which it begins. Its slots may be faulty."""

    line: int
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a file that holds no utterances (such as Rasa's synonyms)."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    """All that was read from one file."""

    path: Path
    format: str
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()


def stop(fault: DataError) -> None:
    """The `Report` that lets no fault pass."""
    raise fault


@contextmanager
def located(path: Path, line: int, report: Report) -> Iterator[None]:
    """Gives a DataError raised inside its file and line and hands it to `report`."""
    try:
        yield
    except DataError as fault:
        report(fault if fault.path else DataError(str(fault), path, line))


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1, cut at line feeds only; a carriage return is taken off."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")


def read_text(path: Path) -> str:
    """The file as text. Raises DataError: no file, a folder, not UTF-8, empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DataError("파일이 없습니다. 경로를 확인해 주세요.", path) from None
    except IsADirectoryError:
        raise DataError("폴더입니다. 그 안의 파일 하나를 골라 주세요.", path) from None
    except OSError as fault:
        raise DataError(f"파일을 열 수 없습니다({fault.strerror}).", path) from fault
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        message = "UTF-8이 아닌 글자가 있습니다. 파일을 UTF-8로 저장해 주세요."
        raise DataError(message, path, line) from fault
    if not text.strip():
        raise DataError("빈 파일입니다. 예문이 하나 이상 있어야 합니다.", path)
    return text


def write_text(path: Path, text: str) -> None:
    """Writes beside the file and renames, so that a file is never half written."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(text.encode("utf-8"))
        os.replace(beside, path)
    except UnicodeEncodeError as fault:
        raise DataError(
            "UTF-8로 적을 수 없는 글자(짝 없는 서로게이트)가 있습니다.", path
        ) from fault
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", path) from fault
