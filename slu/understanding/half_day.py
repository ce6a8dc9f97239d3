"""Decides between 오전 and 오후 by the words around a time: 깨워 줘 is before noon, 저녁 after.

Each kind of words leaves some hours of the day; where exactly one of the two readings lies in
them, it is meant. Parts of the day that stand with the time itself are read with it
(`slu.korean.clock`), those of another slot by `slu.understanding.moment`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from slu.korean.time_figures import with_figures

_NAP: Final = dt.timedelta(hours=3)  # who wants to be woken within it takes a nap


@dataclass(frozen=True, slots=True)
class _Words:
    """The hours that the words leave, `first` to before `last`; past 24 those after midnight."""

    pattern: re.Pattern[str]
    first: int
    last: int

    def leaves(self, time: dt.time) -> bool:
        return self.first <= time.hour < self.last or time.hour + 24 < self.last


_OWN: Final = r"(?!\s?\d{1,2}(?:시|:))"  # 오전 9시 회의를 세 시로: that 오전 is of the nine
_PARTS: Final = tuple(
    _Words(re.compile(f"(?:{words}){_OWN}"), first, last)
    for words, first, last in (
        ("새벽", 0, 7),
        ("아침", 5, 12),
        ("오전", 0, 12),
        ("점심", 11, 15),
        ("(?<!밤)낮(?![춰추은아])", 10, 18),
        ("오후", 12, 24),
        ("저녁", 17, 24),
        ("(?<!간)밤(?!낮)", 19, 29),
    )
)
_WAKING: Final = _Words(re.compile("깨워|깨우|깨울|일어나|일어날|기상|모닝콜"), 4, 12)
_DOINGS: Final = (
    _WAKING,
    _Words(re.compile("회의|미팅|수업|강의|세미나|면접|진료|병원|치과|은행|출근|등교|업무"), 8, 19),
    _Words(re.compile("약속|모임|파티|회식|데이트|퇴근|공연|영화|콘서트|술자리"), 11, 23),
    _Words(re.compile("취침|자라고|잘 시간|잠자리"), 19, 28),
)


def likely_reading(time: dt.time, text: str, now: dt.datetime) -> dt.time | None:
    """Which of `time` and the time twelve hours apart the sentence means; None when it leaves
    both or neither. Words for parts of the day count more than words for what is done."""
    readings = sorted((time, time.replace(hour=(time.hour + 12) % 24)))
    words = with_figures(text)
    for group in (_PARTS, _DOINGS):
        found = {
            reading
            for hint in group
            if hint.pattern.search(words) and not _is_nap(hint, readings, now)
            for reading in _left(hint, readings)
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _left(hint: _Words, readings: list[dt.time]) -> list[dt.time]:
    """The reading that these words leave, if it is exactly one."""
    left = [reading for reading in readings if hint.leaves(reading)]
    return left if len(left) == 1 else []


def _is_nap(hint: _Words, readings: list[dt.time], now: dt.datetime) -> bool:
    if hint is not _WAKING:
        return False
    coming = (dt.datetime.combine(now.date(), reading, now.tzinfo) - now for reading in readings)
    return any(dt.timedelta(0) < wait <= _NAP for wait in coming)
