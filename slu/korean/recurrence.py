"""Reads how often something comes again (매주 화요일, 격주, 이틀마다) as an RFC 5545 rule.

Text comes with its numbers in figures (`slu.korean.time_figures`) and without a time of day.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.lengths import Length, find_length

_CODES: Final = dict(zip("월화수목금토일", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_WEEK: Final = tuple(_CODES.values())
_NAMES: Final = (
    r"[월화수목금토일](?:요일)?(?:\s*(?:과|와|이랑|랑|하고|,|·)?\s*[월화수목금토일](?:요일)?)*"
)
_DAYS: Final = (
    rf"(?P<days>평일|주중|주말|[월화수목금토일]요일?부터\s*[월화수목금토일]요일?(?:까지)?|{_NAMES})"
)
_NTH: Final = {
    **dict.fromkeys(("첫", "첫째", "첫 번째", "첫번째", "1번째"), 1),
    **dict.fromkeys(("둘째", "두 번째", "두번째", "2번째"), 2),
    **dict.fromkeys(("셋째", "세 번째", "세번째", "3번째"), 3),
    **dict.fromkeys(("넷째", "네 번째", "네번째", "4번째"), 4),
    "마지막": -1,
}
_NTH_WORDS: Final = "|".join(sorted(_NTH, key=len, reverse=True))
_END: Final = r"(?:\s*(?:마다|씩|반복|에|의|로|으로|은|는|이요|요))*[.!?~]*"
_WEEKLY: Final = re.compile(
    rf"(?P<often>매주|격주(?:로)?|2주에 한 ?번)?\s*(?:모든\s*)?{_DAYS}"
    rf"(?P<after>\s*(?:마다|격주(?:로)?)*){_END}"
)
_MONTHLY: Final = re.compile(
    rf"(?:매월|매달|달마다)\s*(?:(?P<first>첫\s?날|1일)|(?P<last>말일|마지막 날)"
    rf"|(?P<day>\d{{1,2}})일"
    rf"|(?P<nth>{_NTH_WORDS})\s*(?:주\s*)?(?P<weekday>[월화수목금토일])요일){_END}"
)
_YEARLY: Final = re.compile(
    rf"(?:매년|해마다)\s*(?P<month>\d{{1,2}})월\s*(?P<day>\d{{1,2}})일{_END}"
)
_PLAIN: Final = (
    (re.compile(rf"(?:매일(?:매일)?|날마다|데일리|모든 날|1주일 내내){_END}"), "DAILY"),
    (re.compile(rf"(?:매\s?시간|시간별|시간마다){_END}"), "HOURLY"),
    (re.compile(rf"(?:매주|주마다){_END}"), "WEEKLY"),
    (re.compile(rf"(?:매월|매달|월별|달마다){_END}"), "MONTHLY"),
    (re.compile(rf"(?:매년|매해|해마다){_END}"), "YEARLY"),
)
# These name a repetition only where one is asked for: 1일 is also a day, 주간 a length.
_BARE: Final = {"1일": "DAILY", "주간": "WEEKLY", "월간": "MONTHLY", "연간": "YEARLY"}
_EVERY: Final = re.compile(r"\s*(?:마다|에\s*한\s?번(?:씩)?|간격(?:으로)?)(?:\s*한\s?번(?:씩)?)?")
_FROM_NOW: Final = re.compile(r"(?:지금|오늘)(?:으로)?부터\s*")
_FORTNIGHT: Final = re.compile(rf"격주{_END}")


def read_rule(text: str, bare: bool = False) -> str | None:
    """The rule that the whole text means, without `RRULE:`; None when nothing comes again.

    With `bare`, weekdays need no 매주 or 마다 beside them.
    """
    text = _FROM_NOW.sub("", text.strip())
    if bare and text in _BARE:
        return f"FREQ={_BARE[text]}"
    return _plain(text) or _weekly(text, bare) or _monthly(text) or _yearly(text) or _every(text)


def _weekly(text: str, bare: bool) -> str | None:
    match = _WEEKLY.fullmatch(text)
    if match is None or not (bare or match["often"] or match["after"].strip() or "모든" in text):
        return None
    fortnight = "격주" in text or "2주" in text
    days = ",".join(_weekdays(match["days"]))
    return f"FREQ=WEEKLY;{'INTERVAL=2;' if fortnight else ''}BYDAY={days}"


def _weekdays(words: str) -> tuple[str, ...]:
    if words in ("평일", "주중"):
        return _WEEK[:5]
    if words == "주말":
        return _WEEK[5:]
    named = re.findall(r"([월화수목금토일])(?:요일)?", words)
    codes = [_CODES[name] for name in named]
    if "부터" in words:
        first, last = _WEEK.index(codes[0]), _WEEK.index(codes[1])
        return tuple(_WEEK[(first + step) % 7] for step in range((last - first) % 7 + 1))
    return tuple(sorted(set(codes), key=_WEEK.index))


def _monthly(text: str) -> str | None:
    match = _MONTHLY.fullmatch(text)
    if match is None:
        return None
    if match["nth"]:
        return f"FREQ=MONTHLY;BYDAY={_NTH[match['nth']]}{_CODES[match['weekday']]}"
    day = -1 if match["last"] else int(match["day"] or 1)
    return f"FREQ=MONTHLY;BYMONTHDAY={day}" if day <= 31 else None


def _yearly(text: str) -> str | None:
    match = _YEARLY.fullmatch(text)
    if match is None or not (1 <= int(match["month"]) <= 12 and 1 <= int(match["day"]) <= 31):
        return None
    return f"FREQ=YEARLY;BYMONTH={int(match['month'])};BYMONTHDAY={int(match['day'])}"


def _every(text: str) -> str | None:
    """이틀마다, 3시간에 한 번: one unit and how many of it."""
    found = find_length(text)
    if found is None or not _EVERY.fullmatch(found[1]):
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


def _plain(text: str) -> str | None:
    if _FORTNIGHT.fullmatch(text):
        return "FREQ=WEEKLY;INTERVAL=2"
    return next((f"FREQ={name}" for pattern, name in _PLAIN if pattern.fullmatch(text)), None)
