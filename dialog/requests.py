"""Cuts a sentence that asks for several things into its requests: 불 끄고 일곱 시에 깨워 줘.

Only where a verb of asking ends a request: 우유 사고 빵 사라고 알려 줘 is one. Pure functions of
the text; whether the parts make sense is for who understands them.
"""

from __future__ import annotations

import re
from typing import Final

# Stems of what is asked for, as they stand before 고, and as a request ends with them.
_STEMS: Final = {
    "끄": "꺼",
    "켜": "켜",
    "키": "켜",
    "맞추": "맞춰",
    "지우": "지워",
    "알리": "알려",
    "깨우": "깨워",
    "틀": "틀어",
    "줄이": "줄여",
    "올리": "올려",
    "내리": "내려",
    "높이": "높여",
    "낮추": "낮춰",
    "키우": "키워",
    "바꾸": "바꿔",
    "넣": "넣어",
    "적": "적어",
    "빼": "빼",
    "없애": "없애",
    "만들": "만들어",
    "멈추": "멈춰",
    "돌리": "돌려",
    "미루": "미뤄",
    "옮기": "옮겨",
    "부르": "불러",
    "잡": "잡아",
    "추가하": "추가해",
    "취소하": "취소해",
    "삭제하": "삭제해",
    "설정하": "설정해",
    "등록하": "등록해",
    "저장하": "저장해",
    "시작하": "시작해",
    "변경하": "변경해",
    "예약하": "예약해",
    "해제하": "해제해",
    "주문하": "주문해",
    "소거하": "소거해",
    "소거 하": "소거 해",
    "말하": "말해",
    "보여": "보여",
}
_BY_LENGTH: Final = "|".join(sorted(map(re.escape, _STEMS), key=len, reverse=True))
# 꺼 주고, 깨워주고요, 끄고, 끄고 나서; then the next request.
_GIVING: Final = re.compile(
    r"(?P<verb>[가-힣]*[아어여해려워춰켜꺼빼내])\s?주(?:시)?고(?:요)?,?\s+(?=\S)"
)
_PLAIN: Final = re.compile(
    rf"(?P<stem>{_BY_LENGTH})고(?:요)?(?:\s*(?:나서|난 ?(?:다음|뒤)(?:에)?))?,?\s+"
    r"(?!싶|있|계|나면|말)(?=\S)"
)
# 오늘 며칠이고 지금 몇 시야
_ASKED: Final = re.compile(
    r"(?P<what>며칠|몇 ?시|무슨 요일|언제|어디|누구|얼마|몇 도|몇 ?월|뭐)(?:이)?고,?\s+(?=\S)"
)
_SENTENCES: Final = re.compile(
    r"(?<=[줘요라해봐까다아어])(?:[.!?~]+\s+|,\s*)(?=\S)|(?<=알람),\s*(?=\S)|(?<=[줘요라해봐까로])\s+(?=그리고\s)"
)
_AND: Final = re.compile(r"^(?:그리고|그 ?다음(?:에)?|그러고 나서|또|아 그리고|그리고 나서)\s+")
_ASKS: Final = re.compile(
    r"(?:줘|줘요|주라|줄래|줄래요|주세요|주십시오|달라|부탁\S*|해|해요|하자|해라|봐|봐요|켜|꺼|야|니|냐|까|까요|나요|"
    r"가요|어|어때|어때요|지|죠|라|요|타이머|알람|\d시로|\S시로|분으로)[.!?~]*$"
)


# 내일 아침 8시랑 9시에 깨워 줘: one request for each time, on the same day.
_TIME = r"(?:\d{1,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두) ?시(?: ?반| ?\d{1,2}분)?"
_LENGTH = r"(?:\d{1,3}|[일이삼사오육칠팔구십]{1,3}|한|두|세|네) ?(?:분|초|시간)(?: ?반)?"
_DAY = (
    r"(?:(?:오늘|내일|모레|글피|(?:이번 ?주 |다음 ?주 )?[월화수목금토일]요일)(?:에|은|엔)?\s*)?"
    r"(?:(?:아침|오전|새벽|낮|오후|저녁|밤)(?:에|엔)?\s*)?"
)
_WITH = r"\s?(?:이랑|랑|하고|과|와|,|그리고)\s*"
_EACH: Final = re.compile(
    rf"(?P<day>{_DAY})(?P<first>{_TIME})(?:에)?(?P<kind> ?(?:알람|모닝콜))?{_WITH}"
    rf"(?P<half>(?:(?:오전|오후|아침|저녁|밤) ?)?)(?P<second>{_TIME})"
    r"(?P<rest>(?:에)?(?: ?두 ?번)? ?(?:각각 |둘 다 )?(?:알람|모닝콜|깨워|일어나).{0,20})"
)
_TIMERS: Final = re.compile(
    rf"(?:타이머(?:를)? ?)?(?P<first>{_LENGTH})(?: ?타이머)?{_WITH}(?P<second>{_LENGTH})(?: ?짜리)?"
    r"(?: ?타이머)?(?:를)?(?: ?(?:두 ?개|둘 다|각각|하나씩))?(?P<rest>.{0,20})"
)
_HAS_DAY: Final = re.compile(rf"{_DAY}(?={_TIME})")
_NEXT_TIME: Final = re.compile(rf"(?P<half>(?:오전|오후|아침|저녁|밤)? ?){_TIME}")
_NOT_ALONE: Final = re.compile(r"^(?:\S+ ){0,2}\S*전에(?:는)? (?:미리 )?(?:알려|말해|울려)")


def split(text: str) -> tuple[str, ...]:
    """The requests in order, each as a sentence of its own; the text alone when it is one."""
    each = _at_each_time(text.strip())
    if each is not None:
        return each
    parts: list[str] = []
    for sentence in _SENTENCES.split(text.strip()):
        parts += _split_at_verbs(_AND.sub("", sentence.strip()))
    if any(_NOT_ALONE.search(part) for part in parts[1:]):  # 적고 한 시간 전에 알려 줘
        return (text,)
    if len(parts) < 2 or not all(_ASKS.search(part) for part in parts):
        return (text,)
    return tuple(_on_same_day(parts))


def _at_each_time(text: str) -> tuple[str, ...] | None:
    """The requests of one verb for two times or two lengths."""
    found = _EACH.fullmatch(text)
    if found is not None:
        day, half = found["day"], found["half"] or found["day"]
        second = f"{_day_alone(day)}{half}" if found["half"] else day
        return f"{day}{found['first']}{found['rest']}", f"{second}{found['second']}{found['rest']}"
    timers = _TIMERS.fullmatch(text) if "타이머" in text else None
    if timers is None:
        return None
    rest = timers["rest"].strip() or "맞춰 줘"
    return tuple(f"타이머 {timers[name]} {rest}" for name in ("first", "second"))


def _on_same_day(parts: list[str]) -> list[str]:
    """The day and the half of the first request for a later one that names only a time: 내일 아침
    7시에 깨워 주고 8시에도 깨워 줘."""
    told = _HAS_DAY.match(parts[0])
    if told is None:
        return parts
    rest = []
    for part in parts[1:]:
        time = _NEXT_TIME.match(part)
        day = "" if time is None else _day_alone(told[0]) if time["half"].strip() else told[0]
        rest.append(f"{day}{part}")
    return [parts[0], *rest]


def _day_alone(day: str) -> str:
    return re.sub(r"(?:아침|오전|새벽|낮|오후|저녁|밤)(?:에|엔)?\s*$", "", day)


def _split_at_verbs(text: str) -> list[str]:
    for pattern in (_GIVING, _PLAIN):
        found = pattern.search(text)
        if found is not None:
            verb = found.groupdict().get("verb") or _STEMS[found["stem"]]
            first = f"{text[: found.start()]}{verb} 줘"
            return [first, *_split_at_verbs(_AND.sub("", text[found.end() :].strip()))]
    asked = _ASKED.search(text)
    if asked is not None:
        return [f"{text[: asked.end('what')]}야", *_split_at_verbs(text[asked.end() :].strip())]
    return [text]
