"""Sentences as tokens with BIO tags, a token a line, a blank line after each sentence.

    # id = 7
    # intent = weather_query
    # text = 서울은  비 와?
    서울<TAB>B-place_name<TAB>SpaceAfter=No
    은<TAB>O<TAB>_
    비<TAB>O<TAB>_
    와?<TAB>O<TAB>_

A slot may end inside a word (a noun before its particle), so words are cut where slots begin
and end, and `SpaceAfter=No` joins the pieces (as in CoNLL-U). `# text` gives the exact white
space; a header that could be misread (quotes, edges, line breaks) is a JSON string. Two-column
files and CoNLL-2003 (the tag last, no headers) are read too, with one space between tokens.
The layout holds no slot with a value, role, group, or white space at its ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from slu.core import Slot, Utterance
from slu.data.rows import Report, Row, Table, lines, located
from slu.errors import DataError

_HEADER = re.compile(r"# (id|intent|text) = ?(.*)", re.DOTALL)
_JOINED = "SpaceAfter=No"
_Token = tuple[int, str, str, bool]  # line, text, tag, joined to the next


def parse(text: str, path: Path, report: Report) -> Table:
    """Reads the file's text; sentences that cannot be read go to `report` as DataError."""
    rows = []
    for block in _blocks(text):
        first = block[0][0]
        with located(path, first, report):
            rows.append(Row(first, _utterance(block, path)))
    return Table(path, "conll", tuple(rows))


def dump(utterances: Iterable[Utterance]) -> str:
    """The file's text. Raises DataError for what the layout cannot hold."""
    return "".join(_block(utterance) + "\n" for utterance in utterances)


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in lines(text):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _utterance(block: list[tuple[int, str]], path: Path) -> Utterance:
    headers: dict[str, str] = {}
    tokens: list[_Token] = []
    for number, line in block:
        if not line.startswith("# "):
            tokens.append(_token(number, line, path))
        elif match := _HEADER.fullmatch(line):
            headers[match[1]] = _header_value(match[2], number, path)
    if not tokens:
        raise DataError("토큰이 없는 문장입니다.")
    text = headers.get("text", _joined_text(tokens))
    slots = _slots(tokens, text, path)
    return Utterance(text, headers.get("intent"), slots, headers.get("id"))


def _token(number: int, line: str, path: Path) -> _Token:
    cells = line.split("\t") if "\t" in line else line.split()
    joined = _JOINED in cells[-1].split("|")
    if len(cells) > 2 and (joined or cells[-1] == "_"):
        cells = cells[:-1]
    if len(cells) < 2 or not cells[0]:
        raise DataError("토큰과 태그가 한 줄에 있어야 합니다.", path, number)
    return number, cells[0], cells[-1], joined


def _header_value(value: str, number: int, path: Path) -> str:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError as fault:
        raise DataError(f"머리글의 JSON 문자열이 잘못되었습니다: {value}", path, number) from fault


def _joined_text(tokens: list[_Token]) -> str:
    return "".join(text + ("" if joined else " ") for _, text, _, joined in tokens).strip()


def _slots(tokens: list[_Token], text: str, path: Path) -> tuple[Slot, ...]:
    """Finds every token in the text, in order, and joins B- and I- to slots."""
    slots: list[Slot] = []
    reached, before = 0, "O"
    for number, token, tag, _ in tokens:
        start = reached + len(text[reached:]) - len(text[reached:].lstrip())
        if not text.startswith(token, start):
            raise DataError(f"토큰 {token!r}이(가) '# text'의 글과 맞지 않습니다.", path, number)
        reached = start + len(token)
        kind, _, name = tag.partition("-")
        if kind == "B" and name:
            slots.append(Slot(name, start, reached, token))
        elif kind == "I" and name:
            if before not in (f"B-{name}", f"I-{name}"):
                raise DataError(f"태그 {tag} 앞에 B-{name}이(가) 없습니다.", path, number)
            slots[-1] = replace(slots[-1], end=reached, text=text[slots[-1].start : reached])
        elif tag != "O":
            raise DataError(f"태그는 O, B-이름, I-이름 가운데 하나여야 합니다: {tag}", path, number)
        before = tag
    if text[reached:].strip():
        raise DataError(f"'# text'의 글이 토큰보다 깁니다: {text[reached:]!r}")
    return tuple(slots)


def _block(utterance: Utterance) -> str:
    headers = {"id": utterance.id, "intent": utterance.intent, "text": utterance.text}
    block = "".join(
        f"# {name} = {_written(value)}\n" for name, value in headers.items() if value is not None
    )
    block += "".join(_token_lines(utterance))
    try:
        kept = _utterance([*lines(block)][:-1], Path()) == utterance
    except DataError:
        kept = False
    if not kept:
        raise DataError(
            "CoNLL 형식은 슬롯의 값, 역할, 묶음, 빈칸으로 시작하거나 끝나는 슬롯, 탭이 든 "
            f"슬롯 이름을 담을 수 없습니다: {utterance.text!r}. jsonl 형식으로 저장해 주세요."
        )
    return block


def _written(header: str) -> str:
    plain = "\n" not in header and header == header.strip() and not header.startswith('"')
    return header if plain else json.dumps(header, ensure_ascii=False)


def _token_lines(utterance: Utterance) -> Iterator[str]:
    text = utterance.text
    tags = {slot.start: slot for slot in utterance.slots}
    cuts = sorted({0, len(text), *tags, *(slot.end for slot in utterance.slots)})
    inside: Slot | None = None
    for left, right in pairwise(cuts):
        inside = tags.get(left, inside if inside and left < inside.end else None)
        for word in re.finditer(r"\S+", text[left:right]):
            start, end = left + word.start(), left + word.end()
            tag = (
                "O" if inside is None else f"{'B' if start == inside.start else 'I'}-{inside.name}"
            )
            joined = end < len(text) and not text[end].isspace()
            yield f"{word[0]}\t{tag}\t{_JOINED if joined else '_'}\n"
