"""Text as it is written: spelled-out numbers in figures, 일곱 시 반 -> 7시 반, 삼만 오천 원 ->
35,000원, 오십 퍼센트 -> 50%.

Which words are numbers is `slu.korean.spoken_numbers`; here is the one way they are written.
Figures that stand in the text already stay as they are. The other way is `slu.korean.spoken`.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.number_rules import may_end
from slu.korean.number_words import NumberWords
from slu.korean.rewriting import Edit, Rewritten, rewrite
from slu.korean.spoken_numbers import find_spoken_numbers
from slu.korean.units import SIGN_OF

# Numbers that name rather than count are written without commas.
_NAMED: Final = frozenset(
    ("년", "년도", "년대", "번", "호", "호선", "번지", "번가", "월", "일", "시", "분", "초", None)
)
_HANGUL: Final = re.compile("[가-힣]")


def to_written(text: str) -> Rewritten:
    """The text with its spelled-out numbers in figures, and the way back.

    A unit stands close to its figures, % and km in place of their words; amounts have commas from
    1,000 and their 억 and 만 from 100,000,000 (3억 2,000만 원).
    """
    edits = [edit for number in find_spoken_numbers(text) for edit in _edits(text, number)]
    return rewrite(text, edits)


def _edits(text: str, number: NumberWords) -> list[Edit]:
    figures, start = _figures(number), number.start
    edits = [Edit(start, number.end, figures)]
    if start and _HANGUL.match(text[start - 1]):  # 오후세시, 아홉시삼십분
        edits.append(Edit(start, start, " "))
    if number.unit is None:
        return edits
    gap = " " if _HANGUL.match(figures[-1]) else ""
    if text[number.end : number.unit_start] != gap:
        edits.append(Edit(number.end, number.unit_start, gap))
    if number.unit in SIGN_OF:
        edits.append(Edit(number.unit_start, number.unit_end, SIGN_OF[number.unit]))
    if number.unit == "시" and _is_half(text, number.unit_end):
        edits.append(Edit(number.unit_end, number.unit_end, " "))
    return edits


def _is_half(text: str, place: int) -> bool:
    return text.startswith("반", place) and may_end(text, place + 1)


def _figures(number: NumberWords) -> str:
    if number.unit in _NAMED or not number.figures.isdigit():
        return number.figures
    value = int(number.figures)
    if value < 10**8:
        return f"{value:,}"
    parts = []
    for size, unit in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
        amount, value = divmod(value, size)
        if amount:
            parts.append(f"{amount:,}{unit}")
    return " ".join(parts)
