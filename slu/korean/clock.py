"""Reads a time of day from Korean text (오후 세 시 반, 19:30, 세 시 오 분 전) and the parts of
the day (아침, 저녁).

It takes text whose numbers are already figures (`slu.korean.time_figures`) and knows no day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """Hours from `start` to `end` (24 is the next midnight)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as said: minutes after midnight and seconds. `ambiguous` means that twelve hours
    later would fit as well; `days` is 1 when the time falls after the day's midnight (밤 두 시)."""

    minutes: int
    seconds: int = 0
    ambiguous: bool = False
    days: int = 0

    def time(self) -> dt.time:
        return dt.time(self.minutes // 60, self.minutes % 60, self.seconds)

    def readings(self) -> tuple[dt.time, ...]:
        """The times of day it may mean, morning first."""
        if not self.ambiguous:
            return (self.time(),)
        later = self.minutes + 12 * 60
        return (self.time(), dt.time(later // 60, later % 60, self.seconds))


# The hours are korean-datetime's, so that its answers and ours agree.
_PARTS: Final = {
    "새벽": PartOfDay(3, 6),
    "아침": PartOfDay(7, 10),
    "오전": PartOfDay(9, 12),
    "점심": PartOfDay(12, 13),
    "한낮": PartOfDay(12, 15),
    "낮": PartOfDay(12, 15),
    "오후": PartOfDay(12, 18),
    "저녁": PartOfDay(18, 21),
    "한밤": PartOfDay(21, 24),
    "밤": PartOfDay(21, 24),
}
_PART_WORDS: Final = "새벽|아침|오전|점심|한낮|낮|오후|저녁|한밤|밤"
_FIXED: Final = {"정오": Clock(12 * 60), "자정": Clock(0, days=1)}
_CLOCK: Final = re.compile(
    rf"(?:(?P<part>{_PART_WORDS}|정오|자정|am|pm)(?:에)?\s*)?(?<!\d)"
    r"(?P<hour>\d{1,2})(?:\s*시(?!간)\s*(?:(?P<minute>\d{1,2})\s*분|(?P<half>반)(?![복장대납]))?"
    r"|:(?P<colon>\d{2}))"
    r"(?:\s*(?P<second>\d{1,2})\s*초)?(?P<to>\s*전(?!\s*까지))?(?:\s*정각)?",
    re.IGNORECASE,
)
_FIXED_TIME: Final = re.compile("정오|자정")
_PART: Final = re.compile(
    rf"(?<![가-힣])(?P<part>{_PART_WORDS})(?:\s?(?:시간|때|녘|중|무렵))?(?=$|\s|에|의|까지|부터|은|이)"
)


def find_clock(text: str) -> tuple[Clock, str] | None:
    """The first time of day and the text around it; None when there is none or it cannot be."""
    match = _CLOCK.search(text)
    if match is not None:
        clock = _clock(match)
        return None if clock is None else (clock, _around(text, match))
    fixed = _FIXED_TIME.search(text)
    return None if fixed is None else (_FIXED[fixed.group()], _around(text, fixed))


def find_part(text: str) -> tuple[PartOfDay, str] | None:
    """The first part of the day named without an hour, and the text around it."""
    match = _PART.search(text)
    if match is None:
        return None
    return _PARTS[match["part"]], _around(text, match)


def _around(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def _clock(match: re.Match[str]) -> Clock | None:
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["colon"] or 0)
    second = int(match["second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0):
        return None
    part = (match["part"] or "").lower()
    exact = match["hour"].startswith("0") and not part  # 07:30 is of a 24-hour clock
    clock = Clock(hour * 60) if exact else _placed(hour, part)
    if match["to"] and minute:  # 세 시 오 분 전
        minute = -minute
    days, minutes = divmod(clock.minutes + minute, 12 * 60 if clock.ambiguous else 24 * 60)
    return Clock(minutes, second, clock.ambiguous, 0 if clock.ambiguous else clock.days + days)


def _placed(hour: int, part: str) -> Clock:
    """The hour within its part of the day."""
    if hour == 24:
        return Clock(0, days=1)
    if hour == 0 or hour > 12:
        return Clock(hour * 60)
    match part:
        case "":
            return Clock(hour % 12 * 60, ambiguous=True)
        case "새벽" | "오전" | "am" | "아침" | "자정":
            late = part == "아침" and hour == 12
            return Clock((12 if late else hour % 12) * 60)
        case "낮" | "한낮" | "점심" | "정오":
            return Clock((hour + 12 if hour < 7 else hour) * 60)
        case "밤" | "한밤" if hour == 12 or hour < 6:
            return Clock(hour % 12 * 60, days=1)
        case "저녁" if hour == 12:
            return Clock(0, days=1)
    return Clock((hour % 12 + 12) * 60)
