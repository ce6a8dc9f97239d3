"""Times that stand in a sentence but that understanding did not mark: 삼십 분 뒤에 알려 줘.

Only whole words that mean a time by themselves are taken; a bare 지금 is not worth one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from slu.core import Context, Slot
from slu.understanding.resolve import resolve

_MOST_WORDS = 7
_NOW = re.compile(r"(?:지금|현재|당장)\S*")


def find_times(text: str, context: Context) -> tuple[Slot, ...]:
    """The times, in order, with their values, as slots named `time`; the longest readings win."""
    words = list(re.finditer(r"\S+", text))
    found, at = [], 0
    while at < len(words):
        slot, taken = _longest(text, words[at : at + _MOST_WORDS], context)
        if slot is not None:
            found.append(slot)
        at += taken
    return tuple(found)


def _longest(text: str, words: list[re.Match[str]], context: Context) -> tuple[Slot | None, int]:
    """The longest time that begins with the first word, and how many words it takes."""
    start = words[0].start()
    for taken in range(len(words), 0, -1):
        end = words[taken - 1].end()
        slot = Slot("time", start, end, text[start:end])
        value = None if _NOW.fullmatch(slot.text) else resolve(slot, context)
        if value is not None:
            return replace(slot, value=value), taken
    return None, 1
