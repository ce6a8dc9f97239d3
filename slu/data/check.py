"""Looking through data files for what spoils training and measuring.

Finds rows that cannot be read, texts that stand twice (also across splits), one text labelled
in two ways, and faulty slots. It changes nothing and prints nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from slu.core import Utterance
from slu.data.formats import load
from slu.data.report import (
    CheckReport,
    Conflict,
    Count,
    Duplicate,
    FileSummary,
    Place,
    Reading,
    Shared,
    SlotFault,
    Unreadable,
)
from slu.data.rows import Table
from slu.data.spans import span_faults
from slu.errors import DataError

_Found = tuple[Place, Utterance]
_ByText = Mapping[str, Sequence[_Found]]


def check(paths: Iterable[Path]) -> CheckReport:
    """Reads the files, going on past rows that cannot be read, and reports what it found.

    Raises DataError only where a whole file cannot be read (missing, empty, not UTF-8, ...).
    """
    faults: list[DataError] = []
    tables = [load(path, report=faults.append) for path in dict.fromkeys(paths)]
    by_text: dict[str, list[_Found]] = defaultdict(list)
    for table in tables:
        for row in table.rows:
            by_text[row.utterance.text].append((Place(str(table.path), row.line), row.utterance))
    return CheckReport(
        files=tuple(_summary(table) for table in tables),
        unreadable=tuple(_unreadable(faults, tables)),
        shared=tuple(_shared(tables)),
        duplicates=tuple(_duplicates(by_text)),
        conflicts=tuple(_conflicts(by_text)),
        slot_faults=tuple(_slot_faults(tables)),
    )


def _summary(table: Table) -> FileSummary:
    utterances = [row.utterance for row in table.rows]
    return FileSummary(
        path=str(table.path),
        format=table.format,
        utterances=len(utterances),
        with_slots=sum(bool(utterance.slots) for utterance in utterances),
        intents=_counts(each.intent for each in utterances if each.intent is not None),
        slots=_counts(slot.name for each in utterances for slot in each.slots),
        repeated=len(utterances) - len({utterance.text for utterance in utterances}),
        left_out=tuple(f"{part.line}: {part.name}" for part in table.left_out),
    )


def _counts(names: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(name, number) for name, number in Counter(names).most_common())


def _unreadable(faults: Iterable[DataError], tables: Iterable[Table]) -> Iterator[Unreadable]:
    """The rows that the readers gave up, and those without a text."""
    for fault in faults:
        yield Unreadable(Place(str(fault.path), fault.line or 1), str(fault))
    for table in tables:
        for row in table.rows:
            if not row.utterance.text.strip():
                empty = DataError("문장이 비어 있습니다.", table.path, row.line)
                yield Unreadable(Place(str(table.path), row.line), str(empty))


def _shared(tables: Sequence[Table]) -> Iterator[Shared]:
    for first, second in combinations(tables, 2):
        texts = [[row.utterance.text for row in table.rows] for table in (first, second)]
        common = set(texts[0]) & set(texts[1])
        if common:
            rows = [sum(text in common for text in file) for file in texts]
            yield Shared(str(first.path), str(second.path), rows[0], rows[1])


def _duplicates(by_text: _ByText) -> Iterator[Duplicate]:
    for text, found in by_text.items():
        if len(found) > 1:
            places = tuple(place for place, _ in found)
            yield Duplicate(text, places, len({place.path for place in places}) > 1)


def _conflicts(by_text: _ByText) -> Iterator[Conflict]:
    for text, found in by_text.items():
        places: dict[tuple[str | None, tuple[str, ...]], list[Place]] = defaultdict(list)
        for place, utterance in found:
            places[utterance.intent, _labels(utterance)].append(place)
        if len(places) > 1:
            readings = (Reading(*label, tuple(where)) for label, where in places.items())
            one_intent = len({intent for intent, _ in places}) == 1
            yield Conflict(text, "slots" if one_intent else "intent", tuple(readings))


def _labels(utterance: Utterance) -> tuple[str, ...]:
    """The slots of an utterance by place; two are alike if name, span, role and group are."""
    slots = sorted(utterance.slots, key=lambda slot: (slot.start, slot.end, slot.name))
    return tuple(
        " ".join(part for part in (slot.name, slot.role, slot.group) if part)
        + f" [{slot.start}, {slot.end}]"
        for slot in slots
    )


def _slot_faults(tables: Iterable[Table]) -> Iterator[SlotFault]:
    for table in tables:
        for row in table.rows:
            place = Place(str(table.path), row.line)
            for fault in span_faults(row.utterance):
                yield SlotFault(place, fault.kind, row.utterance.text, fault.message)
