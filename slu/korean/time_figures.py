"""Rewrites words of time to one plain spelling: 이천십칠 년 이 월 -> 2017년 2월,
두세 시간 -> 2~3시간, 오늘밤 -> 오늘 밤, 7:30pm -> 오후 7:30.

Only numbers that count a unit of time are touched; everything else stays as written. What the
words mean is read by `clock`, `days`, `lengths`, `recurrence` and `ranges`.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.numbers import parse_whole

_ONE: Final = "[일이삼사오육칠팔구]"
_SINO: Final = (
    rf"(?=[영공일이삼사오육륙칠팔구십백천])(?:(?:{_ONE}\s?)?천\s?)?(?:(?:{_ONE}\s?)?백\s?)?"
    rf"(?:(?:{_ONE}\s?)?십\s?)?(?:{_ONE}|영|공)?"
)
_YEAR_DIGITS: Final = "[이일][영공일이삼사오육칠팔구]{3}"
_ONES: Final = "한|두|세|네|다섯|여섯|일곱|여덟|여덞|여덜|아홉"
_TENS: Final = "열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔"
_NATIVE: Final = rf"(?:(?:{_TENS})\s?)?(?:{_ONES})|{_TENS}"
# A number begins a word, or follows a unit, a part of the day or a particle without a space.
_BEFORE: Final = r"(?:(?<![가-힣])|(?<=[년월일시분초전후침녁밤벽낮주달오서터와과간]))(?<!요일)"
_SPELLED: Final = (
    re.compile(rf"{_BEFORE}(?P<number>{_YEAR_DIGITS})\s*(?P<unit>년)"),
    re.compile(
        rf"{_BEFORE}(?P<number>{_SINO})\s*"
        r"(?P<unit>년|개월|월(?!요일)|주일|주간|일(?!요일|곱|절|주(?![말중]))|시간|시|분(?!기)|초|박)(?![째])"
    ),
    # 이 주 is this week unless something shows that weeks are counted.
    re.compile(
        rf"{_BEFORE}(?P<number>{_SINO})\s*(?P<unit>주)(?=\s*(?:간|뒤|후|전|동안|안|내|마다|에 한))"
    ),
    re.compile(rf"{_BEFORE}(?P<number>(?!이\s*주){_SINO})\s*(?P<unit>주)(?![가-힣])"),
    re.compile(
        rf"{_BEFORE}(?P<number>{_NATIVE})\s*(?P<unit>시간|시|달|주일|주간|주|해)(?![가-힣]*째)"
    ),
    re.compile(rf"{_BEFORE}(?P<number>{_ONE})(?P<unit>분기)"),
)
_THIS: Final = re.compile(r"이\s*(?:시간|시)")  # 이 시간 is now, not two hours
_WORDS: Final = (
    "그저께 어제 오늘 내일 모레 글피 새벽 아침 오전 점심 오후 저녁 정오 자정 이번 다음 지난 평일 "
    "주중 주말 매일 매주 매달 매월 매년 격주 하루 이틀 사흘 나흘 열흘 보름 다섯 여섯 일곱 여덟 "
    "아홉 스물 동안 부터 까지"
)
_TORN: Final = re.compile(
    rf"(?<![가-힣])(?:{'|'.join(' ?'.join(word) for word in _WORDS.split())})|시 간|"
    "(?<=[월화수목금토일])(?:요 일| 요 ?일)"
)
_NEAR_DAY: Final = "그저께|그제|어제|오늘|내일|모레|글피|평일|주중|주말|요일"
_PART: Final = "새벽|아침|오전|점심|낮|오후|저녁|밤"
_WEEK: Final = r"(?:이번|다음|다다음|지난|저번|담)\s?주"
_APART: Final = (
    (re.compile(r"어젯\s?밤|간밤|지난\s?밤"), "어제 밤"),
    (re.compile(r"엊그(?:저께|제)"), "그저께"),
    (re.compile(r"엊저녁"), "어제 저녁"),
    (re.compile(rf"({_NEAR_DAY})(?={_PART})"), r"\1 "),
    (re.compile(r"^(?:다음\s?날|이튿날)"), "내일"),
    (re.compile(r"올\s?(?=해|봄|여름|가을|겨울)"), "올"),
    (re.compile(r"(?<![가-힣])다\s다음"), "다다음"),
    (re.compile(r"^주 전체"), "이번 주 전체"),
    (re.compile(rf"({_WEEK})\s?([월화수목금토일])(?=$|\s|에|까지|부터)"), r"\1 \2요일"),
    (re.compile(r"(?<![가-힣])유월(?!요일)"), "6월"),
    (re.compile(r"(?<![가-힣])시월(?!드|요일)"), "10월"),
    (re.compile(r"(?<![가-힣])석\s?달"), "세 달"),
    (re.compile(r"(?<![가-힣])넉\s?달"), "네 달"),
    (re.compile(r"(?<![가-힣])두어(?=\s?(?:시간|달|주|해))"), "두"),
    (re.compile(rf"({_ONE})사분기"), r"\1분기"),
    (re.compile(r"첫째 ?날"), "첫날"),
    (re.compile(r"\s?\(([월화수목금토일])(?:요일)?\)"), r" \1요일"),
    (re.compile(r"(?<=:\d\d)\s?-\s?(?=\d)"), "~"),
    (re.compile(r"\ba\.?\s?m\b\.?(?=\s*\d)", re.IGNORECASE), "오전"),
    (re.compile(r"\bp\.?\s?m\b\.?(?=\s*\d)", re.IGNORECASE), "오후"),
)
_AFTER_HOUR: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?P<minutes>:\d{2})?\s*(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE
)
_SEVERAL: Final = {
    **{"한두": "1~2", "두세": "2~3", "두서너": "2~4", "서너": "3~4", "너댓": "4~5"},
    **{"네댓": "4~5", "네다섯": "4~5", "대여섯": "5~6", "예닐곱": "6~7", "일고여덟": "7~8"},
}
_SEVERAL_NATIVE: Final = re.compile(
    rf"(?<![가-힣])(?P<number>{'|'.join(_SEVERAL)})\s?(?=시간|시|달|주|해|분|초|일|년|개월)"
)
_PAIRS: Final = "|".join(
    f"{first}{second}" for first, second in zip("일이삼사오육칠팔", "이삼사오육칠팔구", strict=True)
)
_SEVERAL_SINO: Final = re.compile(
    rf"(?<![가-힣])(?P<pair>{_PAIRS}|오륙)\s?(?P<ten>십\s?)?(?=일(?!요일)|년|개월|주|분|시간|초)"
)
_DIGITS: Final = {digit: n for n, digit in enumerate("일이삼사오육칠팔구", 1)} | {"륙": 6}
_TIME_UNIT: Final = "시간|시|분|초|박|일|주|개월|달|년"
_SEVERAL_FIGURES: Final = re.compile(
    rf"(?<![\d./:-])(\d{{1,3}})\s?(?:[~–-]|,\s?)\s?(\d{{1,3}})\s?(?={_TIME_UNIT})"
)
_ABOUT: Final = re.compile(r"^(?:대략|대충|거의|정확히|딱|약|한)\s(?=.*\d)")


def with_figures(text: str) -> str:
    """The text with its time numbers in figures and single spaces."""
    text = re.sub(r"\s+", " ", text).strip()
    text = _TORN.sub(lambda match: match.group().replace(" ", ""), text)
    text = _AFTER_HOUR.sub(_half_first, text)
    for pattern, written in _APART:
        text = pattern.sub(written, text)
    text = _SEVERAL_NATIVE.sub(lambda match: _SEVERAL[match["number"]], text)
    text = _SEVERAL_SINO.sub(_two_figures, text)
    for pattern in _SPELLED:
        text = pattern.sub(_figure, text)
    text = re.sub(rf"(\d)\s+(?=(?:{_TIME_UNIT}|월|박)(?![가-힣]*요일))", r"\1", text)
    text = _SEVERAL_FIGURES.sub(r"\1~\2", text)
    return _ABOUT.sub("", text)


def _figure(match: re.Match[str]) -> str:
    number = None if _THIS.fullmatch(match.group()) else parse_whole(match["number"])
    return match.group() if number is None else f"{number}{match['unit']}"


def _half_first(match: re.Match[str]) -> str:
    """7:30pm as 오후 7:30, 3 PM as 오후 3시."""
    half = "오전" if match["half"] in "aA" else "오후"
    return f"{half} {match['hour']}{match['minutes'] or '시'}"


def _two_figures(match: re.Match[str]) -> str:
    """이삼 as 2~3, 이삼십 as 20~30."""
    times = 10 if match["ten"] else 1
    first, second = (_DIGITS[digit] * times for digit in match["pair"])
    return f"{first}~{second}"
