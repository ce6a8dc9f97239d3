"""What a sentence gives to slots: by its entities and intent at any time, and by itself as the
answer to a question ("일곱 시", "우유 사기", "그만").

Pure functions of the sentence; whether it is taken as an answer is the policy's to decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dialog.rasa.plain import typed
from dialog.slot_file import SlotMapping, SlotSpec
from slu.core import Context, Slot, Understanding
from slu.understanding.resolve import resolve
from slu.values import TextValue, Value

_CANCEL: Final = re.compile(
    r"(아니(야|요|에요|다)?|아냐|아뇨|아|음|어|에이|그냥|이제|다|그럼)*"
    r"((취소|그만|됐|되었|관두|관둬|안할|안해|하지마|하지말|필요없|없던걸로|없던일로|괜찮|안[가-힣]{1,3}도(?=돼|되|괜찮)|(?:나중에|다음에)(?:할|하))"
    r"(요|아|아요|어|어요|다|네|네요|습니다|해|해요|해도돼|해도돼요|할게|할게요|할래|할래요|해줘|해주세요|해라|하자|하죠|"
    r"두자|래|래요|게|게요|자|돼|돼요|됩니다|되요|세요|둘게|둘래|둘래요|둬|둬요|주세요|됐어|됐어요|하고싶어)?){1,3}"
    r"|아니|아니야|아니요|아니오|아뇨|싫어|싫어요|ㄴㄴ"
)
_MOST: Final = 24  # letters; nobody says no more than to stop in more
_CORRECTS: Final = re.compile(
    r"(?:아니(?:야|다|요|에요)?|아냐|아뇨|아참|아 참|아차|앗|잠깐만?|미안\S*|죄송\S*)[\s,.!~]+\S|"
    r"\S+ ?말고\s+\S"
)
_REQUEST: Final = re.compile(
    r"(\?|줘|줘요|주라|줄래|줄래요|주세요|주십시오|주겠니|봐|봐요|해|해요|하자|해라|하세요|할까|할까요|까|까요|니|냐|"
    r"나요|가요|지요|죠|어때|어때요|뭐야|뭐지|뭐니|뭔데|언제야|어디야|누구야|시야|알려|틀어|켜|꺼|열어|닫아|시작|세요)[.!?~]*$"
)

# Words that end in 요 by themselves, and verbs: 필요, 수요; 있어요.
_OWN_YO: Final = re.compile(
    r"(?:필|중|수|동|가|민|개|주|소|요|강|박|세|에|예|해|줘|아|어|여|워|와|돼|네|데|게|래|죠|지|까|니|군|나|걸)요$"
)
_QUESTION: Final = re.compile(
    r"(?<!어때)(?<!어때요)(?<!될까)(?<!될까요)\?[.!?~]*$|"
    r"(?:^|\s)(?:몇|무슨|무엇|뭐|뭘|뭔|어떤|어느|언제|누구|누가|어디|얼마|왜|어떻|어떤가|어떨).*"
    r"(?:야|어|아|여|와|요|지|니|냐|까|래|데|은|는|더라|려나|가|던가|고)[.!~]*$"
)


def is_cancel(text: str) -> bool:
    """Whether the whole sentence says no more than to stop: "취소", "아니 됐어요"."""
    joined = re.sub(r"[\s.,!?~]", "", text)
    return len(joined) <= _MOST and _CANCEL.fullmatch(joined) is not None


def is_correction(text: str) -> bool:
    """Whether the sentence takes back what was said before it says another thing: 아니 여덟 시."""
    return _CORRECTS.match(text.strip()) is not None


def is_fragment(text: str) -> bool:
    """Whether the sentence lacks the ending of a request or a question: "일곱 시", "두 명이요".
    A button's `/intent` is a request."""
    words = text.strip()
    return not (text.startswith("/") or _REQUEST.search(words) or is_question(words))


def is_question(text: str) -> bool:
    """Whether the sentence asks something itself: "5킬로미터는 몇 마일이야", "내일 비 와?"; but
    "세 시 어때?" proposes."""
    return _QUESTION.search(text.strip()) is not None


def is_answer(understanding: Understanding, spec: SlotSpec, context: Context) -> bool:
    """Whether the sentence can be an answer and hardly anything else, whatever its intent:
    the slot's entities make up half of its letters, or it is a fragment that has a value.
    A question is none."""
    if is_question(understanding.text):
        return False
    letters = len(re.sub(r"\W", "", understanding.text))
    meant = sum(len(re.sub(r"\W", "", slot.text)) for slot in _matching(understanding, spec))
    if meant * 2 >= letters:
        return True
    text = understanding.text
    return is_fragment(text) and _whole(text, spec, context) is not None


def from_sentence(understanding: Understanding, slots: Mapping[str, SlotSpec]) -> dict[str, Value]:
    """The first entity that fits, for every slot that has one, else what the intent gives it; as
    Rasa does, one entity may serve several slots. Of `slots` only mappings that hold are looked at
    (`dialog.slot_filling`)."""
    found: dict[str, Value] = {}
    for name, spec in slots.items():
        entities = _matching(understanding, spec)
        value = _value(entities[0]) if entities else by_intent(spec)
        if value is not None:
            found[name] = value
    return found


def by_intent(spec: SlotSpec) -> Value | None:
    """What a sentence gives by its intent alone, to a slot whose mappings hold for it."""
    for mapping in spec.mappings:
        if mapping.type == "from_intent":
            return typed(mapping.value, spec)
    return None


def as_answer(
    understanding: Understanding, asked: str, slots: Mapping[str, SlotSpec], context: Context
) -> dict[str, Value]:
    """What the sentence gives as the answer to the slot that was asked for: that slot and,
    from its other entities, others. Empty when it gives nothing."""
    spec = slots[asked]
    used = _matching(understanding, spec)[:1]
    answer = _value(used[0]) if used else by_intent(spec)
    if answer is None:
        answer = _whole(understanding.text, spec, context)
        if answer is not None and not isinstance(answer, TextValue):
            return {asked: answer}  # all that was said, whatever it was marked as
    if answer is None:
        return from_sentence(understanding, slots)
    others = tuple(slot for slot in understanding.slots if slot not in used)
    rest = Understanding(understanding.text, understanding.intent, 1.0, slots=others)
    return {**from_sentence(rest, slots), asked: answer}


def _whole(text: str, spec: SlotSpec, context: Context) -> Value | None:
    """The sentence itself as a value: resolved as the slot's entity, or as free text."""
    start = len(text) - len(text.lstrip())
    words = text.strip()
    if is_fragment(words):
        for mapping in spec.mappings:
            if mapping.entity is not None:
                slot = Slot(mapping.entity, start, start + len(words), words)
                value = resolve(slot, context)
                if value is not None:
                    return value
    if not spec.takes_text or is_question(words):
        return None
    return TextValue(without_courtesy(words))


def without_courtesy(text: str) -> str:
    """두부 for 두부요, 엄마 생신 for 엄마 생신이요."""
    words = text.strip().rstrip(".!~ ")
    return words if _OWN_YO.search(words) else re.sub(r"(?<=[가-힣])(?:이?요|입니다)$", "", words)


def _matching(understanding: Understanding, spec: SlotSpec) -> list[Slot]:
    return [
        slot
        for slot in understanding.slots
        if any(_fits(slot, mapping) for mapping in spec.mappings)
    ]


def _fits(slot: Slot, mapping: SlotMapping) -> bool:
    return (
        mapping.type == "from_entity"
        and slot.name == mapping.entity
        and mapping.role in (None, slot.role)
        and mapping.group in (None, slot.group)
    )


def _value(slot: Slot) -> Value:
    return slot.value if slot.value is not None else TextValue(slot.text)
