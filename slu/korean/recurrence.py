"""Reads how often something comes again (매주 화요일, 격주, 이틀마다) as an RFC 5545 rule.

Text comes with its numbers in figures (`slu.korean.time_figures`) and without a time of day.
Months and years by their days are `slu.korean.yearly`. What a rule cannot say (하루에 두 번, the
lunar calendar) is not read.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.lengths import Length, find_length
from slu.korean.yearly import DAY_CODES, read_monthly, read_yearly

_WEEK: Final = tuple(DAY_CODES.values())
_NAME: Final = "[월화수목금토일]"
_NAMES: Final = rf"{_NAME}(?:요일)?(?:\s*(?:과|와|이랑|랑|하고|,|·)?\s*{_NAME}(?:요일)?)*"
_DAYS: Final = (
    rf"평일|주중|주말|{_NAME}요일?(?:부터|에서)\s*{_NAME}요일?(?:까지)?|{_NAME}(?:요일)?[~-]{_NAME}(?:요일)?"
    rf"|{_NAMES}"
)
_END: Final = r"(?:\s*(?:마다|씩|반복|에|엔|의|로|으로|은|는|이요|요))*[.!?~]*"
_ONCE: Final = r"(?:\s*(?:한|1)\s?(?:번|회)(?:씩)?)"
_WEEKLY: Final = re.compile(
    rf"(?P<often>매주|매(?=\s*{_NAME}요일)|격주(?:로)?"
    rf"|(?P<weeks>\d{{1,2}})주일?(?:에{_ONCE}|마다|간격(?:으로)?))?"
    rf"\s*(?P<all>모든\s*|매일\s*)?(?P<days>{_DAYS})(?:에|에는)?"
    rf"(?P<after>(?:\s*(?:마다|매일|격주(?:로)?))*){_END}"
)
_EXCEPT: Final = re.compile(
    rf"(?:매일\s*)?(?P<days>{_DAYS})(?:은|는|을|를|만)?\s*(?:빼고|빼놓고|제외하고|말고)\s*(?:는\s*)?(?:매일)?{_END}"
)
_PLAIN: Final = (
    (re.compile(rf"(?:매일(?:매일)?|날마다|데일리|모든 날|1주일 내내){_ONCE}?{_END}"), "DAILY"),
    (re.compile(rf"격일{_END}"), "DAILY;INTERVAL=2"),
    (re.compile(rf"(?:매\s?시간|시간별|시간마다){_END}"), "HOURLY"),
    (re.compile(rf"매\s?시(?:간)?\s?정각{_END}"), "HOURLY;BYMINUTE=0"),
    (re.compile(rf"매\s?분{_END}"), "MINUTELY"),
    (re.compile(rf"(?:매주|주마다){_ONCE}?{_END}|주\s?1회"), "WEEKLY"),
    (re.compile(rf"격주{_END}"), "WEEKLY;INTERVAL=2"),
    (re.compile(rf"(?:매월|매달|월별|달마다){_ONCE}?{_END}|월\s?1회"), "MONTHLY"),
    (re.compile(rf"격월{_END}"), "MONTHLY;INTERVAL=2"),
    (re.compile(rf"(?:매\s?분기|분기마다|분기별){_END}"), "MONTHLY;INTERVAL=3"),
    (re.compile(rf"(?:매년|매해|해마다){_ONCE}?{_END}"), "YEARLY"),
    (re.compile(rf"격년{_END}"), "YEARLY;INTERVAL=2"),
)
# These name a repetition only where one is asked for: 1일 is also a day, 주간 a length.
_BARE: Final = {"1일": "DAILY", "주간": "WEEKLY", "월간": "MONTHLY", "연간": "YEARLY"}
_EVERY: Final = re.compile(
    rf"\s*(?:(?:마다|에|간격(?:으로)?)?{_ONCE}|마다|간격(?:으로)?|(?P<over>걸러|건너)(?:\s*하루)?){_END}"
)
_FROM_NOW: Final = re.compile(r"(?:지금|오늘)(?:으로)?부터\s*")


def read_rule(text: str, bare: bool = False) -> str | None:
    """The rule that the whole text means, without `RRULE:`; None when nothing comes again.

    With `bare`, weekdays need no 매주 or 마다 beside them.
    """
    text = re.sub(r"\s+", " ", _FROM_NOW.sub("", text.strip()))
    if bare and text in _BARE:
        return f"FREQ={_BARE[text]}"
    return (
        _plain(text)
        or _all_but(text, bare)
        or _weekly(text, bare)
        or read_monthly(text)
        or read_yearly(text)
        or _every(text)
    )


def names_days(text: str) -> bool:
    """Whether the text is 평일, 주중, 주말 or two weekdays and more, and nothing else."""
    match = _WEEKLY.fullmatch(text.strip())
    return match is not None and not match["often"] and len(_weekdays(match["days"])) > 1


def _plain(text: str) -> str | None:
    return next((f"FREQ={name}" for pattern, name in _PLAIN if pattern.fullmatch(text)), None)


def _all_but(text: str, bare: bool) -> str | None:
    """주말 빼고 매일."""
    match = _EXCEPT.fullmatch(text)
    if match is None or not (bare or "매일" in text):
        return None
    left = [day for day in _WEEK if day not in _weekdays(match["days"])]
    return f"FREQ=WEEKLY;BYDAY={','.join(left)}" if left else None


def _weekly(text: str, bare: bool) -> str | None:
    match = _WEEKLY.fullmatch(text)
    if match is None or not (bare or match["often"] or match["after"].strip() or match["all"]):
        return None
    weeks = 2 if "격주" in text else int(match["weeks"] or 1)
    days = ",".join(_weekdays(match["days"]))
    return f"FREQ=WEEKLY;{f'INTERVAL={weeks};' if weeks > 1 else ''}BYDAY={days}"


def _weekdays(words: str) -> tuple[str, ...]:
    if words in ("평일", "주중"):
        return _WEEK[:5]
    if words == "주말":
        return _WEEK[5:]
    codes = [DAY_CODES[name] for name in re.findall(r"([월화수목금토일])(?:요일)?", words)]
    if re.search("부터|에서|[~-]", words):
        first, last = _WEEK.index(codes[0]), _WEEK.index(codes[1])
        return tuple(_WEEK[(first + step) % 7] for step in range((last - first) % 7 + 1))
    return tuple(sorted(set(codes), key=_WEEK.index))


def _every(text: str) -> str | None:
    """이틀마다, 3시간에 한 번, 이틀 걸러 (the third day): one unit and how many of it."""
    found = find_length(text)
    match = _EVERY.fullmatch(found[1]) if found is not None else None
    if found is None or match is None:
        return None
    for unit, name in (
        (Length(months=12), "YEARLY"),
        (Length(months=1), "MONTHLY"),
        (Length(days=7), "WEEKLY"),
        (Length(days=1), "DAILY"),
        (Length(seconds=3600), "HOURLY"),
        (Length(seconds=60), "MINUTELY"),
    ):
        count = _times(found[0], unit)
        if count:
            count += 1 if match["over"] else 0
            return f"FREQ={name}" + (f";INTERVAL={count}" if count > 1 else "")
    return None


def _times(length: Length, unit: Length) -> int:
    """How many of `unit` the length is; 0 when it is not a whole number of them."""
    count = max(
        length.months // (unit.months or 10**9),
        length.days // (unit.days or 10**9),
        length.seconds // (unit.seconds or 10**9),
    )
    whole = Length(unit.months * count, unit.days * count, unit.seconds * count)
    return count if whole == length else 0
