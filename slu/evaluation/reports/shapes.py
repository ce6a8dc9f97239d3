"""What a report is made of, and small helps for making one. Texts are given in Korean and English;
a `Say` takes both and gives the reader's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

Say = Callable[[str, str], str]
Group = Literal["understanding", "encoders", "embeddings", "speech", "conversation"]
MEASURES: Final = {
    "intent_accuracy": ("의도 정확도", "intent accuracy"),
    "slot_f1": ("슬롯 F1", "slot F1"),
    "slot_f1_trimmed": ("슬롯 F1(조사 빼고)", "slot F1 (no particles)"),
    "exact_match": ("문장 전체가 맞음", "whole sentence right"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` as wide as `heading`; the first cell of each is its name."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` in [0, 1], `shown` as people read it; `low` and `high` its interval, if any."""

    name: str
    share: float
    shown: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One file of results: what it is `about`, and its tables and bars; `points`, (x, y) in [0, 1],
    are a curve. `fault` is a sentence where the file cannot be shown."""

    title: str
    about: str
    file: str
    group: Group
    bars: tuple[Bar, ...] = ()
    table: Table | None = None
    points: tuple[tuple[float, float], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is called and about, in Korean and in English, and how its data
    becomes the bars, table and points of a report."""

    file: str
    group: Group
    title: tuple[str, str]
    about: tuple[str, str]
    read: Callable[[Any, Say], Mapping[str, Any]]


def korean(korean: str, english: str) -> str:
    """The `Say` of who reads Korean."""
    return korean


def percent(share: float) -> str:
    return f"{share:.1%}"


def measure_names(say: Say, keys: Sequence[str] = tuple(MEASURES)) -> tuple[str, ...]:
    return tuple(say(*MEASURES[key]) for key in keys)


def against_slowest(values: Sequence[tuple[str, float]], unit: str, form: str) -> tuple[Bar, ...]:
    """Bars against the largest, which is full, each figure with its unit."""
    top = max(value for _, value in values)
    return tuple(Bar(name, value / top, f"{value:{form}}{unit}") for name, value in values)


def bars_of(values: Mapping[str, float], form: str) -> Iterator[Bar]:
    """Bars against the largest, which is full, each figure in this form; below 0 there is none."""
    top = max(values.values(), default=0.0)
    for name, value in values.items():
        yield Bar(name, max(value / top, 0.0) if top > 0 else 0.0, format(value, form))
