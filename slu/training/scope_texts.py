"""Sentences to teach what is in scope: small talk, and what the assistant has no intent for.

| file                       | its sentences                                                     |
|----------------------------|-------------------------------------------------------------------|
| `.csv`, `.tsv` with a head | the first column named in `_COLUMNS`                              |
| `.json` of HG-TODS         | what users say                                                    |
| `.txt`                     | a line each; `objects / requests` gives every pair (recipes/)     |

What these sentences are used for is not known here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from slu.data.rows import lines, read_text
from slu.errors import DataError

_COLUMNS: Final = ("text", "sentence", "sentence1", "question", "Q", "document")
_LONGEST: Final = 80  # characters: longer ones are no requests


def read_sentences(path: Path) -> list[str]:
    """The file's sentences without repeats, in its order; those past 80 characters are left out.
    Raises DataError for a file without any, or of none of the table's shapes."""
    readers = {".csv": _table, ".tsv": _table, ".json": _dialogues, ".txt": _lines}
    reader = readers.get(path.suffix)
    if reader is None:
        raise DataError(f"문장을 읽을 수 있는 파일은 {', '.join(readers)}입니다.", path)
    found = dict.fromkeys(text.strip() for text in reader(path))
    kept = [text for text in found if 0 < len(text) <= _LONGEST]
    if not kept:
        raise DataError("쓸 수 있는 문장이 하나도 없습니다.", path)
    return kept


def _table(path: Path) -> Iterator[str]:
    # A quotation mark means nothing in the .tsv files of Korean sets.
    text = io.StringIO(read_text(path), newline="")
    if path.suffix == ".csv":
        rows = csv.DictReader(text)
    else:
        rows = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
    column = next((name for name in _COLUMNS if name in (rows.fieldnames or ())), None)
    if column is None:
        raise DataError(f"첫 줄에 문장 열의 이름({', '.join(_COLUMNS)})이 있어야 합니다.", path, 1)
    for row in rows:
        yield row[column] or ""


def _dialogues(path: Path) -> Iterator[str]:
    try:
        data = json.loads(read_text(path))
    except ValueError as fault:
        raise DataError(f"읽을 수 없는 JSON입니다({fault}).", path) from fault
    yield from _said(data)


def _said(data: Any) -> Iterator[str]:
    """The utterances of users, however deep."""
    if isinstance(data, dict):
        if data.get("role") == "user" and isinstance(data.get("utterance"), str):
            yield data["utterance"]
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _said(each)


def _lines(path: Path) -> Iterator[str]:
    for _, line in lines(read_text(path)):
        if line.strip() and not line.startswith("#"):
            objects, slash, requests = line.partition(" / ")
            if not slash:
                yield line
                continue
            for thing in objects.split(","):
                for request in requests.split(","):
                    yield f"{thing.strip()} {request.strip()}"
