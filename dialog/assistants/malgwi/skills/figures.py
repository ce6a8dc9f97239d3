"""Numbers inside a sentence: digits and Korean numerals that stand as numbers, with their spans.

Reading a numeral is `slu.korean.numbers`; here it is decided where one begins and ends, since
most numeral syllables (이, 사, 일, 만 ...) are also parts of other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from slu.korean.numbers import parse_number

_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = "십백천만억조"
_SYLLABLE = f"[영공일이삼사오육륙칠팔구{_UNIT}]"
# A space joins two numerals only where a unit ends the first: 팔천 오백, but not 삼 이.
_SINO = rf"{_SYLLABLE}+(?:(?<=[{_UNIT}])\s{_SYLLABLE}+)*(?:\s?점\s?[영공일이삼사오육칠팔구]+)?"
_NATIVE = (
    r"(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)?\s?"
    r"(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)|열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"
)
_MIXED = rf"{_DIGITS}(?:\s?(?:[십백천억조]|만(?!큼))+(?:\s?\d+)?)*"
_DETERMINER = r"(?:열|스물|서른|마흔|쉰)?\s?(?:한|두|세|네)|스무"
# What may follow a numeral without a space and leave it a number.
_PARTICLES = (
    r"은|는|이|가|을|를|의|에|와|과|으로|로|하고|이랑|랑|도|만큼|이면|면|이야|야|이고|인|분의"
)
_AMOUNTS = r"퍼센트|프로|제곱|세제곱|승|번|개|도|단계|만"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where it stands: `text[start:end]`."""

    start: int
    end: int
    value: Fraction


def find_figures(text: str, followers: str = "") -> list[Figure]:
    """The numbers of the text in order; `followers` is a pattern of further words (units,
    currencies) that may follow one without a space."""
    after = rf"(?=$|[^가-힣]|{_PARTICLES}|{_AMOUNTS}{'|' + followers if followers else ''})"
    before = r"(?<![가-힣A-Za-z0-9.])"
    counted = rf"|(?:{_DETERMINER})(?=\s?(?:{followers}))" if followers else ""
    pattern = re.compile(rf"{before}(?:{_MIXED}|(?:{_SINO}|{_NATIVE}){after}{counted})")
    figures = []
    for match in pattern.finditer(text):
        figure = _figure(text, match)
        if figure is not None:
            figures.append(figure)
    return figures


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    said = match.group().rstrip()
    # 칠이 뭐야, 삼십이야: here the last 이 is the particle or the copula, not a two.
    copula = re.match(r"야|에요|냐|니|지|면", text[match.end() :])
    if re.fullmatch(r".+이" if copula else rf"(?:.*[{_UNIT}])?[일삼육칠팔영공]이", said):
        said = said[:-1]
    value = parse_number(said.replace(",", ""))
    if value is None:
        return None
    return Figure(match.start(), match.start() + len(said), Fraction(str(value.number)))
