"""The JSON lines of MASSIVE (FitzGerald et al. 2022, arXiv 2204.08582, section 3).

`annot_utt` marks slots as `[name : value]`; without the marks it must equal `utt`. Of the
other keys only `id` and `intent` are kept; `locale`, `partition` and the judgments are not
part of an utterance. The format has no escapes, so a text with square brackets, and a slot
with a value, role or group, cannot be written in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from slu.core import Slot, Utterance
from slu.data.jsonl import optional_text, read_object, text_of
from slu.data.rows import Report, Row, Table, lines, located
from slu.errors import DataError

_SLOT = re.compile(r"\[([^\[\]:]*?) : ([^\[\]]*)\]")


def parse(text: str, path: Path, report: Report) -> Table:
    """Reads the file's text; lines that cannot be read go to `report` as DataError."""
    rows = []
    for number, line in lines(text):
        if line.strip():
            with located(path, number, report):
                rows.append(Row(number, _utterance(read_object(line))))
    return Table(path, "massive", tuple(rows))


def dump(utterances: Iterable[Utterance]) -> str:
    """The file's text. Raises DataError for what the format cannot hold."""
    return "".join(_line(utterance) for utterance in utterances)


def _utterance(data: dict[str, Any]) -> Utterance:
    said = text_of(data, "utt")
    text, slots = _without_marks(text_of(data, "annot_utt"))
    if text != said:
        raise DataError(f"'annot_utt'에서 표시를 뺀 글이 'utt'와 다릅니다: {text!r} ≠ {said!r}")
    return Utterance(said, optional_text(data, "intent"), slots, optional_text(data, "id"))


def _without_marks(marked: str) -> tuple[str, tuple[Slot, ...]]:
    """The plain text and its slots."""
    text, slots, reached = "", [], 0
    for match in _SLOT.finditer(marked):
        name, value = match.groups()
        if not name.strip():
            raise DataError(f"슬롯 이름이 비어 있습니다: {match[0]!r}")
        text += _plain(marked[reached : match.start()])
        slots.append(Slot(name, len(text), len(text) + len(value), value))
        text += value
        reached = match.end()
    return text + _plain(marked[reached:]), tuple(slots)


def _plain(text: str) -> str:
    if "[" in text or "]" in text:
        raise DataError(f"대괄호의 짝이나 '[이름 : 값]' 모양이 맞지 않습니다: {text!r}")
    return text


def _line(utterance: Utterance) -> str:
    marked, reached = "", 0
    for slot in utterance.slots:
        marked += utterance.text[reached : slot.start] + f"[{slot.name} : {slot.text}]"
        reached = slot.end
    data = {
        "id": utterance.id,
        "intent": utterance.intent,
        "utt": utterance.text,
        "annot_utt": marked + utterance.text[reached:],
    }
    data = {key: value for key, value in data.items() if value is not None}
    try:
        kept = _utterance(data) == utterance
    except DataError:
        kept = False
    if not kept:
        raise DataError(
            "MASSIVE 형식은 대괄호가 든 글과 슬롯의 값, 역할, 묶음을 담을 수 없습니다: "
            f"{utterance.text!r}. jsonl 형식으로 저장해 주세요."
        )
    return json.dumps(data, ensure_ascii=False) + "\n"
