"""Reads a time of day from Korean text (오후 세 시 반, 19:30, 세 시 오 분 전) and the parts of
the day (아침, 늦은 저녁).

It takes text whose numbers are already figures (`slu.korean.time_figures`) and knows no day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """Hours from `start` to `end` (24 is the next midnight, 25 an hour after it)."""

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


# The hours of plain words are korean-datetime's, so that its answers and ours agree.
_PARTS: Final = {
    "새벽": PartOfDay(3, 6),
    "아침": PartOfDay(7, 10),
    "이른 아침": PartOfDay(5, 8),
    "늦은 아침": PartOfDay(9, 11),
    "오전": PartOfDay(9, 12),
    "점심": PartOfDay(12, 13),
    "한낮": PartOfDay(12, 15),
    "대낮": PartOfDay(12, 15),
    "낮": PartOfDay(12, 15),
    "오후": PartOfDay(12, 18),
    "이른 오후": PartOfDay(12, 15),
    "늦은 오후": PartOfDay(15, 18),
    "초저녁": PartOfDay(17, 19),
    "이른 저녁": PartOfDay(17, 19),
    "저녁": PartOfDay(18, 21),
    "늦은 저녁": PartOfDay(20, 22),
    "한밤": PartOfDay(21, 24),
    "밤": PartOfDay(21, 24),
    "늦은 밤": PartOfDay(22, 25),
}
_PART_WORDS: Final = "새벽|아침|오전|점심|한낮|대낮|낮|오후|초저녁|저녁|한밤|밤"
_EARLY: Final = r"(?:이른|늦은)\s?"
_FIXED: Final = {"정오": Clock(12 * 60), "자정": Clock(0, days=1)}
_CLOCK: Final = re.compile(
    rf"(?:(?:{_EARLY})?(?P<part>{_PART_WORDS}|정오|자정)(?:중|녘|때)?(?:에)?\s*)?(?<!\d)"
    r"(?P<hour>\d{1,2})(?:\s*시(?!간)\s*(?:(?P<minute>\d{1,2})\s*분|(?P<half>반)(?![복장대납]))?"
    r"|:(?P<colon>\d{2})(?::(?P<colon_second>\d{2}))?)"
    r"(?:\s*(?P<second>\d{1,2})\s*초)?(?P<to>\s*전(?!\s*까지))?(?:\s*정각)?",
)
_FIXED_TIME: Final = re.compile(r"(?P<name>정오|자정)(?:\s*(?P<minutes>\d{1,2})분\s*전)?")
_PART: Final = re.compile(
    rf"(?<![가-힣])(?P<part>(?:{_EARLY})?(?:{_PART_WORDS}))"
    r"(?:\s?(?:시간|때|녘|중|무렵))?(?=$|\s|에|의|까지|부터|마다|은|이|요|로|으로)"
)


def find_clock(text: str) -> tuple[Clock, str] | None:
    """The first time of day and the text around it; None when there is none or it cannot be."""
    match = _CLOCK.search(text)
    if match is not None:
        clock = _clock(match)
        return None if clock is None else (clock, _around(text, match))
    fixed = _FIXED_TIME.search(text)
    if fixed is None:
        return None
    clock = _FIXED[fixed["name"]]
    minutes = int(fixed["minutes"] or 0)
    return (_moved(clock, -minutes) if minutes else clock), _around(text, fixed)


def find_part(text: str) -> tuple[PartOfDay, str] | None:
    """The first part of the day named without an hour, and the text around it."""
    match = _PART.search(text)
    if match is None:
        return None
    word = re.sub(rf"^({_EARLY})", lambda early: early.group().strip() + " ", match["part"])
    return _PARTS.get(word) or _PARTS[word.split()[-1]], _around(text, match)


def _around(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()


def _clock(match: re.Match[str]) -> Clock | None:
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["colon"] or 0)
    second = int(match["second"] or match["colon_second"] or 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second > 0):
        return None
    part = match["part"] or ""
    exact = match["hour"].startswith("0") and not part  # 07:30 is of a 24-hour clock
    clock = Clock(hour * 60) if exact else _placed(hour, part)
    if clock is None:
        return None
    before = match["to"] and minute  # 세 시 오 분 전
    return _moved(clock, -minute if before else minute, second)


def _moved(clock: Clock, minutes: int, seconds: int = 0) -> Clock:
    """The clock some minutes later or earlier."""
    days, minute = divmod(clock.minutes + minutes, 12 * 60 if clock.ambiguous else 24 * 60)
    return Clock(minute, seconds, clock.ambiguous, 0 if clock.ambiguous else clock.days + days)


def _placed(hour: int, part: str) -> Clock | None:
    """The hour within its part of the day; None where they gainsay each other (오전 13시)."""
    if hour == 24:
        return Clock(0, days=1)
    if hour == 0 or hour > 12:
        if part in ("오전", "아침", "새벽") and hour > 12:
            return None
        return Clock((12 if part == "오후" and hour == 0 else hour) * 60)
    match part:
        case "":
            return Clock(hour % 12 * 60, ambiguous=True)
        case "새벽" | "오전" | "아침" | "자정":
            late = part == "아침" and hour == 12
            return Clock((12 if late else hour % 12) * 60)
        case "낮" | "한낮" | "대낮" | "점심" | "정오":
            return Clock((hour + 12 if hour < 7 else hour) * 60)
        case "밤" | "한밤" if hour == 12 or hour < 6:
            return Clock(hour % 12 * 60, days=1)
        case "저녁" | "초저녁" if hour == 12:
            return Clock(0, days=1)
    return Clock((hour % 12 + 12) * 60)
