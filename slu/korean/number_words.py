"""Finds the numbers that a sentence spells out: 일곱 시 삼십 분, 삼만 오천 원, 구십오 점 칠.

Cautious: a word that may be no number (이 노래, 일 시작, 만나) is none; `number_rules` says which
count. What a number means is `slu.korean.numbers`; this says where it stands. Numbers already
written in figures are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from slu.korean.number_rules import (
    NATIVE_UNITS,
    SINO_UNITS,
    is_count_of_time,
    is_noun,
    may_count,
    may_count_natively,
    may_end,
)
from slu.korean.numbers import parse_whole


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A spelled-out number from `start` to `end`; `figures` is how it is written in plain digits
    (35000, 010, 95.7, 1/3). `unit` stands from `unit_start` to `unit_end`, None without one."""

    start: int
    end: int
    figures: str
    unit: str | None = None
    unit_start: int = 0
    unit_end: int = 0

    @property
    def whole_end(self) -> int:
        """Where the number with its unit ends."""
        return max(self.end, self.unit_end)

    def shifted(self, by: int) -> NumberWords:
        """The same number in a text with `by` more characters before it."""
        unit = (self.unit_start + by, self.unit_end + by) if self.unit else (0, 0)
        return NumberWords(self.start + by, self.end + by, self.figures, self.unit, *unit)


_SINO: Final = re.compile(
    "[영일이삼사오육륙칠팔구십백천만억][영공일이삼사오육륙칠팔구십백천만억 ]*"
)
_NATIVE: Final = re.compile(
    r"(?:(?:열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔) ?)?"
    r"(?:한|두|세|네|석|넉|다섯|여섯|일곱|여덟|여덜|여덞|아홉)|열|스무|서른|마흔|쉰|예순|일흔|여든|아흔"
)
_GAP: Final = re.compile(r"(?<![십백천만억]) ")  # 이 천 is this thousand, 이천 오백 one number
_DIGIT: Final = "영공일이삼사오육륙칠팔구"
_DIGITS: Final = {char: str(value) for value, char in enumerate("영일이삼사오육칠팔구")} | {
    "공": "0",
    "륙": "6",
}
_START: Final = re.compile(
    r"(?<!\S)(?:(?:오전|오후|아침|저녁|새벽|밤|낮|점심|오늘|내일|모레|매일|매월|매년|매달|낮|정각)(?=\S))?"
)
_BEFORE_NUMERAL: Final = re.compile(
    r"(?:^|\s)(?:[한두세네서너삼사오육칠팔구]|[일이삼사오육칠팔구]?[십백천억])\s$"
)
_NUMERAL_BEFORE: Final = re.compile(r"(?:^|\s)[일이삼사오육칠팔구십백천만억]+\s$")
_NUMERAL_AFTER: Final = re.compile(r"\s[삼사오육칠팔구십백천만억]+(?!\S)")
_POWERS: Final = frozenset("십백천만")
_SPECIAL_MONTHS: Final = {"유월": "6", "시월": "10"}
_LONGEST_UNIT: Final = max(map(len, SINO_UNITS | NATIVE_UNITS))
_CHAINED: Final = frozenset(("년", "월", "일", "시", "분", "시간", "주일", "개월"))
_WORD_END: Final = (
    r"(?=(?:으로|로|에서|에|은|는|을|를|의|과|와|까지|부터|정도|쯤|만큼|이야|야|이요)?"
    r"(?:[^가-힣]|$))"
)
_DECIMAL: Final = re.compile(
    rf"(?<!\S)(?P<whole>[영일이삼사오육칠팔구십백천]+) ?점 ?(?P<part>[{_DIGIT}]{{1,3}})"
)
_SHARE: Final = re.compile(
    r"(?<!\S)(?P<below>[이삼사오육칠팔구십백천][일이삼사오육칠팔구십백천]*) ?분의"
    r" ?(?P<above>[일이삼사오육칠팔구십]+?)"
    rf"(?:(?=만(?:\s|$))|{_WORD_END})"
)
_AMOUNT_AFTER: Final = re.compile(r"\s?(?:로|으로|만큼|정도|쯤|컵|스푼|큰술|킬로|리터)")
_PHONE: Final = re.compile(
    rf"(?<!\S)(?=[{_DIGIT}]*[공영삼육칠팔구])[{_DIGIT}]{{3,4}}(?: [{_DIGIT}]{{3,4}})*{_WORD_END}"
)
_OPERATOR: Final = "더하기|빼기|곱하기|나누기|플러스|마이너스"
_OPERAND: Final = re.compile(
    rf"(?<!\S)(?P<left>[{_DIGIT}십백천만억]+)(?= (?:{_OPERATOR}))"
    rf"|(?<=더하기 |곱하기 |나누기 )(?P<right>[{_DIGIT}십백천만억]+?){_WORD_END}"
    rf"|(?<=빼기 )(?P<less>[{_DIGIT}십백천만억]+?){_WORD_END}"
)
# 이십, 삼십오, 이천이십육 alone; an end in 이, 일 or 만 may be a particle or a day.
_ALONE: Final = re.compile(
    rf"(?<!\S)(?=\S{{2,}})(?:[이삼사오육칠팔구]?천)?(?:[이삼사오육칠팔구]?백)?"
    rf"(?:[이삼사오육칠팔구]십[삼사오육칠팔구]?|십[삼사오육칠팔구]){_WORD_END}"
)


def find_number_words(
    text: str, expected: Callable[[int], bool] = lambda place: False
) -> list[NumberWords]:
    """The spelled-out numbers of the text, in its order, none overlapping.

    `expected` says of a place whether a number or a time is known to be said there (in a slot for
    dates, say): there 이십일 is the 20th and 오일 the 5th.
    """
    found: list[NumberWords] = []
    for find in (_shares, _decimals, _operands, _counted(expected), _rows, _alone):
        for number in find(text):
            if all(number.end <= other.start or number.start >= other.whole_end for other in found):
                found.append(number)
    return sorted(found, key=lambda number: number.start)


def _shares(text: str) -> Iterator[NumberWords]:
    for match in _SHARE.finditer(text):
        below, above = parse_whole(match["below"]), parse_whole(match["above"])
        # 이 분의 일 is also this person's work.
        plain = match["below"] != "이" or _AMOUNT_AFTER.match(text, match.end())
        if below and above and plain and above < below:
            yield NumberWords(match.start(), match.end(), f"{above}/{below}")


def _decimals(text: str) -> Iterator[NumberWords]:
    for match in _DECIMAL.finditer(text):
        unit = unit_at(text, match.end())
        whole = parse_whole(match["whole"])
        ends = unit is not None or re.match(_WORD_END, text[match.end() :])
        if whole is None or match["whole"] == "이" or not ends:
            continue
        figures = f"{whole}." + "".join(_DIGITS[char] for char in match["part"])
        yield NumberWords(match.start(), match.end(), figures, *(unit or ()))


def _operands(text: str) -> Iterator[NumberWords]:
    for match in _OPERAND.finditer(text):
        value = parse_whole(match.group())
        if value is not None:
            yield NumberWords(match.start(), match.end(), str(value))


def _rows(text: str) -> Iterator[NumberWords]:
    """Digits read one by one: 공일공 일이삼사 오육칠팔."""
    for match in _PHONE.finditer(text):
        figures = "".join(_DIGITS.get(char, char) for char in match.group())
        yield NumberWords(match.start(), match.end(), figures)


def _alone(text: str) -> Iterator[NumberWords]:
    for match in _ALONE.finditer(text):
        value = parse_whole(match.group())
        # 천 사십 팔 is one number of which this would be a part.
        part = _NUMERAL_BEFORE.search(text[: match.start()]) or _NUMERAL_AFTER.match(
            text, match.end()
        )
        if value is not None and not part:
            yield NumberWords(match.start(), match.end(), str(value))


def _counted(expected: Callable[[int], bool]) -> Callable[[str], Iterator[NumberWords]]:
    """Numbers with a unit, from every place where a word or a time after 오전, 내일 ... begins."""

    def find(text: str) -> Iterator[NumberWords]:
        reached = 0
        for match in _START.finditer(text):
            for start in sorted({match.start(), match.end()}):
                if start < reached or _goes_on(text, start):
                    continue
                for number in _chain(text, start, expected, None):
                    reached = number.whole_end
                    yield number

    return find


def _goes_on(text: str, start: int) -> bool:
    """Whether a numeral stands before: 두 세 시 is two or three, 이 백 명 may be two hundred."""
    before = text[:start]
    if re.search(r"(?:^|\s)한\s$", before) and _SINO.match(text, start):  # 한 십 분: about ten
        return False
    return _BEFORE_NUMERAL.search(before) is not None or (
        text[start : start + 1] in _POWERS and re.search(r"(?:^|\s)[일이]\s$", before) is not None
    )


def _chain(
    text: str, start: int, expected: Callable[[int], bool], after: str | None
) -> list[NumberWords]:
    """The number that begins at `start`, and those that go on from it: 구시삼십분, 삼월 이일."""
    for number in _readings(text, start):
        if not _counts(text, number, expected, after):
            continue
        end = number.unit_end
        chained = number.unit in _CHAINED
        following = _chain(text, end, expected, number.unit) if chained else []
        if following or may_end(text, end):
            if chained and not following and text[end : end + 1] == " ":
                following = _chain(text, end + 1, expected, number.unit)
            return [number, *following]
    return []


def _readings(text: str, start: int) -> Iterator[NumberWords]:
    """Every number with a unit that may begin at `start`, the longest number first."""
    month = _SPECIAL_MONTHS.get(text[start : start + 2])
    if month is not None:
        yield NumberWords(start, start + 1, month, "월", start + 1, start + 2)
    native = _NATIVE.match(text, start)
    if native is not None:
        yield from _with_units(text, start, native.end(), NATIVE_UNITS)
    sino = _SINO.match(text, start)
    for end in range(sino.end() if sino else start, start, -1):
        if text[end - 1] != " ":
            yield from _with_units(text, start, end, SINO_UNITS)


def _with_units(text: str, start: int, end: int, units: frozenset[str]) -> Iterator[NumberWords]:
    said = text[start:end]
    value = parse_whole(said)
    if value is None or (_GAP.search(said) and units is SINO_UNITS):
        return
    gap = text[end : end + 1] == " "
    for size in range(_LONGEST_UNIT, 0, -1):
        unit_start = end + gap
        unit = text[unit_start : unit_start + size]
        if unit in units:
            yield NumberWords(start, end, str(value), unit, unit_start, unit_start + len(unit))


def unit_at(
    text: str, place: int, units: frozenset[str] = SINO_UNITS
) -> tuple[str, int, int] | None:
    """The unit that the text goes on with, at most a space before it, and its span."""
    start = place + (text[place : place + 1] == " ")
    for size in range(max(map(len, units)), 0, -1):
        unit = text[start : start + size]
        if unit in units and may_end(text, start + len(unit)):
            return unit, start, start + len(unit)
    return None


def _counts(
    text: str, number: NumberWords, expected: Callable[[int], bool], after: str | None
) -> bool:
    """Whether the words are a count of their unit."""
    said, unit = text[number.start : number.end], str(number.unit)
    value, apart = int(number.figures), number.unit_start > number.end
    if said + unit in _SPECIAL_MONTHS:
        return True
    if _NATIVE.fullmatch(said):
        return may_count_natively(said, unit, apart, value)
    if len(said) > 1 and all(char in _DIGITS for char in said):
        return unit in ("년", "번", "호") and len(said) == 4
    if len(said) == 1 and is_noun(text, number.unit_start):
        return False
    if unit == "세" and said.startswith("만 "):  # 만 십구 세 is 19
        return False
    if unit == "세" and any(
        text.startswith(" " + other, number.unit_end) for other in NATIVE_UNITS
    ):
        return False  # 이십일 세 번째
    sure = after is not None or expected(number.start)
    if unit == "일" and not sure and (len(said) == 1 or said[-1] == "십"):
        return is_count_of_time(said, unit, text, number.unit_end)
    if sure and unit in ("일", "분", "초", "월"):
        return value <= 100
    return may_count(said, unit, apart, value) or is_count_of_time(
        said, unit, text, number.unit_end
    )
