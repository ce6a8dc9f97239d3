"""Finds more spelled-out numbers than `slu.korean.number_words`, which is as cautious as noise in
training has to be: telephone numbers, hours to 24, 백스물세 명, 마이너스 오, 볼륨 칠로.

It takes what that module finds and adds to it; a word that may be no number is none here either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from slu.korean.number_doubts import is_other_word
from slu.korean.number_rules import NATIVE_UNITS, SINO_UNITS, may_end
from slu.korean.number_words import NumberWords, find_number_words, unit_at
from slu.korean.numbers import parse_whole

_DIGIT: Final = "영공일이삼사오육륙칠팔구"
_SINO: Final = f"[{_DIGIT}십백천만억]"
_FIGURES: Final = str.maketrans(_DIGIT, "001234566789")
_BEGIN: Final = "(?<![가-힣])"
_END: Final = (
    r"(?=(?:으로|로|에서|에|은|는|을|를|의|과|와|까지|부터|만큼|정도|쯤|이야|야|이요|요|입니다|번|한테)?"
    r"(?:[^가-힣]|$))"
)
_DASH: Final = r"(?:(?:에|의)? (?:다시 )?| ?다시 ?)"
_PHONE: Final = re.compile(
    rf"{_BEGIN}(?:(?P<area>[공영][{_DIGIT}]{{1,2}}){_DASH}(?P<middle>[{_DIGIT}]{{3,4}})"
    rf"|(?P<first>[{_DIGIT}]{{4}})){_DASH}(?P<last>[{_DIGIT}]{{4}}){_END}"
)
_PHONE_IN_ONE: Final = re.compile(rf"{_BEGIN}[공영][{_DIGIT}]{{8,10}}{_END}")
_EMERGENCY: Final = re.compile(
    rf"{_BEGIN}일일[구이사영공](?=(?:에다?|로) ?(?:전화|신고|연락|걸|물어))"
)
_ONES: Final = "세|네|다섯|여섯|일곱|여덟|여덜|아홉"
_HOUR: Final = re.compile(
    rf"{_BEGIN}(?P<number>열 ?(?:{_ONES})|스무|스물 ?(?:한|두|세|네)) ?시(?!간)"
)
_NATIVE: Final = (
    rf"(?:(?:열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔) ?)?(?:한|두|{_ONES})"
    "|열|스무|서른|마흔|쉰|예순|일흔|여든|아흔"
)
_HUNDREDS: Final = re.compile(rf"{_BEGIN}[{_DIGIT}십백천만]*[백천] ?(?:{_NATIVE})(?= ?[가-힣])")
_DECIMAL: Final = re.compile(rf"{_BEGIN}(?P<whole>[{_DIGIT}십백천만]+) ?점 ?(?P<part>[{_DIGIT}]+)")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MORE_UNITS: Final = _words(
    "헤르츠 킬로헤르츠 메가헤르츠 기가헤르츠 바이트 킬로바이트 메가바이트 기가바이트 테라바이트 "
    "메가 기가 테라 킬로와트 킬로칼로리 세기 분기 개국 라운드 야드 온스 갤런 퍼센트포인트 교시 학기"
)
_MEASURE: Final = re.compile(
    rf"{_BEGIN}(?P<number>{_SINO}(?:[{_DIGIT}십백천만억 ]*{_SINO})?) ?"
    rf"(?P<unit>{'|'.join(sorted(_MORE_UNITS, key=len, reverse=True))})"
)
_ALL_UNITS: Final = SINO_UNITS | _MORE_UNITS
_RATIO: Final = re.compile(rf"{_BEGIN}(?P<left>{_SINO}+) 대 (?P<right>{_SINO}+?){_END}")
_STAY: Final = re.compile(rf"{_BEGIN}(?P<nights>{_SINO}+) ?박 ?(?P<days>{_SINO}+?) ?일")
_TRILLIONS: Final = re.compile(rf"{_BEGIN}{_SINO}+조(?: ?{_SINO}+)*(?= ?(?:원|달러|유로|위안|엔))")
_ONE_MORE: Final = re.compile(rf" (?P<one>[일이삼사오육칠팔구]){_END}")
_SAID_OF_IT: Final = re.compile(r" (?:넘|안|되|돼|나|아니|높|낮|필요|있|없|좋|뭐|어)")
_MINUS: Final = re.compile(
    rf"{_BEGIN}(?<![가-힣] )마이너스 (?P<whole>{_SINO}+?)(?: ?점 ?(?P<part>[{_DIGIT}]+?))?{_END}"
)
_OPERAND: Final = re.compile(rf"{_SINO} (?:마이너스|플러스) (?P<number>{_SINO}+?){_END}")
# What is set to a number: after it even one syllable is a number, before 로 or 까지.
_SETTING: Final = re.compile(
    r"(?:볼륨|음량|소리|채널|밝기|온도|세기|강도|레벨|주파수|조명)(?:을|를|은|는)? (?!이만큼)"
    rf"(?P<number>{_SINO}[{_DIGIT}십백천만억 ]*?)(?= ?(?:으로|로|까지|만큼)(?:[^가-힣]|$))"
)


def find_spoken_numbers(text: str) -> list[NumberWords]:
    """The spelled-out numbers of the text, in its order, none overlapping."""
    found: list[NumberWords] = []
    finders = (
        *(_phones, _hours, _hundreds, _minus, _decimals, _ratios),
        *(_measures, _stays, _settings, _plain),
    )
    for number in chain.from_iterable(find(text) for find in finders):
        apart = all(number.end <= one.start or number.start >= one.whole_end for one in found)
        if apart and not is_other_word(text, number):
            found.append(number)
    return sorted(found, key=lambda number: number.start)


def _plain(text: str) -> Iterator[NumberWords]:
    """What `number_words` finds, with the syllable it may leave behind (육십 팔), without what is
    doubtful here: names, 두 사람, and 오 점 이 넘는."""
    for number in find_number_words(text):
        doubtful = "." in number.figures and text[number.end - 1] == "이"
        if not (doubtful and _SAID_OF_IT.match(text, number.end)):
            yield _gone_on(text, number)


def _gone_on(text: str, number: NumberWords) -> NumberWords:
    """The number with the one syllable apart that belongs to it: 육십 팔, 삼십 분의 십 이."""
    more = _ONE_MORE.match(text, number.end)
    if number.unit or more is None or text[number.end - 1] not in "십백천만억":
        return number
    if more["one"] in "이일" and "/" not in number.figures:  # 이십 일 is a day
        return number
    start = text.rfind("의", number.start, number.end) + 1 or number.start
    value = parse_whole(text[start : more.end()])
    below = number.figures.partition("/")[2]
    if value is None:
        return number
    return NumberWords(number.start, more.end(), f"{value}/{below}" if below else str(value))


def _measures(text: str) -> Iterator[NumberWords]:
    for match in _MEASURE.finditer(text):
        value = parse_whole(match["number"])
        span, gap = match.span("number"), match.start("unit") > match.end("number")
        doubtful = len(match["number"]) == 1 or match["unit"] in ("기가", "메가", "테라")
        sure = not doubtful or (gap and match["number"] != "이")
        if value is not None and sure and may_end(text, match.end()):
            yield NumberWords(*span, str(value), match["unit"], *match.span("unit"))
    for match in _TRILLIONS.finditer(text):
        value, unit = parse_whole(match.group()), unit_at(text, match.end())
        if value is not None and unit is not None:
            yield NumberWords(match.start(), match.end(), str(value), *unit)


def _stays(text: str) -> Iterator[NumberWords]:
    """이 박 삼 일, where 이 and 일 are numbers."""
    for match in _STAY.finditer(text):
        nights, days = parse_whole(match["nights"]), parse_whole(match["days"])
        if nights and days == nights + 1 and may_end(text, match.end()):
            place = text.index("박", match.end("nights"))
            yield NumberWords(*match.span("nights"), str(nights), "박", place, place + 1)
            yield NumberWords(*match.span("days"), str(days), "일", match.end() - 1, match.end())


def _phones(text: str) -> Iterator[NumberWords]:
    """공일공 일이삼사 오육칠팔, with 에 or 다시 between, or in one; 일오팔팔 일이삼사;
    일일이에 전화해."""
    for match in _PHONE.finditer(text):
        parts = (match["area"], match["middle"], match["first"], match["last"])
        figures = "-".join(part.translate(_FIGURES) for part in parts if part)
        yield NumberWords(match.start(), match.end(), figures)
    for match in _EMERGENCY.finditer(text):
        yield NumberWords(*match.span(), match.group().translate(_FIGURES))
    for match in _PHONE_IN_ONE.finditer(text):
        digits = match.group().translate(_FIGURES)
        area = 2 if digits.startswith("02") else 3
        figures = f"{digits[:area]}-{digits[area:-4]}-{digits[-4:]}"
        yield NumberWords(match.start(), match.end(), figures)


def _hours(text: str) -> Iterator[NumberWords]:
    """Native hours past twelve, with the minutes that follow: 열아홉시삼십분, 열세 시 이 분."""
    for match in _HOUR.finditer(text):
        end = match.end()
        next_ = end + (text[end : end + 1] == " ")
        first = find_number_words(text[next_:], expected=lambda place: place == 0)[:1]
        minutes = [number for number in first if number.start == 0 and number.unit == "분"]
        if minutes or may_end(text, end):
            hour = str(parse_whole(match["number"]))
            yield NumberWords(match.start(), match.end("number"), hour, "시", end - 1, end)
            yield from (number.shifted(next_) for number in minutes)


def _hundreds(text: str) -> Iterator[NumberWords]:
    """Native numerals behind Sino-Korean hundreds: 백스물세 명."""
    for match in _HUNDREDS.finditer(text):
        value, unit = parse_whole(match.group()), unit_at(text, match.end(), NATIVE_UNITS)
        if value is not None and unit is not None:
            yield NumberWords(match.start(), match.end(), str(value), *unit)


def _decimals(text: str) -> Iterator[NumberWords]:
    """Any number of places, and 이 점 오 where nothing else can be meant."""
    for match in _DECIMAL.finditer(text):
        whole, unit = parse_whole(match["whole"]), unit_at(text, match.end(), _ALL_UNITS)
        alone = re.compile(_END).match(text, match.end()) is not None
        doubtful = match["part"] == "이" and _SAID_OF_IT.match(text, match.end())
        if match["whole"] == "이" and match["part"] in ("이", "일", "사"):  # this point is
            alone = False
        if whole is not None and (unit or alone) and not doubtful:
            figures = f"{whole}.{match['part'].translate(_FIGURES)}"
            yield NumberWords(match.start(), match.end(), figures, *(unit or ()))


def _minus(text: str) -> Iterator[NumberWords]:
    """마이너스 오; after a number 마이너스 takes away, and what follows is one too."""
    for match in _OPERAND.finditer(text):
        value = parse_whole(match["number"])
        if value is not None:
            yield NumberWords(*match.span("number"), str(value))
    for match in _MINUS.finditer(text):
        value = parse_whole(match["whole"])
        if value is not None:
            part = f".{match['part'].translate(_FIGURES)}" if match["part"] else ""
            yield NumberWords(match.start(), match.end(), f"-{value}{part}")


def _ratios(text: str) -> Iterator[NumberWords]:
    """이 대 일, 백 대 일."""
    for match in _RATIO.finditer(text):
        values = {side: parse_whole(match[side]) for side in ("left", "right")}
        if None not in values.values():
            for side, value in values.items():
                yield NumberWords(*match.span(side), str(value))


def _settings(text: str) -> Iterator[NumberWords]:
    for match in _SETTING.finditer(text):
        value = parse_whole(match["number"])
        if value is not None:
            yield NumberWords(*match.span("number"), str(value))
