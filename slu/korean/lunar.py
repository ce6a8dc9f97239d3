"""Reads days of the lunar calendar: 음력 8월 15일, 내년 음력 정월 초하루, 음력 윤5월 5일.

The conversion is korean-datetime's, which computes new moons and solar terms for Korea; it agrees
with the tables of the Korea Astronomy and Space Science Institute from 1912 to 2050, the last year
they cover. Feasts by name (추석) are `slu.korean.days`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from korean_datetime import lunar_to_solar

_MONTHS: Final = {"정월": 1, "동짓달": 11, "섣달": 12}
_ONES: Final = ("하루", "이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레")
_DAYS: Final = {
    **{f"초{name}": day for day, name in enumerate(_ONES, 1)},
    **{"초파일": 8, "초열흘": 10, "열흘": 10, "대보름": 15, "보름": 15, "그믐날": 30, "그믐": 30},
}
_YEARS: Final = {"작년": -1, "올해": 0, "올": 0, "금년": 0, "내년": 1}
_NAMED: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_LUNAR: Final = re.compile(
    r"(?:(?P<said>\d{4})년\s*|(?P<shift>작년|올해|올|금년|내년)\s*)?"
    r"(?:(?P<lunar>음력)\s*)?(?:(?P<year>\d{4})년\s*)?(?P<leap>윤달\s*|윤\s*)?"
    rf"(?:(?P<month>\d{{1,2}})월|(?P<name>{'|'.join(_MONTHS)}))\s*"
    rf"(?:(?P<day>\d{{1,2}})일|(?P<called>{_NAMED}))(?P<rest>.*)"
)


def read_lunar(text: str, today: dt.date) -> tuple[dt.date, str] | None:
    """The solar day of a lunar date and the text after it; without a year, the next to come.

    None when the text is no lunar date or that year has no such day. Only words that belong to
    the lunar calendar (정월, 섣달, 초파일) stand without 음력.
    """
    match = _LUNAR.fullmatch(text)
    if match is None or not (match["lunar"] or match["name"] or match["called"] == "초파일"):
        return None
    month = int(match["month"] or _MONTHS[match["name"]])
    day = int(match["day"] or _DAYS[match["called"]])
    last = (match["called"] or "").startswith("그믐")
    leap = match["leap"] is not None
    year = match["said"] or match["year"]
    if year or match["shift"]:
        chosen = int(year) if year else today.year + _YEARS[match["shift"]]
        solar = _solar(chosen, month, day, leap, last)
    else:
        # A late lunar month may fall into the next solar year; a leap month comes back seldom.
        years = range(today.year - 1, today.year + (40 if leap else 9))
        coming = (_solar(each, month, day, leap, last) for each in years)
        solar = next((each for each in coming if each is not None and each >= today), None)
    return None if solar is None else (solar, match["rest"])


def _solar(year: int, month: int, day: int, leap: bool, last: bool) -> dt.date | None:
    """None when that year has no such day; the last day of a month may be its 29th."""
    for each in (day, day - 1) if last else (day,):
        try:
            found: dt.date = lunar_to_solar(year, month, each, leap)
            return found
        except ValueError:
            continue
    return None
