"""How often, as people say it: RFC 5545 rules in Korean (매주 월, 수요일; 매달 마지막 금요일).

What a rule has beyond frequency, interval, days and its last day is left unsaid. Understanding
such words is `slu.korean.recurrence`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), "월화수목금토일", strict=True))
_SETS = {"MO,TU,WE,TH,FR": "평일", "SA,SU": "주말"}
_EVERY = {
    "MINUTELY": ("매분", "분"),
    "HOURLY": ("매시간", "시간"),
    "DAILY": ("매일", "일"),
    "WEEKLY": ("매주", "주"),
    "MONTHLY": ("매달", "달"),
    "YEARLY": ("매년", "년"),
}
_NTH = {1: "첫째", 2: "둘째", 3: "셋째", 4: "넷째", 5: "다섯째", -1: "마지막"}


def say_rule(rule: str) -> str:
    """The rule in words, without a time of day."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    said = (_until(parts), _often(parts), _month(parts), _days(parts))
    return " ".join(word for word in said if word)


def _often(parts: Mapping[str, str]) -> str:
    name, unit = _EVERY.get(parts.get("FREQ", ""), ("반복해서", ""))
    interval = parts.get("INTERVAL", "1")
    return name if interval == "1" or not unit else f"{interval}{unit}마다"


def _until(parts: Mapping[str, str]) -> str:
    """10월 4일까지."""
    last = parts.get("UNTIL", "")[:8]
    if not last.isdigit() or len(last) < 8:
        return ""
    day = dt.date(int(last[:4]), int(last[4:6]), int(last[6:]))
    return f"{day.month}월 {day.day}일까지"


def _month(parts: Mapping[str, str]) -> str:
    return f"{parts['BYMONTH']}월" if "BYMONTH" in parts else ""


def _days(parts: Mapping[str, str]) -> str:
    """평일; 월, 수요일; 마지막 금요일; 1일, 15일."""
    if "BYMONTHDAY" in parts:
        return ", ".join(
            "마지막 날" if day == "-1" else f"{day}일" for day in parts["BYMONTHDAY"].split(",")
        )
    codes = [code for code in parts.get("BYDAY", "").split(",") if code[-2:] in _DAYS]
    if not codes:
        return ""
    places = [code[:-2] for code in codes if code[:-2]] or parts.get("BYSETPOS", "").split(",")
    known = [_nth(int(place)) for place in places if place.lstrip("-").isdigit()]
    names = ", ".join(dict.fromkeys(_DAYS[code[-2:]] for code in codes)) + "요일"
    weekdays = _SETS.get(",".join(code[-2:] for code in codes), names)
    return f"{', '.join(known)} {weekdays}" if known else weekdays


def _nth(place: int) -> str:
    """둘째, 마지막, 뒤에서 2번째."""
    counted = f"{place}번째" if place > 0 else f"뒤에서 {-place}번째"
    return _NTH.get(place, counted)
