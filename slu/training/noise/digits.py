"""Writes spelled-out numbers in figures, as people type: 일곱 시 -> 7시, 삼만 오천 원 -> 3만5천원.

Which words are numbers is `slu.korean.number_words`; here is how they look in figures, in a style
that is drawn for each sentence. What a number means stays the same.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from slu.core import Utterance
from slu.korean.number_words import NumberWords, find_number_words
from slu.korean.numbers import parse_whole
from slu.korean.rewriting import Edit
from slu.korean.units import SIGN_OF
from slu.training.noise.edits import apply_edits, fitting
from slu.understanding.resolve import SLOT_KINDS, SlotKind

_NUMERIC: Final = frozenset(
    (SlotKind.DATE, SlotKind.TIME, SlotKind.FREQUENCY, SlotKind.MONEY, SlotKind.NUMBER)
)
_UNITS: Final = "퍼센트 킬로미터 센티미터 밀리미터 킬로그램 그램 리터 밀리리터 제곱미터"
_SYMBOLS: Final = {word: SIGN_OF[word] for word in _UNITS.split()}
_AMOUNT: Final = re.compile(r"(?P<number>[영일이삼사오육칠팔구십백]+)(?:으로|로|까지|만큼|씩|도)?")
_NAMED: Final = frozenset(
    ("년", "년도", "년대", "번", "호", "번지", "월", "일", "시", "분", "초", None)
)


@dataclass(frozen=True, slots=True)
class _Style:
    """How one writer writes: `tight` without a space before the unit, `symbols` % for 퍼센트,
    `clock` 7:30; large numbers `plain` 35000, with a `comma`, `mixed` 3만5천 or `loose` 3만 5천."""

    tight: bool
    symbols: bool
    clock: bool
    large: str

    @staticmethod
    def draw(draw: random.Random) -> _Style:
        return _Style(
            tight=draw.random() < 0.85,
            symbols=draw.random() < 0.5,
            clock=draw.random() < 0.15,
            large=draw.choice(("plain", "comma", "mixed", "loose")),
        )


def digits(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with every spelled-out number in figures, in one style."""

    def expected(place: int) -> bool:
        return any(
            slot.start <= place < slot.end and SLOT_KINDS.get(slot.name) in _NUMERIC
            for slot in utterance.slots
        )

    numbers = find_number_words(utterance.text, expected)
    style = _Style.draw(draw)
    clocks = fitting(_clocks(utterance.text, numbers), utterance.slots) if style.clock else []
    edits = [
        edit
        for number in numbers
        if not any(clock.start <= number.start < clock.end for clock in clocks)
        for edit in _edits(number, style)
    ]
    fit = clocks + fitting(edits, utterance.slots)
    return apply_edits(utterance, fit + _amounts(utterance, fit))


def _amounts(utterance: Utterance, edits: list[Edit]) -> list[Edit]:
    """Slots for a number that are nothing else: 볼륨 [칠로] -> 볼륨 [7로]."""
    found = []
    for slot in utterance.slots:
        amount = _AMOUNT.fullmatch(slot.text)
        value = parse_whole(amount["number"]) if amount else None
        if SLOT_KINDS.get(slot.name) is SlotKind.NUMBER and amount and value is not None:
            edit = Edit(slot.start, slot.start + amount.end("number"), str(value))
            if all(edit.end <= other.start or edit.start >= other.end for other in edits):
                found.append(edit)
    return found


def _clocks(text: str, numbers: list[NumberWords]) -> list[Edit]:
    """Hours with the minutes said right after them as 7:30."""
    return [
        Edit(hour.start, minute.unit_end, f"{hour.figures}:{int(minute.figures):02}")
        for hour, minute in pairwise(numbers)
        if hour.unit == "시"
        and minute.unit == "분"
        and not text[hour.unit_end : minute.start].strip()
        and minute.figures.isdigit()
        and int(minute.figures) < 60
        and not text[minute.unit_end :].lstrip().startswith("전")
    ]


def _edits(number: NumberWords, style: _Style) -> list[Edit]:
    edits = [Edit(number.start, number.end, _figures(number, style))]
    symbol = _SYMBOLS.get(number.unit or "") if style.symbols else None
    if number.unit and number.unit_start > number.end and (style.tight or symbol == "%"):
        edits.append(Edit(number.end, number.unit_start, ""))
    if symbol:
        edits.append(Edit(number.unit_start, number.unit_end, symbol))
    return edits


def _figures(number: NumberWords, style: _Style) -> str:
    above, _, below = number.figures.partition("/")
    if below and not style.symbols:
        return f"{below}분의 {above}" if style.large == "loose" else f"{below}분의{above}"
    if number.unit in _NAMED or not number.figures.isdigit():
        return number.figures
    value = int(number.figures)
    if style.large == "comma":
        return f"{value:,}"
    if style.large == "plain" or value % 1000 or value < 1000:
        return number.figures
    return (" " if style.large == "loose" else "").join(_mixed(value))


def _mixed(value: int) -> list[str]:
    """35000 as 3만 and 5천; 12000000 as 1200만."""
    parts = []
    for size, unit in ((10**8, "억"), (10**4, "만"), (10**3, "천")):
        amount, value = divmod(value, size)
        if amount:
            parts.append(f"{amount}{unit}")
    return parts
