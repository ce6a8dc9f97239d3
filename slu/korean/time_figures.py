"""Rewrites spelled-out numbers before a unit of time in figures: 이천십칠 년 이 월 -> 2017년 2월.

Only numbers that count a unit of time are touched; everything else stays as written. It also
writes a few words that stand for two apart (오늘밤, 어젯밤).
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.numbers import parse_whole

_ONE: Final = "[일이삼사오육칠팔구]"
_SINO: Final = (
    rf"(?=[영공일이삼사오육륙칠팔구십백천])(?:(?:{_ONE}\s?)?천\s?)?(?:(?:{_ONE}\s?)?백\s?)?"
    rf"(?:(?:{_ONE}\s?)?십\s?)?(?:{_ONE}|영|공)?"
)
_YEAR_DIGITS: Final = "[이일][영공일이삼사오육칠팔구]{3}"
_ONES: Final = "한|두|세|네|다섯|여섯|일곱|여덟|여덞|여덜|아홉"
_TENS: Final = "열|스물|스무|서른|마흔|쉰"
_NATIVE: Final = rf"(?:(?:{_TENS})\s?)?(?:{_ONES})|{_TENS}"
# A number begins a word, or follows a unit or a part of the day written without a space.
_BEFORE: Final = r"(?:(?<![가-힣])|(?<=[년월일시분초전후침녁밤벽낮주달오]))(?<!요일)"
_SPELLED: Final = (
    re.compile(rf"{_BEFORE}(?P<number>{_YEAR_DIGITS})\s*(?P<unit>년)"),
    re.compile(
        rf"{_BEFORE}(?P<number>{_SINO})\s*"
        r"(?P<unit>년|개월|월(?!요일)|주일|주간|일(?!요일|곱)|시간|시|분|초)(?![째])"
    ),
    # 이 주 is this week unless something shows that weeks are counted.
    re.compile(
        rf"{_BEFORE}(?P<number>{_SINO})\s*(?P<unit>주)(?=\s*(?:간|뒤|후|전|동안|안|내|마다|에 한))"
    ),
    re.compile(rf"{_BEFORE}(?P<number>(?!이\s*주){_SINO})\s*(?P<unit>주)(?![가-힣])"),
    re.compile(
        rf"{_BEFORE}(?P<number>{_NATIVE})\s*(?P<unit>시간|시|달|주일|주간|주|해)(?![가-힣]*째)"
    ),
)
_THIS: Final = re.compile(r"이\s*(?:시간|시)")  # 이 시간 is now, not two hours
_APART: Final = (
    (re.compile(r"어젯\s?밤|간밤|지난\s?밤"), "어제 밤"),
    (re.compile(r"엊저녁"), "어제 저녁"),
    (re.compile(r"오늘\s?밤"), "오늘 밤"),
    (re.compile(r"내일\s?밤"), "내일 밤"),
    (re.compile(r"다음\s?날|이튿날"), "내일"),
    (re.compile(r"올\s해"), "올해"),
    (re.compile(r"(?<![가-힣])다\s다음"), "다다음"),
    (re.compile(r"^주 전체"), "이번 주 전체"),
    (re.compile(r"(?<![가-힣])유월(?!요일)"), "6월"),
    (re.compile(r"(?<![가-힣])시월(?!드|요일)"), "10월"),
    (re.compile(r"(\d)\s+(?=(?:년|개월|월|일|시간|시|분|초|주|달)(?![가-힣]*요일))"), r"\1"),
)


def with_figures(text: str) -> str:
    """The text with its time numbers in figures and single spaces."""
    text = re.sub(r"\s+", " ", text).strip()
    for pattern, written in _APART:
        text = pattern.sub(written, text)
    for pattern in _SPELLED:
        text = pattern.sub(_figure, text)
    return text


def _figure(match: re.Match[str]) -> str:
    number = None if _THIS.fullmatch(match.group()) else parse_whole(match["number"])
    return match.group() if number is None else f"{number}{match['unit']}"
