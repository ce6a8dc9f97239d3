"""Reads lengths of time (한 시간 반, 이틀, 1년 6개월, 2박 3일) and moves days and moments by them.

It takes text whose numbers are already figures (`slu.korean.time_figures`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Length:
    """Months, days and seconds, kept apart since a month has no fixed number of days."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def in_days(self) -> bool:
        """Whether it counts whole days or more, no hours."""
        return self.seconds == 0

    def total_seconds(self) -> int:
        """In seconds, a month taken as 30 days and a year as 365."""
        years, months = divmod(self.months, 12)
        return (years * 365 + months * 30 + self.days) * DAY + self.seconds

    def after(self, day: dt.date, sign: int = 1) -> dt.date:
        """`day` moved by the months and days; the 31st becomes the last of a shorter month.

        Raises OverflowError or ValueError outside the years 1 to 9999.
        """
        index = day.year * 12 + day.month - 1 + sign * self.months
        year, month = index // 12, index % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return dt.date(year, month, min(day.day, last)) + dt.timedelta(days=sign * self.days)

    def after_moment(self, moment: dt.datetime, sign: int = 1) -> dt.datetime:
        """`moment` moved: months and days by the calendar, seconds as time really passes."""
        moved = dt.datetime.combine(self.after(moment.date(), sign), moment.timetz())
        passed = moved.astimezone(dt.UTC) + dt.timedelta(seconds=sign * self.seconds)
        return passed.astimezone(moment.tzinfo)


_DAY_WORDS: Final = {
    **{"하루": 1, "하룻밤": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7},
    **{"여드레": 8, "아흐레": 9, "열흘": 10, "열하루": 11, "열이틀": 12, "열사흘": 13},
    **{"열나흘": 14, "보름": 15, "스무날": 20},
}
_UNITS: Final = {
    "년": Length(months=12),
    "해": Length(months=12),
    "개월": Length(months=1),
    "달": Length(months=1),
    "주일": Length(days=7),
    "주간": Length(days=7),
    "주": Length(days=7),
    "일": Length(days=1),
    "시간": Length(seconds=3600),
    "분": Length(seconds=60),
    "초": Length(seconds=1),
}
_HALVES: Final = {
    "시간": Length(seconds=1800),
    "분": Length(seconds=30),
    "일": Length(seconds=DAY // 2),
    "달": Length(days=15),
    "년": Length(months=6),
}
_TERM: Final = re.compile(
    rf"(?P<word>{'|'.join(sorted(_DAY_WORDS, key=len, reverse=True))})"
    r"|(?P<count>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>년|해|개월|달|주일|주간|주|일|시간|분|초)(?:\s*(?P<half>반)(?![가-힣]))?"
    r"|(?P<only>반\s?시간|반년)"
)
# Days are counted, not nights; without their number they are as many as the nights.
_NIGHTS: Final = re.compile(r"(?:(?P<nights>\d{1,2})|무)박(?:\s*(?P<days>\d{1,2})일)?")
_JOINT: Final = re.compile(r"\s*(?:하고|과|와|,)?\s*")
_TAIL: Final = re.compile(
    r"\s*(?:간|동안|짜리|정도|쯤|내내)*\s*(?:만|의|에|을|를|은|는|으로|로|이요|요|이야|사이)?[.!?~]*$"
)


def read_length(text: str) -> Length | None:
    """The length that the whole text is: 한 시간 반, 30분 동안; None when it is not one."""
    found = find_length(text)
    return found[0] if found is not None and _TAIL.fullmatch(found[1]) else None


def find_length(text: str) -> tuple[Length, str] | None:
    """The length that the text begins with, and the text after it."""
    stay = _NIGHTS.match(text)
    if stay is not None and (stay["days"] or stay["nights"]):
        return Length(days=int(stay["days"] or stay["nights"])), text[stay.end() :]
    months = days = seconds = at = 0
    while (match := _TERM.match(text, at)) is not None:
        term = _term(match)
        months, days, seconds = months + term.months, days + term.days, seconds + term.seconds
        end = match.end()
        joint = _JOINT.match(text, end)
        at = joint.end() if joint else end
    if at == 0:
        return None
    return Length(months, days, seconds), text[end:]


def _term(match: re.Match[str]) -> Length:
    if match["word"]:
        return Length(days=_DAY_WORDS[match["word"]])
    if match["only"]:
        return _HALVES["년" if match["only"] == "반년" else "시간"]
    count, unit = float(match["count"]), _UNITS[match["unit"]]
    half = _HALVES.get(match["unit"], Length()) if match["half"] else Length()
    return Length(
        months=round(count * unit.months) + half.months,
        days=int(count * unit.days) + half.days,
        seconds=round(count * unit.seconds + count * unit.days % 1 * DAY) + half.seconds,
    )
