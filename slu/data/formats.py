"""Finding a file's format, and reading and writing utterances in any of them.

    massive  JSON lines with `utt` and `annot_utt`
    jsonl    our own JSON lines
    rasa     Rasa's NLU training data in YAML
    conll    tokens with BIO tags
    csv      a spreadsheet's rows of sentence and intent

The formats themselves are one module each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slu.core import Utterance
from slu.data import conll, csv_rows, jsonl, massive, rasa
from slu.data.rows import Report, Row, Table, read_text, stop, write_text
from slu.data.spans import require_sound
from slu.errors import DataError


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, usual extensions, reader and writer."""

    name: str
    extensions: tuple[str, ...]
    parse: Callable[[str, Path, Report], Table]
    dump: Callable[[Iterable[Utterance]], str]


FORMATS = (
    Format("jsonl", (".jsonl", ".ndjson", ".json"), jsonl.parse, jsonl.dump),
    Format("massive", (), massive.parse, massive.dump),
    Format("rasa", (".yml", ".yaml"), rasa.parse, rasa.dump),
    Format("conll", (".conll", ".bio", ".iob", ".tsv"), conll.parse, conll.dump),
    Format("csv", (".csv",), csv_rows.parse, csv_rows.dump),
)


def load(path: Path, format: str | None = None, report: Report = stop) -> Table:
    """Reads a file as it stands, faulty slots included.

    Lines that cannot be read go to `report`, which raises unless told otherwise. Raises
    DataError for a file that is missing, a folder, empty, not UTF-8 or of no known format."""
    text = read_text(path)
    return _detect(path, text, format).parse(text, path, report)


def read(path: Path, format: str | None = None) -> list[Utterance]:
    """The utterances of a file, slots ordered by place. The format is found by extension and
    content unless named.

    Raises DataError, with file, line and fault, for anything that cannot be read and for slots
    that overlap, are empty or lie outside their text."""
    table = load(path, format)
    if not table.rows:
        raise DataError("예문이 하나도 없습니다.", path)
    return [_sound(row, path) for row in table.rows]


def write(path: Path, utterances: Sequence[Utterance], format: str | None = None) -> None:
    """Writes a file in the named format, else the one its extension tells.

    Raises DataError rather than lose anything that the format cannot hold; then no file is
    written. Rasa's format groups sentences by intent, the others keep the order."""
    found = _named(format) if format else _by_extension(path)
    if found is None:
        raise DataError(f"확장자로 형식을 알 수 없습니다. 형식을 골라 주세요: {_names()}", path)
    if not utterances:
        raise DataError("쓸 문장이 하나도 없습니다.", path)
    try:
        for utterance in utterances:
            require_sound(utterance)
        text = found.dump(utterances)
    except DataError as fault:
        raise DataError(str(fault), path) from fault
    write_text(path, text)


def _sound(row: Row, path: Path) -> Utterance:
    utterance = row.utterance
    slots = tuple(sorted(utterance.slots, key=lambda slot: (slot.start, slot.end)))
    try:
        require_sound(utterance)
    except DataError as fault:
        raise DataError(str(fault), path, row.line) from fault
    return replace(utterance, slots=slots)


def _detect(path: Path, text: str, name: str | None) -> Format:
    if name is not None:
        return _named(name)
    found = _by_extension(path) or _by_content(text)
    if found is None:
        raise DataError(f"형식을 알 수 없습니다. 읽을 수 있는 형식: {_names()}", path)
    if found.name == "jsonl" and re.match(r'\s*\{.*"(annot_)?utt"\s*:', text):
        return _named("massive")
    return found


def _by_extension(path: Path) -> Format | None:
    suffix = path.suffix.lower()
    return next((format for format in FORMATS if suffix in format.extensions), None)


def _by_content(text: str) -> Format | None:
    if text.lstrip().startswith("{"):
        return _named("jsonl")
    if re.search(r"^nlu\s*:", text, re.MULTILINE):
        return _named("rasa")
    if re.search(r"\s(O|[BI]-\S+)(\s+\S+)?\s*$", text, re.MULTILINE):
        return _named("conll")
    if re.match(r"(text|문장|예문|intent|의도|id),", text):
        return _named("csv")
    return None


def _named(name: str) -> Format:
    found = next((format for format in FORMATS if format.name == name), None)
    if found is None:
        raise DataError(f"'{name}' 형식은 없습니다. 쓸 수 있는 형식: {_names()}")
    return found


def _names() -> str:
    return ", ".join(format.name for format in FORMATS)
