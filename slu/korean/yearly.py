"""Reads what comes again by the day of a month or of a year (매달 말일, 매월 둘째 넷째 토요일, 매년
크리스마스) as an RFC 5545 rule.

The rest of repetitions is `slu.korean.recurrence`. Feasts of the lunar calendar have no such rule.
"""

from __future__ import annotations

import re
from typing import Final

DAY_CODES: Final = dict(
    zip("월화수목금토일", ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True)
)
_NTH: Final = {
    **dict.fromkeys(("첫", "첫째", "첫 번째", "첫번째", "1번째"), 1),
    **dict.fromkeys(("둘째", "두 번째", "두번째", "2번째"), 2),
    **dict.fromkeys(("셋째", "세 번째", "세번째", "3번째"), 3),
    **dict.fromkeys(("넷째", "네 번째", "네번째", "4번째"), 4),
    **dict.fromkeys(("다섯째", "다섯 번째", "다섯번째", "5번째"), 5),
    "마지막": -1,
}
_NTH_WORDS: Final = "|".join(sorted(_NTH, key=len, reverse=True))
_AND: Final = r"\s*(?:과|와|이랑|랑|하고|,|·)?\s*"
_END: Final = r"(?:\s*(?:마다|씩|반복|에|의|로|으로|은|는|이요|요))*[.!?~]*"
_ONE_NTH: Final = rf"(?:{_NTH_WORDS})(?:\s?주)?"
_BY_NTH: Final = (
    rf"(?P<nths>{_ONE_NTH}(?:{_AND}{_ONE_NTH})*)\s*"
    r"(?:(?P<weekday>[월화수목금토일])요일|(?P<workday>평일))"
)
_MONTHLY: Final = re.compile(
    r"(?:매월|매달|달마다|1달에 (?:한|1) ?번)\s*"
    r"(?:(?P<first>첫\s?날)|(?P<last>말일|마지막 ?날)"
    rf"|(?P<days>\d{{1,2}}일(?:{_AND}\d{{1,2}}일)*)|{_BY_NTH}){_END}"
)
_YEARLY: Final = re.compile(
    rf"(?:매년|매해|해마다)\s*(?P<month>\d{{1,2}})월\s*(?:(?P<day>\d{{1,2}})일|{_BY_NTH})?{_END}"
)
_EVERY_DATE: Final = re.compile(r"\d{1,2}월\s*\d{1,2}일\s?마다[.!?~]*")
_FEASTS: Final = {
    **{"신정": (1, 1), "새해 첫날": (1, 1), "발렌타인데이": (2, 14), "화이트데이": (3, 14)},
    **{"삼일절": (3, 1), "만우절": (4, 1), "식목일": (4, 5), "근로자의 날": (5, 1)},
    **{"어린이날": (5, 5), "어버이날": (5, 8), "스승의 날": (5, 15), "현충일": (6, 6)},
    **{"제헌절": (7, 17), "광복절": (8, 15)},
    **{"개천절": (10, 3), "한글날": (10, 9), "핼러윈": (10, 31), "빼빼로데이": (11, 11)},
    **{"크리스마스 이브": (12, 24), "크리스마스": (12, 25), "성탄절": (12, 25)},
}
_FEAST: Final = re.compile(
    rf"(?:매년|매해|해마다)\s*(?P<name>{'|'.join(sorted(_FEASTS, key=len, reverse=True))}){_END}"
)
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_monthly(text: str) -> str | None:
    """The rule of something monthly; None for other things and for days no month has."""
    match = _MONTHLY.fullmatch(text)
    if match is None:
        return None
    if match["nths"]:
        return f"FREQ=MONTHLY;{_by_nth(match)}"
    if match["first"] or match["last"]:
        return f"FREQ=MONTHLY;BYMONTHDAY={1 if match['first'] else -1}"
    days = sorted({int(day) for day in re.findall(r"\d+", match["days"])})
    if not all(1 <= day <= 31 for day in days):
        return None
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"


def read_yearly(text: str) -> str | None:
    """The rule of something yearly; None for other things and for days that no year has."""
    feast = _FEAST.fullmatch(text)
    if feast is not None:
        month, day = _FEASTS[feast["name"]]
        return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
    each = _EVERY_DATE.fullmatch(text)
    match = _YEARLY.fullmatch(text if each is None else f"매년 {text}")
    if match is None or not 1 <= int(match["month"]) <= 12:
        return None
    month = int(match["month"])
    rule = f"FREQ=YEARLY;BYMONTH={month}"
    if match["nths"]:
        return f"{rule};{_by_nth(match)}"
    if match["day"] is None:
        return rule
    if not 1 <= int(match["day"]) <= _LONGEST[month - 1]:
        return None
    return f"{rule};BYMONTHDAY={int(match['day'])}"


def _by_nth(match: re.Match[str]) -> str:
    """둘째 넷째 토요일 is BYDAY=2SA,4SA; 첫 평일 the first of the working days."""
    found = re.findall(rf"({_NTH_WORDS})", match["nths"])
    places = [_NTH[word] for word in found]
    if match["workday"]:
        return f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={','.join(map(str, places))}"
    return "BYDAY=" + ",".join(f"{place}{DAY_CODES[match['weekday']]}" for place in places)
