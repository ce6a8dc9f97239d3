"""Rewrites training examples the way people and recognisers write: "일곱 시 에" as "7시에".

MASSIVE spells times out and detaches particles after slots; real text does neither. Only
these two rewritings stand here; spans are carried over exactly.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from slu.core import Utterance
from slu.korean.slot_ends import is_particle

_NATIVE = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"]
_HOURS = {word: str(n) for n, word in enumerate(_NATIVE, 1)}
_TENS = {"": 0, "십": 10, "이십": 20, "삼십": 30, "사십": 40, "오십": 50}
_UNITS = ["", *"일이삼사오육칠팔구"]
_MINUTES = {
    ten + unit: str(n + i)
    for ten, n in _TENS.items()
    for i, unit in enumerate(_UNITS)
    if ten + unit
}
_HOUR = re.compile(
    r"(?<!\S)(" + "|".join(sorted(_HOURS, key=len, reverse=True)) + r") ?(?=시(?!\S*[가-힣]{2}))"
)
_MINUTE = re.compile(
    r"(?<!\S)("
    + "|".join(sorted(_MINUTES, key=len, reverse=True))
    + r") ?(?=[분초](?:\s|$|[가-힣]))"
)
_WORD_AFTER = re.compile(r" (\S+)")


def written(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with each rewriting applied or not, as `draw` decides."""
    edits: list[tuple[int, int, str]] = []
    if draw.random() < 0.7:
        edits += [(m.start(), m.end(), _HOURS[m[1]]) for m in _HOUR.finditer(utterance.text)]
        edits += [(m.start(), m.end(), _MINUTES[m[1]]) for m in _MINUTE.finditer(utterance.text)]
    if draw.random() < 0.7:
        for slot in utterance.slots:
            after = _WORD_AFTER.match(utterance.text, slot.end)
            if after and is_particle(after[1]):
                edits.append((slot.end, slot.end + 1, ""))
    return apply_edits(utterance, sorted(edits)) if edits else utterance


def apply_edits(utterance: Utterance, edits: list[tuple[int, int, str]]) -> Utterance:
    """Replaces the spans of the text (sorted, apart from each other) and moves the slots along.

    An edit lies inside a slot or outside it; one that begins where a slot ends stays outside.
    """
    text, moved, last = "", {}, 0
    for start, end, new in edits:
        for at in range(last, start + 1):
            moved[at] = len(text) + at - last
        text += utterance.text[last:start] + new
        for at in range(start + 1, end + 1):
            moved[at] = len(text)
        last = end
    for at in range(last, len(utterance.text) + 1):
        moved[at] = len(text) + at - last
    text += utterance.text[last:]
    slots = tuple(
        replace(
            slot,
            start=moved[slot.start],
            end=moved[slot.end],
            text=text[moved[slot.start] : moved[slot.end]],
        )
        for slot in utterance.slots
    )
    return replace(utterance, text=text, slots=slots)
