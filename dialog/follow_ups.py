"""Sentences about what was made last: 아니 여덟 시로, 한 시간 뒤로 미뤄, 그거 취소해 줘.

Says whether a sentence changes or undoes it; pure functions. What is done about it is decided in
`dialog.policy`, and changing or undoing is a skill of the assistant. Completing a sentence by what
was said before is `dialog.going_on`.
"""

from __future__ import annotations

import re
from typing import Final

from dialog.answers import is_fragment, is_question
from dialog.tracker import Tracker
from slu.core import Understanding
from slu.values import TextValue

_SHORT, _BRIEF = 3, 5  # words
_SORRY: Final = (
    r"(?:아니(?:야|다|요|에요|지)?|아냐|아뇨|아차|아참|참|앗|아이고|에이|잠깐만?요?|잠시만|맞다|"
    r"미안(?:해요?|합니다)?|죄송(?:해요|합니다)?|실수|틀렸어요?|잘못 ?(?:말했어요?|말했네|말함)|"
    r"그게 아니고|그게 아니라|생각해 ?보니까?|아이쿠|어머|가만|아|어|음|그냥|다시|그럼)"
)
_MARKED: Final = re.compile(rf"(?:{_SORRY}(?:[\s,.!~]+|$))+")
_STRONG: Final = re.compile(
    r"아니|아냐|아뇨|아차|아참|아 참|아 맞다|앗|미안|죄송|실수|틀렸|잘못|잠깐|잠시만|생각해 ?보니|"
    r"(?<=\S) ?말고(?=\s)|"
    r"(?:말한 ?거|말이야|말이에요|얘기야|뜻이야)\S*$"
)
_TO: Final = re.compile(
    r"(?:으로|로)\s*(?:좀\s*)?(?:(?:바꿔|변경|고쳐|옮겨|수정|조정|맞춰|설정|해|하자|할게|할래|부탁)\S*(?:\s*줘\S*|\s*주\S*)?)[.!?~]*$"
)
_MOVES: Final = re.compile(
    r"(?:미뤄|미루|늦춰|늦추|늦게|연기|앞당|당겨|일찍|이르게)|"
    r"(?:바꿔|바뀌|바뀐|변경|옮겨|수정|고쳐)\s?\S*[.!~]*$"
)
_MORE: Final = re.compile(
    r"(?:분|초|시간)(?:만|정도만)?\s*(?:더|이따(?:가)?|있다가?|뒤에|후에)"
    r"(?:\s*(?:다시|또|자고|잘게|잘래|깨워|울려|알려)\S*(?:\s*\S+)?)?[.!?~]*$"
)
_LONGER: Final = re.compile(r"(?:분|초|시간)만?\s(?:더|추가|연장|늘)")
_TIMED: Final = re.compile(
    r"(?:\d+|[일이삼사오육칠팔구십]{1,3}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
    r" ?(?:시간|시|분|초|일|주)|하루|이틀|사흘|나흘|일주일|보름"
)
_SWITCH: Final = re.compile(
    r"(?:(?:그거|그건|그걸|이거|이건|이제|다시|그만|좀|도로) ?){0,3}"
    r"(?:켜|꺼|끄|멈춰|멈추|정지해|중지해|돌려|틀어)\s?"
    r"(?:자|줘|줘요|주세요|줄래|주라|라|봐|요|도 돼)?[.!~]*$"
)
# Why something is to be done, before what: 시끄러우니까 멈춰, 이제 추워 꺼 줘.
REASON: Final = re.compile(
    r"^(?:\S+\s+){0,2}\S*(?:니까|으니|라서|어서|아서|워서|네|다|워|어|요|고)[.,!]?\s+"
)
_IS_AT: Final = re.compile(r"(?:이야|야|이에요|예요|에요|입니다|이다)[.!~]*$")
_NOT_THAT: Final = re.compile(r"\S ?(?:말고|빼고)(?:요)?[.!~]*$")
_OTHER: Final = re.compile(r"불|조명|밝|어둡|온도|에어컨|난방")
# Too much or too little of what was just set.
_DEGREE: Final = re.compile(
    r"(?:너무|아직도?|좀만?|조금만?|살짝|약간|더)\s.*"
    r"(?:작|크|커|시끄|키워|키우|줄여|줄이|올려|낮춰|내려)|안 들려|"
    r"(?:반|절반|최대|최소|끝까지|\d)\S* (?:더 )?(?:키워|줄여|올려|낮춰|내려|해|맞춰)"
)
_FIGURE: Final = re.compile(
    r"(?:\d{1,3}|[일이삼사오육칠팔구십백영]{1,4}) ?(?:퍼센트|프로|%|단계)?(?:으로|로)?"
)
_BARE_TO: Final = re.compile(r"\S(?:으로|로)(?:요)?[.!~]*$")
_PUT_OFF: Final = re.compile(r"(?:미뤄|미루|늦춰|늦추|연기[해시]|연기 해|앞당|당겨)")
_UNDO: Final = re.compile(
    r"(?:취소|지워|지우|삭제|없애|빼|꺼|철회|무르|물러)\S*(?:\s+(?:줘|주|버려|할게|할래|해|돼|되)\S*){0,3}$|"
    r"(?:없던|안 한|안한) (?:걸로|일로|것으로)\S*.*$|"
    r"(?:(?:원래|처음|아까)(?:대로|처럼)|되돌려)\S*(?: \S+){0,2}$"
)
_THAT: Final = re.compile(
    r"(?:^|\s)(?:그거|그것|그건|그걸|이거|이건|이걸|저거|방금|좀 ?전|아까|"
    r"(?:그|방금|아까|이)\s?(?:알람|타이머|일정|약속|알림|예약|회의|거|것|건|걸))\S*"
)
_FILLER: Final = re.compile(r"방금|아까|좀 ?전|막|다시|그냥|전에|이제|[은는을를도에좀다]")
_SAID_OF_IT: Final = re.compile(
    r"(?:그|방금|아까|이|지금)?\s*+(?:막\s*+)?(?:맞춘|넣은|추가한|잡은|만든|한|말한|적은|설정한)?\s*+"
    r"(?:그거|그것|그건|그걸|이거|이건|이걸|저거|알람|타이머|일정|약속|알림|예약|회의|거|것|건|걸|게)"
    r"(?:을|를|은|는|도|만|좀)?|방금|아까|좀 ?전|막|다시|그냥|전에|[은는을를도에]"
)
ALSO: Final = re.compile(r"도(?:요)?[.!~]*$")
COPULA: Final = re.compile(
    r"\s*(?:말한 ?거\S*|말이\S+|이야|야|이에요|예요|에요|입니다|요|이요|라고)[.!~]*$"
)
_CHOICE: Final = re.compile(r"^.*\s?(?:말고|아니고|아니라)\s+")


def is_change(understanding: Understanding, tracker: Tracker) -> bool:
    """Whether what was made last is to be another: 아니 여덟 시로, 오 분만 더."""
    text = understanding.text.strip()
    if _PUT_OFF.search(text) and understanding.slots and not is_question(text):
        return True
    if not tracker.made:
        return False
    rest = COPULA.sub("", _TO.sub("", without_mark(text)))
    if _MORE.search(text) and tracker.made.startswith("rang:"):
        return True
    valued = _TIMED.search(text) is not None or any(
        slot.value is not None and not isinstance(slot.value, TextValue)
        for slot in understanding.slots
    )
    at_once = tracker.since_made == 1
    if at_once and (_is_of_it(text, rest, tracker.made) or (valued and _LONGER.search(text))):
        return True
    if not is_fragment(rest) and not _MOVES.search(text):
        return False
    if _BARE_TO.search(text) and at_once:
        return valued
    brief = at_once and len(without_mark(text).split()) <= _BRIEF
    if _MOVES.search(text) or (_TO.search(text) and brief):
        return valued or _STRONG.search(text) is not None
    return _STRONG.search(text) is not None and bool(rest) and valued


def _is_of_it(text: str, rest: str, made: str) -> bool:
    """Whether the sentence can only be about what was made just before; `rest` is what is left of
    it without its marks."""
    if ALSO.search(text) and is_fragment(text) and len(text.split()) <= _SHORT:
        return True
    if _CHOICE.search(text) and is_fragment(rest):
        return True
    if _SWITCH.fullmatch(rest) or _SWITCH.fullmatch(REASON.sub("", rest)):
        return True
    if _STRONG.search(text) and _FIGURE.fullmatch(rest):
        return True
    if _IS_AT.search(text) and _TIMED.match(text) and is_fragment(_IS_AT.sub("", text)):
        return True
    if made.startswith("items:"):
        return _NOT_THAT.search(text) is not None
    degree = made.startswith("volume:") and _DEGREE.search(text) is not None
    return degree and _OTHER.search(text) is None


def without_mark(text: str) -> str:
    """여덟 시로 of 아니 여덟 시로, 모레 of 내일 말고 모레."""
    return _CHOICE.sub("", _MARKED.sub("", text, count=1))


def is_undo(understanding: Understanding, tracker: Tracker) -> bool:
    """Whether what was made last is to be undone: 그거 취소해 줘; a bare 취소 only right after."""
    text = understanding.text.strip()
    end = _UNDO.search(text)
    if not tracker.made or end is None:
        return False
    start = text[: end.start()]
    rest = _MARKED.sub("", start + " ", count=1)
    if _THAT.search(start):
        return not _SAID_OF_IT.sub("", rest).strip(" ,.")
    return tracker.since_made == 1 and not _FILLER.sub("", rest).strip(" ,.")
