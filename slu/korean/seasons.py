"""Reads parts of years (내년 봄, 이번 분기, 올해 말, 하반기) as spans of days.

Months, weeks and days are `slu.korean.days`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from slu.korean.span import Days, months

_SEASONS: Final = {"봄": 3, "여름": 6, "가을": 9, "겨울": 12}
_YEARS: Final = {
    **{"재작년": -2, "작년": -1, "지난해": -1, "올해": 0, "올": 0, "금년": 0},
    **{"내년": 1, "다음 해": 1, "내후년": 2},
}
_YEAR_WORDS: Final = "|".join(sorted(_YEARS, key=len, reverse=True))
_YEAR: Final = rf"(?:(?:(?P<year>[12]\d{{3}})년|(?P<shift>{_YEAR_WORDS}))\s?)?"
_SEASON: Final = re.compile(
    rf"{_YEAR}(?:(?P<which>이번|지난|다음)\s?)?(?P<season>봄|여름|가을|겨울)(?P<rest>.*)"
)
_QUARTER: Final = re.compile(
    rf"{_YEAR}(?:(?P<number>[1-4])\s?분기|(?P<which>이번|이|지난|다음)\s분기|(?P<half>[상하])반기)"
    r"(?P<rest>.*)"
)
_END: Final = re.compile(rf"{_YEAR}(?P<end>초|말)(?P<rest>.*)")
_STEPS: Final = {"지난": -1, "이번": 0, "이": 0, "다음": 1}


def read_part_of_year(text: str, today: dt.date) -> tuple[Days, str] | None:
    """The span and the text after it. Without a year it is the present one or the next to come;
    the beginning and the end of a year are one month long. Winter begins in December."""
    return _season(text, today) or _quarter(text, today) or _end(text, today)


def _season(text: str, today: dt.date) -> tuple[Days, str] | None:
    match = _SEASON.fullmatch(text)
    if match is None:
        return None
    month = _SEASONS[match["season"]]
    year = _year(match, today)
    if year is not None:
        return months(year, month, 3), match["rest"]
    back = 1 if match["which"] == "지난" else 0
    ahead = 1 if match["which"] == "다음" else 0
    spans = [months(today.year + shift, month, 3) for shift in range(-3, 3)]
    coming = next(index for index, span in enumerate(spans) if span.last >= today)
    under_way = spans[coming].first <= today
    if back:
        return spans[coming - 1], match["rest"]
    return spans[coming + (ahead if under_way else 0)], match["rest"]


def _quarter(text: str, today: dt.date) -> tuple[Days, str] | None:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    if match["which"]:
        begins = (today.month - 1) // 3 * 3 + 1
        return months(today.year, begins + 3 * _STEPS[match["which"]], 3), match["rest"]
    if match["number"]:
        month, length = int(match["number"]) * 3 - 2, 3
    else:
        month, length = 1 if match["half"] == "상" else 7, 6
    year = _year(match, today)
    if year is not None:
        return months(year, month, length), match["rest"]
    span = months(today.year, month, length)
    return (span if span.last >= today else months(today.year + 1, month, length)), match["rest"]


def _end(text: str, today: dt.date) -> tuple[Days, str] | None:
    match = _END.fullmatch(text)
    year = _year(match, today) if match else None
    if match is None or year is None:
        return None
    return months(year, 1 if match["end"] == "초" else 12), match["rest"]


def _year(match: re.Match[str], today: dt.date) -> int | None:
    if match["year"]:
        return int(match["year"])
    return today.year + _YEARS[match["shift"]] if match["shift"] else None
