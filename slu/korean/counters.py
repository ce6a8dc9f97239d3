"""How a number is said before its unit: 일곱 시 but 삼십 분, 스물세 명 but 삼 층.

Which units take native numerals, and up to which number, is a table; above it, and before every
unit that is not in it, numbers are Sino-Korean. Finding numbers is not done here.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from slu.korean.number_rules import NATIVE_UNITS, SINO_UNITS
from slu.korean.numbers import read_native, read_sino
from slu.korean.units import UNITS


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Counted natively below 40: 서른 명 is said, of 마흔 명 and 사십 명 the second more often.
_USUAL: Final = NATIVE_UNITS - _words("주일 주간 단계 학기 페이지") | _words(
    "건 채 척 팀 바퀴 방울 묶음 포기 꼬치 골 가구 번째 마디 글자 걸음"
)
_LIMITS: Final = MappingProxyType(
    dict.fromkeys(_USUAL, 40) | {"시": 25, "시간": 20, "살": 100, "배": 11, "번": 20, "주": 3}
)
"""From this number on a unit is counted in Sino-Korean."""

COUNTERS: Final = (
    _USUAL
    | SINO_UNITS
    | frozenset(UNITS)
    | _words("개국 세기 분기 세대 회차 라운드 개년 인 부 강 반 동 학번 교시 학기")
)
"""Every unit after which a space stands when its number is in words."""

_MONTHS: Final = {6: "유", 10: "시"}


def read_count(number: int, unit: str | None, named: bool = False) -> str:
    """The number as said before `unit` (None: no unit): 세 before 시, 유 before 월.

    `named` when it tells which one, not how many (3번 출구, 제2장). Raises ValueError below zero.
    """
    if unit == "월" and number in _MONTHS:
        return _MONTHS[number]
    if unit == "번째" and number == 1:
        return "첫"
    if not named and 0 < number < _LIMITS.get(unit or "", 0) and not _of_age(number, unit):
        return read_native(number, counting=True)
    return read_sino(number, gap=" ")


def _of_age(number: int, unit: str | None) -> bool:
    """Whether 대 counts years of age: 20대 is 이십 대."""
    return unit == "대" and number % 10 == 0
