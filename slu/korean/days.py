"""Reads a day or a span of days from Korean text: 모레, 다음 주 월요일, 추석, 음력 8월 15일.

The library korean-datetime reads most of it. Ours are the lunar calendar, plain years, and days
counted from today, which it lacks. Text comes with its numbers in figures
(`slu.korean.time_figures`); times of day are `slu.korean.clock`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from korean_datetime import Kind, lunar_to_solar, parse_all

from slu.korean.lengths import find_length


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def single(self) -> bool:
        return self.first == self.last


_OFFSET: Final = re.compile(
    r"\s*(?:이?(?P<after>뒤|후)|이후|있다가|지나서|(?P<before>전|이전))(?:에|의|로|에만)?"
)
_FROM: Final = re.compile(r"(?:지금|오늘)(?:으로)?부터\s*|앞으로\s*")
_SPAN: Final = re.compile(
    r"(?P<back>지난|최근|저번)\s*|(?P<next>다음)\s*|(?:(?:지금|오늘)(?:으로)?부터|앞으로|향후)\s*"
)
_SPAN_END: Final = re.compile(
    r"\s*(?:간|동안)?(?:의|에|은)?(?:\s*(?:이내|안|내|동안)(?:에|로|의)?)?"
)
_WITHIN: Final = re.compile(r"\s*(?:이내|안|내)(?:에|로|의)?")
_LUNAR: Final = re.compile(
    r"음력\s*(?:(?P<year>\d{4})년\s*)?(?P<month>\d{1,2})월\s*(?P<day>\d{1,2})일(?P<rest>.*)"
)
_YEAR: Final = re.compile(r"(?P<year>[12]\d{3})년(?:도)?(?P<rest>.*)")
_UNLUCKY: Final = re.compile(r"\d일의\s*[월화수목금토일]요일")
# What may stand around the words for a day without changing which day is meant.
_FILLER: Final = re.compile(
    r"(?:하루|종일|온|전체|내내|동안|중|안|날|기간|일정|까지|부터|쯤|경|에|의|은|는|이|가|을|를|로|으로|만|도|"
    r"이요|요|이야|야|이에요|예요|입니다|에는|인|[\s.,!?~])*"
)


def read_days(text: str, now: dt.datetime) -> Days | None:
    """The day or days that the whole text means on `now`'s calendar; None when it means none.

    A day without a year, or a weekday alone, is the next one.
    """
    text = text.strip()
    if not text:
        return None
    try:
        return (
            _counted(text, now.date())
            or _span(text, now.date())
            or _lunar(text, now.date())
            or _year(text)
            or _by_library(text, now)
        )
    except (OverflowError, ValueError):  # outside the calendar
        return None


def _counted(text: str, today: dt.date) -> Days | None:
    """사흘 뒤, 2주 전."""
    found = find_length(_FROM.sub("", text))
    if found is None or not found[0].in_days:
        return None
    offset = _OFFSET.fullmatch(found[1])
    if offset is None:
        return None
    day = found[0].after(today, -1 if offset["before"] else 1)
    return Days(day, day)


def _span(text: str, today: dt.date) -> Days | None:
    """앞으로 7일, 지난 3일, 다음 이틀, 2주 안에: today counts, but not for 다음."""
    lead = _SPAN.match(text)
    found = find_length(text[lead.end() :] if lead else text)
    if found is None or not found[0].in_days:
        return None
    length, rest = found
    if not (_SPAN_END if lead else _WITHIN).fullmatch(rest):
        return None
    one = dt.timedelta(days=1)
    if lead is not None and lead["back"]:
        return Days(length.after(today, -1) + one, today)
    first = today + one if lead is not None and lead["next"] else today
    return Days(first, length.after(first) - one)


def _lunar(text: str, today: dt.date) -> Days | None:
    match = _LUNAR.fullmatch(text)
    if match is None or not _FILLER.fullmatch(match["rest"]):
        return None
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        solar = lunar_to_solar(int(match["year"]), month, day)
        return Days(solar, solar)
    # A late lunar month may fall into the next solar year.
    found = [lunar_to_solar(today.year + shift, month, day) for shift in (-1, 0, 1)]
    solar = min(each for each in found if each >= today)
    return Days(solar, solar)


def _year(text: str) -> Days | None:
    match = _YEAR.fullmatch(text)
    if match is None or not _FILLER.fullmatch(match["rest"]):
        return None
    year = int(match["year"])
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _by_library(text: str, now: dt.datetime) -> Days | None:
    """What korean-datetime finds, when nothing but fillers is left over. Of several days that
    are one (21일 화요일) the first counts; days that differ are None."""
    if _UNLUCKY.search(text):  # the library takes 13일의 금요일 for the next 13th
        return None
    found = [
        each for each in parse_all(text, now=now.replace(tzinfo=None)) if each.kind is Kind.DATE
    ]
    rest = text
    for each in reversed(found):
        rest = rest[: each.span[0]] + " " + rest[each.span[1] :]
    if not found or not _FILLER.fullmatch(rest):
        return None
    spans = [Days(e.start.date(), e.end.date() - dt.timedelta(days=1)) for e in found]
    narrow = min(spans, key=lambda days: days.last - days.first)
    if any(narrow.first < days.first or narrow.last > days.last for days in spans):
        return None
    return narrow
