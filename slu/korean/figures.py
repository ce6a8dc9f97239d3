"""How the figures that are no plain numbers are said: dates (2026-11-21), times (19:30), telephone
numbers, sums with a currency's sign, fractions.

Each is said as a whole. Numbers with their units are `slu.korean.spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from slu.korean.counters import read_count
from slu.korean.numbers import parse_whole, read_digits, read_sino

_CURRENCIES: Final = {"$": "달러", "€": "유로", "£": "파운드", "¥": "엔", "₩": "원"}
_HALVES: Final = {"a": "오전", "p": "오후"}
PLAIN: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SIZED: Final = rf"{PLAIN}(?:[십백천]?[만억]|[십백천]?조(?![각건금기])|[백천])"
NUMERAL: Final = rf"(?:{_SIZED}(?:\s(?=(?:\d{{3}}|\d[\d,]*[천백만억])))?)+(?:{PLAIN})?|{PLAIN}"
"""A number in figures: 35,000, 3.5, 3만5천, 1억 2,000만."""


def say_number(figures: str) -> str:
    """What `NUMERAL` matches, in Sino-Korean words: 삼만 오천, 삼 점 오."""
    decimal = re.search(r"\.\d+$", figures) is not None
    whole = None if decimal else parse_whole(figures)
    if whole is not None and whole < 10**20:
        return read_sino(whole, gap=" ")
    front, _, part = figures.partition(".")
    whole = parse_whole(front)
    if part.isdigit() and whole is not None and whole < 10**20:
        return f"{read_sino(whole, gap=' ')} 점 {read_digits(part)}"
    return read_digits("".join(filter(str.isdigit, figures)), zero="공")


def say_form(text: str, start: int) -> tuple[int, str] | None:
    """Where the form that begins at `start` ends, and its words; None where none begins."""
    for pattern, say in _FORMS:
        match = pattern.match(text, start)
        if match is None or _RUNS_ON.match(text, match.end()):
            continue
        words = say(match)
        if words is not None:
            return match.end(), words
    return None


def _date(match: re.Match[str]) -> str | None:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{read_sino(year)} 년 {_day(month, day)}"


def _day(month: int, day: int) -> str:
    return f"{read_count(month, '월')}월 {read_sino(day)} 일"


def _short_date(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    return _day(month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _clock(match: re.Match[str]) -> str | None:
    """The hour stays of 24 where it is of 24: what is said does not depend on who reads it."""
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 59:
        return None
    words = [_HALVES[match["half"][0].lower()]] if match["half"] else []
    words += [read_count(hour, "시"), "시"]
    words += [read_sino(minute), "분"] if minute or second else []
    words += [read_sino(second), "초"] if second else []
    return " ".join(words)


def _rows(match: re.Match[str]) -> str:
    rows = re.findall(r"\d+", match.group())
    if len(rows) == 1 and len(rows[0]) > 9:
        rows = [rows[0][:3], rows[0][3:-4], rows[0][-4:]]
    return " ".join(read_digits(row, zero="공") for row in rows)


def _money(match: re.Match[str]) -> str:
    return f"{say_number(match['number'])} {_CURRENCIES[match['sign']]}"


def _share(match: re.Match[str]) -> str | None:
    below, above = int(match["below"]), int(match["above"])
    return (
        f"{read_sino(below)} 분의 {read_sino(above)}"
        if below and max(below, above) < 10**6
        else None
    )


def _digits_apart(match: re.Match[str]) -> str:
    """Events named after their day: 삼일절, 육이오 전쟁."""
    return read_digits(match.group().replace(".", "").replace("·", ""))


def _parts(match: re.Match[str], between: str) -> str:
    return between.join(read_sino(int(part)) for part in re.findall(r"\d+", match.group()))


_RUNS_ON: Final = re.compile(r"[.:/]\d")
_END: Final = r"(?![\d.,:/-]*\d)"
_DATE: Final = r"(?P<year>[12]\d{3})(?P<dash>[-/.]|\.\s)(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})"
_EVENT: Final = (
    r"3[.·]1(?=\s?(?:절|운동))"
    r"|(?:4[.·]19|5[.·]18|6[.·]25|8[.·]15)(?=[가-힣 ]*(?:혁명|운동|전쟁|광복))"
)

_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]] = (
    (re.compile(_EVENT), _digits_apart),
    (re.compile(rf"{_DATE}{_END}\.?"), _date),
    # 11/21 is a fraction unless a weekday follows.
    (
        re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=\s?\(?[월화수목금토일](?:요일|\)))"),
        _short_date,
    ),
    (
        re.compile(
            r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?![\d:]|\s?[시분])"
            r"(?:\s?(?P<half>[aApP]\.?[mM]\.?(?![A-Za-z])))?"
        ),
        _clock,
    ),
    (re.compile(rf"(?:0\d{{1,2}}[-. ])\d{{3,4}}[-. ]\d{{4}}{_END}"), _rows),
    (re.compile(rf"01\d{{8,9}}{_END}"), _rows),
    (re.compile(rf"\d{{2,6}}-\d{{2,6}}-\d{{2,7}}{_END}"), _rows),
    (re.compile(rf"\d{{3,4}}-\d{{4}}{_END}(?!\s?[년월일])"), _rows),
    (
        re.compile(r"11[0-9](?=에(?!서)|로|한테|을 |를 |은 |는 |입니|이야|야| 불러| 전화| 신고|$)"),
        _rows,
    ),
    (re.compile(r"0\d+(?![\d,.]|\s?[년월일시분초])"), _rows),
    (re.compile(rf"(?P<sign>[$€£¥₩])\s?(?P<number>{NUMERAL})"), _money),
    (re.compile(r"(?P<above>\d+)/(?P<below>\d+)(?![\d/])"), _share),
    (re.compile(r"(?P<below>\d+)분의\s?(?P<above>\d+)(?![\d.])"), _share),
    (re.compile(r"\d{1,4}(?:\.\d{1,4}){2,}"), lambda match: _parts(match, " 점 ")),
    (re.compile(r"\d{1,3}:\d{1,3}(?![\d:])"), lambda match: _parts(match, " 대 ")),
    (
        re.compile(r"\d{1,4}\s?대\s?\d{1,4}(?=(?:로|의|은|는|이야|입니다)?(?:[^가-힣\d]|$))"),
        lambda match: _parts(match, " 대 "),
    ),
)
