"""Reads numbers as people write and say them (3만 5천, 이천이십육, 스물세 명, 삼분의 일), and says
numbers in words.

It takes a text that is a number with at most a unit and a particle. Finding numbers inside a
sentence is not done here; money is `slu.korean.money`, times are `slu.korean.dates`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from slu.korean.units import UNITS
from slu.values import NumberValue

_DIGITS: Final = {
    **{char: value for value, char in enumerate("영일이삼사오육칠팔구")},
    "공": 0,
    "령": 0,
    "륙": 6,
}
_SMALL: Final = {"십": 10, "백": 100, "천": 1000}
_LARGE: Final = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
_NATIVE_TENS: Final = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_NATIVE_ONES: Final = {
    **dict.fromkeys(("하나", "한"), 1),
    **dict.fromkeys(("둘", "두"), 2),
    **dict.fromkeys(("셋", "세", "석", "서"), 3),
    **dict.fromkeys(("넷", "네", "넉", "너"), 4),
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    **dict.fromkeys(("여덟", "여덜", "여덞"), 8),  # the last two are frequent misspellings
    "아홉": 9,
}
_NATIVE: Final = re.compile(
    rf"(?P<sino>.*[백천만])?(?P<tens>{'|'.join(_NATIVE_TENS)})?(?P<ones>{'|'.join(_NATIVE_ONES)})?"
)
_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN: Final = re.compile(rf"({_ARABIC})|(.)")
_SECTION: Final = re.compile(r"([^만억조경]*)([만억조경]?)")
_SINO_DIGITS: Final = "영일이삼사오육칠팔구"
_READ_TENS: Final = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_READ_ONES: Final = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_SHORTENED: Final = {"하나": "한", "둘": "두", "셋": "세", "넷": "네", "스물": "스무"}
_BEFORE_COUNTER: Final = re.compile(r"(?:하나|둘|셋|넷|스물)$")
_SHARE: Final = re.compile(r"(?P<below>.+)분의(?P<above>.+)|(?P<top>\d+)/(?P<bottom>\d+)")
_UNIT: Final = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_AFTER: Final = re.compile(
    rf"\s*(?P<unit>{_UNIT})?(?P<half>\s*반)?\s*(?:정도|쯤|가량|씩|만큼|이상|이하)?"
    r"(?:으로|로|만|까지|부터|은|는|이|가|을|를|에|의|도|이요|요|이야|야|이에요|예요|입니다)?[.!?~]*"
)
_SIGN: Final = re.compile(r"(?:마이너스|영하|[-−])\s*")


def parse_number(text: str) -> NumberValue | None:
    """The number that the whole text is, with its unit; None when it is not one.

    두 명 is 2 with 명, 이십 퍼센트로 20 with %, 절반 0.5. Whole numbers come back as int.
    The longest number wins: 이십이 is 22, not 20 and a particle.
    """
    text = text.strip()
    sign = _SIGN.match(text)
    text = text[sign.end() :] if sign else text
    for at in range(len(text), 0, -1):
        after = _AFTER.fullmatch(text, at)
        value = _value(text[:at]) if after else None
        if after is not None and value is not None:
            value += Fraction(1, 2) if after["half"] else 0
            unit = after["unit"]
            return NumberValue(_plain(-value if sign else value), UNITS[unit] if unit else None)
    return None


def parse_whole(text: str) -> int | None:
    """The whole number that the text is, spaces ignored, without any unit or particle."""
    value = _value(text)
    return int(value) if value is not None and value.denominator == 1 else None


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _value(text: str) -> Fraction | None:
    said = re.sub(r"\s+", "", text)
    if said in ("반", "절반"):
        return Fraction(1, 2)
    share = _SHARE.fullmatch(said)
    if share is not None:
        return _share(share["below"] or share["bottom"], share["above"] or share["top"])
    whole, point, decimals = said.partition("점")
    if point:
        return _decimal(whole, decimals)
    native = _native(said)
    return _sino(said) if native is None else Fraction(native)


def _share(below: str, above: str) -> Fraction | None:
    bottom, top = _sino(below), _sino(above)
    return None if top is None or not bottom else top / bottom


def _decimal(whole: str, decimals: str) -> Fraction | None:
    """오점 삼: after the point, digit by digit."""
    front = _sino(whole)
    digits = [_DIGITS.get(char) for char in decimals]
    if front is None or not digits or None in digits:
        return None
    return front + Fraction(int("".join(map(str, digits))), 10 ** len(digits))


def _native(said: str) -> int | None:
    """스물셋, 열두, 백스물; None for anything else, the empty text included."""
    match = _NATIVE.fullmatch(said)
    if match is None or not (match["tens"] or match["ones"]):
        return None
    hundreds = _sino(match["sino"]) if match["sino"] else 0
    if hundreds is None:
        return None
    return int(hundreds) + _NATIVE_TENS.get(match["tens"], 0) + _NATIVE_ONES.get(match["ones"], 0)


def _sino(said: str) -> Fraction | None:
    """이천이십육, 3만5천, 1억2,000만, 일공이 (read digit by digit); None for anything else."""
    if said in ("공", "령", "륙"):  # digits only within a row of them
        return None
    if said and all(char in _DIGITS for char in said):
        return Fraction(int("".join(str(_DIGITS[char]) for char in said)))
    total, last = Fraction(0), None
    for part, unit in _SECTION.findall(said):
        if not part and not unit:
            break
        size = _LARGE.get(unit, 1)
        amount = _below_ten_thousand(part) if part else Fraction(1)
        if amount is None or (last is not None and amount * size >= last):
            return None
        total, last = total + amount * size, size
    return None if last is None else total


def _below_ten_thousand(part: str) -> Fraction | None:
    """One section between the large units: 이천삼백, 2천5백, 5,000, 1.5."""
    total, digit, last = Fraction(0), None, 10_000
    for arabic, char in _TOKEN.findall(part):
        if char in _SMALL:
            if _SMALL[char] >= last:
                return None
            last = _SMALL[char]
            total, digit = total + (1 if digit is None else digit) * last, None
        elif digit is not None or (not arabic and char not in _DIGITS):
            return None
        else:
            digit = Fraction(arabic.replace(",", "")) if arabic else Fraction(_DIGITS[char])
    if digit is not None and last < 10_000 and digit >= last:
        return None
    return total + (digit or 0)


def read_sino(number: int, gap: str = "") -> str:
    """이천이십육: a whole number in Sino-Korean words, 만 and 천 without a leading 일; `gap` stands
    after 만, 억 and 조, where Korean spelling has a space (삼만 오천).

    Raises ValueError below zero and from 10**20.
    """
    if not 0 <= number < 10**20:
        raise ValueError(f"0 이상 10**20 미만의 수만 읽습니다: {number}")
    if number == 0:
        return "영"
    words: list[str] = []
    for unit, size in reversed({"": 1, **_LARGE}.items()):
        section, number = divmod(number, size)
        if section:
            # 10,000 is 만, but 100,000,000 is 일억.
            words.append(
                unit
                if section == 1 and unit == "만" and not words
                else _read_section(section) + unit
            )
    return gap.join(words)


def _read_section(section: int) -> str:
    words = ""
    for unit, size in (("천", 1000), ("백", 100), ("십", 10), ("", 1)):
        digit, section = divmod(section, size)
        if digit:
            words += ("" if digit == 1 and unit else _SINO_DIGITS[digit]) + unit
    return words


def read_digits(figures: str, zero: str = "영") -> str:
    """공일공: figures said one by one."""
    return "".join(zero if figure == "0" else _SINO_DIGITS[int(figure)] for figure in figures)


def read_native(number: int, counting: bool = False) -> str:
    """스물셋; before a counter (`counting`) 스물세, 스무, 한. Raises ValueError outside 1..99."""
    if not 1 <= number <= 99:
        raise ValueError(f"1부터 99까지만 고유어로 읽습니다: {number}")
    tens, ones = divmod(number, 10)
    words = _READ_TENS[tens] + _READ_ONES[ones]
    return (
        _BEFORE_COUNTER.sub(lambda found: _SHORTENED[found.group()], words) if counting else words
    )
