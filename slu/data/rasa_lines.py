"""Changing single examples in the text of a Rasa file, so that comments and all else in it stay.

Works on lines as people write them: an example a line beneath `examples: |`, or of the long form
(`slu.data.rasa_items`). What came out is the caller's to read again and compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from slu.data.rasa_items import end_of_groups, item_at
from slu.data.rows import Row

_DASH = re.compile(r"\s*-\s*")
_ITEM = re.compile(r"^( *)- +intent\s*:", re.MULTILINE)


def with_line(text: str, line: int, marked: str, intent: str) -> str:
    """The example on this line (from 1), which is of this intent, written anew."""
    item = item_at(text, line)
    if item is not None:
        return item.written(text, marked, intent)
    lines = text.split("\n")
    dash = _DASH.match(lines[line - 1])
    lines[line - 1] = (dash[0] if dash else "    - ") + marked
    return "\n".join(lines)


def without_line(text: str, line: int) -> str:
    """The text without the example on this line (from 1)."""
    item = item_at(text, line)
    first, after = (line - 1, line) if item is None else (item.first, item.after)
    lines = text.split("\n")
    return "\n".join([*lines[:first], *lines[after:]])


def long_form(text: str, line: int) -> list[str]:
    """The lines of the example on this line (from 1), where it is of the long form and something
    stands beside its sentence; the dash in the first column."""
    item = item_at(text, line)
    return item.lines(text) if item is not None and item.beside else []


def with_more(text: str, rows: Sequence[Row], intent: str, marked: Sequence[str]) -> str:
    """The text with further examples of an intent: below those it has and like them, else in a
    group of their own below all others. `rows`: what was read from the text."""
    at = _last(rows, intent)
    lines = text.split("\n")
    if at and item_at(text, at):
        longer = [line for one in marked for line in ("- text: |", f"    {one}")]
        return with_long(text, rows, intent, longer)
    if at:
        dash = _DASH.match(lines[at - 1])
        return _put(text, at, [(dash[0] if dash else "    - ") + one for one in marked])
    return _with_group(text, intent, "examples: |", [f"  - {one}" for one in marked])


def with_long(text: str, rows: Sequence[Row], intent: str, longer: Iterable[str]) -> str:
    """`with_more` for the lines of examples of the long form. Where the intent has none of these,
    they get a group of their own."""
    at = _last(rows, intent)
    last = item_at(text, at) if at else None
    if last is None:
        return _with_group(text, intent, "examples:", longer)
    return _put(text, last.after, _indented(longer, last.dash))


def _with_group(text: str, intent: str, examples: str, added: Iterable[str]) -> str:
    found = _ITEM.search(text)
    left = len(found[1]) if found else 0
    head = [f"- intent: {intent}", f"  {examples}"]
    at = end_of_groups(text) if found else len(text.rstrip("\n").split("\n"))
    return _put(text, at, _indented([*head, *(f"  {line}" for line in added)], left))


def _put(text: str, at: int, added: Sequence[str]) -> str:
    lines = text.rstrip("\n").split("\n")
    return "\n".join([*lines[:at], *added, *lines[at:]]) + "\n"


def _indented(lines: Iterable[str], columns: int) -> list[str]:
    return [" " * columns + line if line.strip() else line for line in lines]


def _last(rows: Sequence[Row], intent: str) -> int:
    """The line of an intent's last example; 0 where it has none."""
    return max((row.line for row in rows if row.utterance.intent == intent), default=0)
