"""Sentences that go on from what was said and done before: 그럼 부산은?, 거기 날씨는?, 아니 여덟
시로, 한 시간 뒤로 미뤄, 그거 취소해 줘.

Says what such a sentence is and completes it; pure functions. What is done about it is decided
in `dialog.policy`, and changing or undoing is a skill of the assistant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from dialog.answers import is_fragment, is_question
from dialog.domain import Domain
from dialog.tracker import Tracker
from slu.core import Context, Slot, Understanding
from slu.korean.particles import strip
from slu.understanding.resolve import resolve
from slu.values import NameValue, RangeValue, TextValue, Value

_SORRY: Final = (
    r"(?:아니(?:야|다|요|에요|지)?|아냐|아뇨|아차|아참|참|앗|아이고|에이|잠깐만?요?|잠시만|미안(?:해요?|합니다)?|"
    r"죄송(?:해요|합니다)?|실수|틀렸어요?|잘못 ?(?:말했어요?|말했네|말함)|그게 아니고|그게 아니라|"
    r"아|어|음|그냥|다시|그럼)"
)
_MARKED: Final = re.compile(rf"(?:{_SORRY}(?:[\s,.!~]+|$))+")
_STRONG: Final = re.compile(
    r"아니|아냐|아뇨|아차|아참|아 참|앗|미안|죄송|실수|틀렸|잘못|잠깐|잠시만|(?<=\S) ?말고(?=\s)|"
    r"(?:말한 ?거|말이야|말이에요|얘기야|뜻이야)\S*$"
)
_TO: Final = re.compile(
    r"(?:으로|로)\s*(?:좀\s*)?(?:(?:바꿔|변경|고쳐|옮겨|수정|조정|맞춰|설정|해|하자|할게|할래|부탁)\S*(?:\s*줘\S*|\s*주\S*)?)[.!?~]*$"
)
_MOVES: Final = re.compile(
    r"(?:미뤄|미루|늦춰|늦추|늦게|연기|앞당|당겨|일찍|이르게)|"
    r"(?:바꿔|변경|옮겨|수정|고쳐)\s?\S*[.!~]*$"
)
_MORE: Final = re.compile(
    r"(?:분|초|시간)(?:만|정도만)?\s*(?:더|이따(?:가)?|있다가?|뒤에|후에)"
    r"(?:\s*(?:다시|또|자고|잘게|잘래|깨워|울려|알려)\S*(?:\s*\S+)?)?[.!?~]*$"
)
_LONGER: Final = re.compile(r"(?:분|초|시간)만?\s(?:더|추가|연장|늘)")
_TIMED: Final = re.compile(
    r"(?:\d+|[일이삼사오육칠팔구십]{1,3}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
    r" ?(?:시간|시|분|초)"
)
_SWITCH: Final = re.compile(r"(?:켜|꺼|끄)\s?(?:자|줘|줘요|주세요|줄래|주라|라|봐)?[.!~]*$")
_BARE_TO: Final = re.compile(r"\S(?:으로|로)(?:요)?[.!~]*$")
_PUT_OFF: Final = re.compile(r"(?:미뤄|미루|늦춰|늦추|연기[해시]|연기 해|앞당|당겨)")
_UNDO: Final = re.compile(
    r"(?:취소|지워|지우|삭제|없애|빼|꺼|철회|무르|물러)\S*(?:\s+(?:줘|주|버려|할게|할래|해|돼|되)\S*){0,3}$|"
    r"(?:없던|안 한|안한) (?:걸로|일로|것으로)\S*.*$"
)
_THAT: Final = re.compile(
    r"(?:^|\s)(?:그거|그것|그건|그걸|이거|이건|이걸|저거|방금|좀 ?전|아까|"
    r"(?:그|방금|아까|이)\s?(?:알람|타이머|일정|약속|알림|예약|회의|거|것|건|걸))\S*"
)
_FILLER: Final = re.compile(r"방금|아까|좀 ?전|막|다시|그냥|전에|이제|[은는을를도에좀다]")
_SAID_OF_IT: Final = re.compile(
    r"(?:그|방금|아까|이|지금)?\s*(?:막\s*)?(?:맞춘|넣은|추가한|잡은|만든|한|말한|적은|설정한)?\s*"
    r"(?:그거|그것|그건|그걸|이거|이건|이걸|저거|알람|타이머|일정|약속|알림|예약|회의|거|것|건|걸|게)"
    r"(?:을|를|은|는|도|만|좀)?|방금|아까|좀 ?전|막|다시|그냥|전에|[은는을를도에]"
)
_TOPIC: Final = re.compile(
    r"(?:그럼|그러면|그리고|또|그)?\s*(?P<what>.+?)(?:은|는|도)?(?:요)?\s*\?*"
)
_ALSO: Final = re.compile(r"도(?:요)?[.!~]*$")
_TOPIC_END: Final = re.compile(r"(?:은|는|도)(?:요)?\s*[?.!]*$|\?$")
_ASKING: Final = re.compile(
    r"\?|알려|보여|말해|어때|어떤|몇|뭐|무슨|언제|어디|얼마|있[어나니]|궁금|날씨|[니냐까지요]$"
)
_COPULA: Final = re.compile(
    r"\s*(?:말한 ?거\S*|말이\S+|이야|야|이에요|예요|에요|입니다|요|이요|라고)[.!~]*$"
)
_SHORT, _BRIEF = 3, 5  # words
_SURE, _LIKELY, _HARDLY = 0.9, 0.2, 0.1  # of confidence; the last of a few words
_CHOICE: Final = re.compile(r"^.*\s?(?:말고|아니고|아니라)\s+")


def with_references(
    understanding: Understanding, tracker: Tracker, domain: Domain
) -> Understanding:
    """With words like 거기 standing for the name said last, each as a slot; what is nothing but
    a known name (아니 안방) is that name."""
    slots = list(understanding.slots) or _known_name(understanding.text, domain)
    for entity, words in domain.spec.references.items():
        meant = tracker.mentioned.get(entity)
        found = re.search(rf"(?<!\S)(?:{'|'.join(map(re.escape, words))})", understanding.text)
        if meant is None or found is None:
            continue
        slots = [slot for slot in slots if slot.end <= found.start() or slot.start >= found.end()]
        if any(slot.name == entity for slot in slots):
            return understanding
        slots.append(Slot(entity, found.start(), found.end(), found.group(), meant))
    return replace(understanding, slots=tuple(sorted(slots, key=lambda slot: slot.start)))


def _known_name(text: str, domain: Domain) -> list[Slot]:
    """The slot of a sentence that is one word of the gazetteer, whatever stands around it."""
    word = strip(re.sub(r"도$", "", _COPULA.sub("", _without_mark(text.strip()))))
    start = text.find(word)
    for entity, names in domain.vocabulary.items():
        if word and word in names:
            value = NameValue(names[word], entity)
            return [Slot(entity, start, start + len(word), word, value)]
    return []


def carried_on(understanding: Understanding, tracker: Tracker, context: Context) -> Understanding:
    """그럼 부산은? after a question about 서울 is that question about 부산; 거실도 after 부엌 불
    켜 줘 is that request for 거실."""
    done = tracker.done.begun_by if tracker.done is not None else None
    text = understanding.text.strip()
    fragment = _TOPIC.fullmatch(text)
    if done is None or fragment is None or not _TOPIC_END.search(text):
        return understanding
    new = _said_anew(understanding, fragment, done, context)
    told = sum(len(re.sub(r"\s", "", slot.text)) for slot in new)
    if not new or told + 1 < len(re.sub(r"\s", "", fragment["what"])):
        return understanding
    names = {slot.name for slot in done.slots}
    if not _ASKING.search(done.text) and not (_ALSO.search(text) and new[0].name in names):
        return understanding
    return replace(_with_slots(done, new), intent=done.intent, confidence=1.0, in_scope=True)


def in_context(understanding: Understanding, tracker: Tracker) -> Understanding:
    """좀만 줄여 줘 after a word about the volume is about the volume: of a sentence without slots,
    the reading of the same scenario (audio_volume_up, audio_volume_down) as what was done last."""
    done, sure = tracker.done, understanding.confidence >= _SURE
    if done is None or sure or understanding.slots:
        return understanding
    least = _HARDLY if len(understanding.text.split()) <= _SHORT else _LIKELY
    for score in understanding.ranking:
        if _scenario(score.name) == _scenario(done.intent) and score.confidence >= least:
            return replace(understanding, intent=score.name, confidence=_SURE)
    return understanding


def _scenario(intent: str) -> str:
    return intent.split("_")[0]


def _said_anew(
    understanding: Understanding, fragment: re.Match[str], done: Understanding, context: Context
) -> list[Slot]:
    """The slots of the fragment; where none was marked, the fragment read as one of the old."""
    new = [slot for slot in understanding.slots if slot.value is not None]
    start, end = fragment.span("what")
    for old in () if new else done.slots:
        slot = Slot(old.name, start, end, fragment["what"])
        value = resolve(slot, context)
        if value is not None and not isinstance(value, NameValue | TextValue):
            return [replace(slot, value=value)]
    return [replace(slot, name=_name_in(done, slot)) for slot in new]


def _name_in(done: Understanding, slot: Slot) -> str:
    """What the earlier sentence called such a value: 주말 may be marked as a time, and 모레 stood
    there as a date."""
    if any(old.name == slot.name for old in done.slots):
        return slot.name
    alike = (old.name for old in done.slots if _kind(old.value) == _kind(slot.value))
    return slot.name if isinstance(slot.value, NameValue | TextValue) else next(alike, slot.name)


def _kind(value: Value | None) -> type:
    return type(value.start if isinstance(value, RangeValue) else value)


def _with_slots(old: Understanding, new: list[Slot]) -> Understanding:
    """The old sentence with the new slots in the places of those of the same name."""
    text, slots = old.text, list(old.slots)
    for slot in new:
        same = next((one for one in slots if one.name == slot.name), None)
        start, end = (0, 0) if same is None else (same.start, same.end)
        words = f"{slot.text} " if same is None else slot.text
        slots = [_shifted(one, end, len(words) - (end - start)) for one in slots if one is not same]
        slots.append(replace(slot, start=start, end=start + len(slot.text)))
        text = text[:start] + words + text[end:]
    return replace(old, text=text, slots=tuple(sorted(slots, key=lambda slot: slot.start)))


def _shifted(slot: Slot, behind: int, by: int) -> Slot:
    if slot.start < behind:
        return slot
    return replace(slot, start=slot.start + by, end=slot.end + by)


def is_change(understanding: Understanding, tracker: Tracker) -> bool:
    """Whether what was made last is to be another: 아니 여덟 시로, 오 분만 더."""
    text = understanding.text.strip()
    if _PUT_OFF.search(text) and understanding.slots and not is_question(text):
        return True
    if not tracker.made:
        return False
    rest = _COPULA.sub("", _TO.sub("", _without_mark(text)))
    if _MORE.search(text) and tracker.made.startswith("rang:"):
        return True
    if _ALSO.search(text) and is_fragment(text) and len(text.split()) <= _SHORT:
        return tracker.since_made == 1
    if _CHOICE.search(text) and is_fragment(rest) and tracker.since_made == 1:
        return True
    if _SWITCH.fullmatch(rest):
        return tracker.since_made == 1
    valued = _TIMED.search(text) is not None or any(
        slot.value is not None and not isinstance(slot.value, TextValue)
        for slot in understanding.slots
    )
    if valued and _LONGER.search(text) and tracker.since_made == 1:
        return True
    if not is_fragment(rest) and not _MOVES.search(text):
        return False
    if _BARE_TO.search(text) and tracker.since_made == 1:
        return valued
    brief = tracker.since_made == 1 and len(text.split()) <= _BRIEF
    if _MOVES.search(text) or (_TO.search(text) and brief):
        return valued or _STRONG.search(text) is not None
    return _STRONG.search(text) is not None and bool(rest) and valued


def _without_mark(text: str) -> str:
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
