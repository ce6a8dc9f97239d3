"""How the assistant says days, moments and numbers, on top of `dialog.saying`.

A day near today is said by both its names, "내일(11월 22일 일요일)", so that a slip is heard.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from zoneinfo import ZoneInfo

from dialog.saying import say_date, say_time
from slu.core import Context

_NEAR = {-2: "그저께", -1: "어제", 0: "오늘", 1: "내일", 2: "모레"}


def local(at: dt.datetime, context: Context) -> dt.datetime:
    """The moment on the clock of the conversation's zone."""
    return at.astimezone(ZoneInfo(context.zone))


def today(context: Context) -> dt.date:
    return local(context.now, context).date()


def near_day(date: dt.date, context: Context) -> str | None:
    """오늘, 내일 ... of a day near today."""
    return _NEAR.get((date - today(context)).days)


def say_day(date: dt.date, context: Context) -> str:
    """내일(11월 22일 일요일), 11월 25일 수요일, 2027년 1월 1일 금요일."""
    near = near_day(date, context)
    if near is not None:
        return f"{near}({say_date(date)})"
    return say_date(date) if date.year == today(context).year else f"{date.year}년 {say_date(date)}"


def say_when(at: dt.datetime, context: Context) -> str:
    """내일(11월 22일 일요일) 오전 7시, with the seconds only if it has some."""
    there = local(at, context)
    return f"{say_day(there.date(), context)} {say_time(there.time())}"


def say_figure(value: Fraction | float) -> str:
    """1,234 or 0.5; six decimals at most, and "약" before what is rounded."""
    rounded = round(Fraction(value), 6)
    if isinstance(value, Fraction) and rounded == value:
        return _plain(rounded)
    if value != 0 and abs(float(value)) < 0.001:
        return f"약 {float(value):.3g}"
    return f"약 {_plain(round(Fraction(value), 4))}"


def _plain(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{value.numerator:,}"
    whole, _, decimals = f"{float(value):,.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0')}" if decimals.strip("0") else whole


def say_all(words: Iterable[str], most: int = 10) -> str:
    """우유, 빵, 계란; past `most` the rest is counted."""
    said = list(words)
    if len(said) <= most:
        return ", ".join(said)
    return f"{', '.join(said[:most])} 그리고 {len(said) - most}개 더"
