"""Moments and lengths as the files of conversations write them: 2026-03-02 월 09:00, 1시간 30분.

These are for exact tests; what people say of time is `slu.korean.dates`.
"""

from __future__ import annotations

import datetime as dt
import re

_WEEKDAYS = "월화수목금토일"
_DATED = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*\(?([월화수목금토일])(?:요일)?\)?)?\s+(\d{1,2}:\d\d)"
)
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_LENGTH = re.compile(r"(?:(\d+)일)?\s*(?:(\d+)시간)?\s*(?:(\d+)분)?\s*(?:(\d+)초)?")


def read_moment(text: str, after: dt.datetime | None = None) -> dt.datetime:
    """A wall-clock moment; a time alone is the next such time `after`. Raises ValueError with a
    Korean sentence."""
    dated = _DATED.fullmatch(text)
    if dated is None and after is not None and _CLOCK.fullmatch(text):
        coming = dt.datetime.combine(after.date(), _time(text))
        return coming if coming > after else coming + dt.timedelta(days=1)
    if dated is None:
        raise ValueError(
            f"시각 '{text}'을(를) 읽을 수 없습니다. 2026-03-02 월 09:00처럼 적어 주세요."
        )
    day, weekday, clock = dated.groups()
    try:
        date = dt.date(*map(int, day.split("-")))
    except ValueError:
        raise ValueError(f"'{day}'은(는) 달력에 없는 날입니다. 날짜를 고쳐 주세요.") from None
    if weekday and weekday != _WEEKDAYS[date.weekday()]:
        right = _WEEKDAYS[date.weekday()]
        raise ValueError(f"{day}은 {weekday}요일이 아니라 {right}요일입니다. 요일을 고쳐 주세요.")
    return dt.datetime.combine(date, _time(clock))


def _time(text: str) -> dt.time:
    hour, minute = map(int, text.split(":"))
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise ValueError(
            f"'{text}'은(는) 없는 시각입니다. 00:00에서 23:59 사이로 적어 주세요."
        ) from None


def read_length(text: str) -> dt.timedelta:
    """How long. Raises ValueError with a Korean sentence."""
    found = _LENGTH.fullmatch(text)
    parts = [int(part or 0) for part in found.groups()] if found else []
    if not any(parts):
        raise ValueError(
            f"길이 '{text}'을(를) 읽을 수 없습니다. 30분, 2시간, 1시간 30분, 3일처럼 적어 주세요."
        )
    days, hours, minutes, seconds = parts
    return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
