"""Reads a day or a span of days from Korean text: 모레, 다음 주 월요일, 2주 뒤 금요일, 추석 전날.

The library korean-datetime reads most of it. Ours are days counted from today, plain years and
neighbouring days (월화수), which it lacks, the lunar calendar (`slu.korean.lunar`) and parts of
years (`slu.korean.seasons`). Text comes with its numbers in figures
(`slu.korean.time_figures`); times of day are `slu.korean.clock`.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Final

from korean_datetime import Kind, parse_all

from slu.korean.lengths import Length, find_length
from slu.korean.lunar import read_lunar
from slu.korean.seasons import read_part_of_year
from slu.korean.span import Days

WEEKDAYS: Final = "월화수목금토일"
_OFFSET: Final = re.compile(
    r"\s*(?:이?(?P<after>뒤|후)|이후|있다가|지나서|(?P<before>전|이전))"
    r"(?:쯤)?(?:에|의|로|에는|에만|가|이|는|은|면|이면|까지|부터|이야|이요)?"
    rf"(?:\s*(?P<weekday>[{WEEKDAYS}])요일(?:에|의)?)?"
)
_FROM: Final = re.compile(r"(?:지금|오늘)(?:으로)?부터\s*|앞으로\s*")
_SPAN: Final = re.compile(
    r"(?P<back>지난|최근|저번)\s*|(?P<next>다음)\s*|(?:(?:지금|오늘)(?:으로)?부터|앞으로|향후)\s*"
)
_SPAN_END: Final = re.compile(
    r"\s*(?:간|동안)?(?:의|에|은)?(?:\s*(?:이내|안|내|동안)(?:에|로|의)?)?"
)
_WITHIN: Final = re.compile(r"\s*(?:이내|안|내)(?:에|로|의)?")
_YEAR: Final = re.compile(r"(?P<year>[12]\d{3})년(?:도)?(?P<rest>.*)")
_UNLUCKY: Final = re.compile(rf"\d일의\s*[{WEEKDAYS}]요일")
_AND: Final = r"\s*(?:과|와|이랑|랑|하고|,|이나)?\s*"
_SEVERAL_WEEKDAYS: Final = re.compile(
    rf"(?P<days>[{WEEKDAYS}](?:요일)?(?:{_AND}[{WEEKDAYS}](?:요일)?)+)(?P<rest>.*)"
)
_TWO_DAYS: Final = re.compile(
    rf"(?P<first>어제|오늘|내일){_AND}(?P<last>오늘|내일|모레)(?P<rest>.*)"
)
_SAME_DAY: Final = re.compile(r"(?P<which>지난|다음|다다음)\s?(?P<unit>주|달)\s?오늘(?P<rest>.*)")
_STEPS: Final = {"지난": -1, "다음": 1, "다다음": 2}
_REST: Final = re.compile(
    r"(?:남은\s)?(?P<span>이번\s?[주달]|이달|올해)(?P<rest>\s나머지(?:\s?(?:기간|시간))?)?(?:에|의|은)?"
)
_NEAR: Final = {"어제": -1, "오늘": 0, "내일": 1, "모레": 2}
_LUNAR_FEAST: Final = re.compile(r"^음력\s*(?=설|구정|추석|한가위|단오|칠석)")
_NEW_YEAR: Final = re.compile(r"(?:^|(?<=\s))설(?=$|에|은|\s(?:전날|다음|당일))")
# What may stand around the words for a day without changing which day is meant.
_FILLER: Final = re.compile(
    r"(?:하루|종일|온|전체|내내|동안|중|안|날|기간|일정|까지|부터|쯤|경|에|의|은|는|이|가|을|를|로|으로|만|도|"
    r"이요|요|이야|야|이에요|예요|입니다|에는|인|[\s.,!?~])*"
)


def read_days(text: str, now: dt.datetime) -> Days | None:
    """The day or days that the whole text means on `now`'s calendar; None when it means none.

    A day without a year, or a weekday alone, is the next one.
    """
    text = _NEW_YEAR.sub("설날", _LUNAR_FEAST.sub("", text.strip()))
    if not text:
        return None
    today = now.date()
    try:
        return (
            _counted(text, today)
            or _span(text, today)
            or _lunar(text, today)
            or _part_of_year(text, today)
            or _year(text)
            or _several(text, today)
            or _same_day(text, today)
            or _rest_of(text, now)
            or _by_library(text, now)
        )
    except (OverflowError, ValueError):  # outside the calendar
        return None


def _counted(text: str, today: dt.date) -> Days | None:
    """사흘 뒤, 2주 전, 2주 뒤 금요일 (of that week)."""
    found = find_length(_FROM.sub("", text))
    if found is None or not found[0].in_days:
        return None
    offset = _OFFSET.fullmatch(found[1])
    if offset is None:
        return None
    day = found[0].after(today, -1 if offset["before"] else 1)
    if offset["weekday"]:
        day = _weekday_near(day, WEEKDAYS.index(offset["weekday"]), found[0])
    return Days(day, day)


def _weekday_near(day: dt.date, weekday: int, length: Length) -> dt.date:
    """The weekday of that week, Monday first; after months, the next from that day on."""
    if length.days % 7 == 0 and not length.months:
        return day + dt.timedelta(days=weekday - day.weekday())
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


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
    found = read_lunar(text, today)
    return Days(found[0], found[0]) if found and _FILLER.fullmatch(found[1]) else None


def _part_of_year(text: str, today: dt.date) -> Days | None:
    found = read_part_of_year(text, today)
    return found[0] if found and _FILLER.fullmatch(found[1]) else None


def _year(text: str) -> Days | None:
    match = _YEAR.fullmatch(text)
    if match is None or not _FILLER.fullmatch(match["rest"]):
        return None
    year = int(match["year"])
    return Days(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _several(text: str, today: dt.date) -> Days | None:
    """월화수, 토요일과 일요일, 오늘 내일: days that follow each other are one span."""
    near = _TWO_DAYS.fullmatch(text)
    if near is not None and _FILLER.fullmatch(near["rest"]):
        first, last = _NEAR[near["first"]], _NEAR[near["last"]]
        one = dt.timedelta(days=1)
        # 내일모레 alone is the day after tomorrow
        return Days(today + first * one, today + last * one) if last == first + 1 < 2 else None
    match = _SEVERAL_WEEKDAYS.fullmatch(text)
    if match is None or not _FILLER.fullmatch(match["rest"]):
        return None
    days = [WEEKDAYS.index(day) for day in re.findall(rf"([{WEEKDAYS}])(?:요일)?", match["days"])]
    if any((after - day) % 7 != 1 for day, after in pairwise(days)):
        return None
    first_day = today + dt.timedelta(days=(days[0] - today.weekday() - 1) % 7 + 1)
    return Days(first_day, first_day + dt.timedelta(days=len(days) - 1))


def _same_day(text: str, today: dt.date) -> Days | None:
    """다음 주 오늘."""
    match = _SAME_DAY.fullmatch(text)
    if match is None or not _FILLER.fullmatch(match["rest"]):
        return None
    step = _STEPS[match["which"]]
    length = Length(days=7 * step) if match["unit"] == "주" else Length(months=step)
    day = length.after(today)
    return Days(day, day)


def _rest_of(text: str, now: dt.datetime) -> Days | None:
    """이번 주 나머지, 남은 올해: from today on."""
    match = _REST.fullmatch(text)
    if match is None or not (match["rest"] or text.startswith("남은")):
        return None
    whole = _by_library(match["span"], now)
    return None if whole is None else Days(now.date(), whole.last)


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
    if re.match("평일|주중", text) and now.weekday() > 4:  # those to come, not those gone by
        return _by_library(text, now + dt.timedelta(days=7 - now.weekday()))
    spans = [Days(e.start.date(), e.end.date() - dt.timedelta(days=1)) for e in found]
    narrow = min(spans, key=lambda days: days.last - days.first)
    if any(narrow.first < days.first or narrow.last > days.last for days in spans):
        return None
    return narrow
