"""Changing single examples in the text of a Rasa file, so that comments and all else in it stay.

Works on lines as people write them: an example a line beneath `examples: |`. What came out is the
caller's to read again and compare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slu.data.rows import Row

_DASH = re.compile(r"\s*-\s*")
_ITEM = re.compile(r"^(\s*)-\s+intent\s*:", re.MULTILINE)


def with_line(text: str, line: int, marked: str) -> str:
    """The example on this line (from 1) written anew."""
    lines = text.split("\n")
    dash = _DASH.match(lines[line - 1])
    lines[line - 1] = (dash[0] if dash else "    - ") + marked
    return "\n".join(lines)


def without_line(text: str, line: int) -> str:
    """The text without this line (from 1)."""
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *lines[line:]])


def with_more(text: str, rows: Sequence[Row], intent: str, marked: Sequence[str]) -> str:
    """The text with further examples of an intent: below those it has, else in an item of their
    own below all others. `rows`: what was read from the text."""
    lines = text.rstrip("\n").split("\n")
    own = [row.line for row in rows if row.utterance.intent == intent]
    if own:
        at = max(own)
        dash = _DASH.match(lines[at - 1])
        added = [(dash[0] if dash else "    - ") + one for one in marked]
    else:
        at = max((row.line for row in rows), default=len(lines))
        item = _ITEM.search(text)
        left = item[1] if item else ""
        head = [f"{left}- intent: {intent}", f"{left}  examples: |"]
        added = [*head, *(f"{left}    - {one}" for one in marked)]
    return "\n".join([*lines[:at], *added, *lines[at:]]) + "\n"
