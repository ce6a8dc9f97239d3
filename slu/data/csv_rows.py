"""Examples as a table with commas, as spreadsheets write it: a sentence and its intent a row.

The first row names the columns: `text` (or 문장, 예문), `intent` (의도), and `id` on wish. Slots
are marked within the sentence as in Rasa's files (`slu.data.rasa_marks`): `[서울](city) 날씨`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from slu.core import Utterance
from slu.data.rasa_marks import mark, unmark
from slu.data.rows import Report, Row, Table, located
from slu.errors import DataError

_NAMES: Final = {"문장": "text", "예문": "text", "의도": "intent"}
_KNOWN: Final = frozenset({"text", "intent", "id"})


def parse(text: str, path: Path, report: Report) -> Table:
    """Reads the file's text; rows that cannot be read go to `report` as DataError.

    Raises DataError where the first row does not name the columns, or a quotation has no end."""
    found = lines_of(text, path)
    _, first = next(found)
    names = [_NAMES.get(name.strip(), name.strip().lower()) for name in first]
    unknown = [name for name in names if name not in _KNOWN]
    if "text" not in names or unknown or len(set(names)) < len(names):
        raise DataError(
            "첫 줄에 열의 이름이 있어야 합니다: text,intent (또는 문장,의도. id는 없어도 됩니다).",
            path,
            1,
        )
    rows = []
    for line, cells in found:
        with located(path, line, report):
            rows.append(Row(line, _utterance(names, cells)))
    return Table(path, "csv", tuple(rows))


def dump(utterances: Iterable[Utterance]) -> str:
    """The file's text. Raises DataError for what marks or a row cannot hold."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["text", "intent", "id"])
    for utterance in utterances:
        names = [utterance.intent or "", utterance.id or ""]
        if any(name.splitlines() not in ([name], []) for name in names):
            raise DataError(f"CSV는 줄바꿈이 든 이름을 담을 수 없습니다: {names!r}")
        writer.writerow([mark(replace(utterance, intent=names[0])), *names])
    return written.getvalue()


def lines_of(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that hold anything, each with the line on which it begins. Raises
    DataError where a quotation has no end."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as fault:
        message = f"CSV가 잘못되었습니다({fault}). 따옴표의 짝을 확인해 주세요."
        raise DataError(message, path, begins) from fault


def _utterance(names: list[str], cells: list[str]) -> Utterance:
    if len(cells) > len(names):
        raise DataError(
            f"칸이 {len(cells)}개입니다. 첫 줄의 이름은 {len(names)}개이니, 쉼표가 든 문장은 "
            "큰따옴표로 묶어 주세요."
        )
    row = dict(zip(names, cells, strict=False))
    found = unmark(row["text"], row.get("intent", ""), row.get("id") or None)
    return found if found.intent else replace(found, intent=None)
