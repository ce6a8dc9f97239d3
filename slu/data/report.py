"""What `slu.data.check` found, as frozen values that turn into JSON. It finds nothing itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from slu.data.spans import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file; lines count from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Count:
    """A label and how many rows or slots have it."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class FileSummary:
    """One file in numbers: the most frequent labels first. `repeated` counts the rows whose text
    stood in the file before; `left_out` names what holds no utterance, by line."""

    path: str
    format: str
    utterances: int
    with_slots: int
    intents: tuple[Count, ...]
    slots: tuple[Count, ...]
    repeated: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Two files with texts in common: how many of each one's rows stand in the other too."""

    first: str
    second: str
    rows_of_first: int
    rows_of_second: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A text that stands more than once; `across` when in more than one file."""

    text: str
    places: tuple[Place, ...]
    across: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a text is labelled: its slots as `name [start, end]`."""

    intent: str | None
    slots: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text labelled in more than one way: by `intent`, or by `slots` under one intent."""

    text: str
    kind: Literal["intent", "slots"]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class SlotFault:
    """A faulty slot; `message` is a Korean sentence."""

    place: Place
    kind: Kind
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that could not be read; `message` is a Korean sentence with its file and line."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that was found, in the order of the files and their lines."""

    files: tuple[FileSummary, ...]
    unreadable: tuple[Unreadable, ...]
    shared: tuple[Shared, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: tuple[Conflict, ...]
    slot_faults: tuple[SlotFault, ...]

    @property
    def broken(self) -> bool:
        """Whether `slu.data.read` would refuse one of the files."""
        return (
            bool(self.unreadable)
            or any(fault.kind != "edge" for fault in self.slot_faults)
            or not all(file.utterances for file in self.files)
        )

    def to_json(self) -> dict[str, Any]:
        return {"broken": self.broken} | asdict(self)
