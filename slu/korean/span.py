"""A span of days, which is what most words for days mean."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def single(self) -> bool:
        return self.first == self.last


def months(year: int, month: int, count: int = 1) -> Days:
    """`count` whole months from that one on; months before 1 and past 12 lie in other years.

    Raises ValueError outside the years 1 to 9999.
    """
    first, last = year * 12 + month - 1, year * 12 + month + count - 2
    end = dt.date(last // 12, last % 12 + 1, 1)
    return Days(
        dt.date(first // 12, first % 12 + 1, 1),
        end.replace(day=calendar.monthrange(end.year, end.month)[1]),
    )
