"""Sentences that go on from what was said before, completed: 그럼 부산은?, 거기 날씨는?, 하나 더,
다 지워 줘 after a list was told.

Pure functions. Whether a sentence changes or undoes what was made is `dialog.follow_ups`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from dialog.domain import Domain
from dialog.follow_ups import ALSO, COPULA, REASON, without_mark
from dialog.tracker import Tracker
from slu.core import Context, Slot, Understanding
from slu.korean.particles import strip
from slu.understanding.resolve import resolve
from slu.values import NameValue, RangeValue, TextValue, Value

_SHORT = 3  # words
_SURE, _LIKELY, _HARDLY = 0.9, 0.2, 0.1  # of confidence; the last of a few words
_TOLD_AWAY: Final = re.compile(
    r"(?:(?:그럼|그러면|그거|그것들|그것|이거|이것들|그냥|이제|싹|다|전부|모두|죄다|몽땅) ?){0,4}"
    r"(?:지워|지우|취소해|취소하|삭제해|삭제하|없애|꺼|끄|치워|비워)\s?"
    r"(?:자|줘|줘요|주세요|줄래|주라|버려|버려라|버려줘|라|거라|다오|요)?[.!~]*"
)
_ONE_OF_THEM: Final = re.compile(
    r"(?:^|\s)(?:거|것|건|걸|꺼)(?:는|은|만|를|을|도)?\s?(?:좀\s)?"
    r"(?:지워|지우|취소|삭제|빼|꺼|없애)\S*(?:\s\S+){0,2}$"
)
_KIND: Final = re.compile(r"알람|타이머|일정|약속|알림|회의|목록|리스트|불|조명")
_HOW_LONG: Final = re.compile(
    r"(?:(?:이제|지금|그거|그건|근데|그럼) ?){0,2}"
    r"(?:얼마나|얼마|몇 ?분|몇 ?초|몇 ?시간)(?:이나|쯤|정도)? ?(?:더 ?)?남\S*"
)
_WHAT_IS_THERE: Final = re.compile(
    r"(?:(?:이제|지금|그럼|그러면|그래서|그리고|거기|거기에|거긴|또) ?){0,3}"
    r"(?:뭐뭐|뭐|뭘|무엇|몇 개)(?:가|이|나)? ?"
    r"(?:있|남았|남아|적었|적혀|들었|들어|넣었)\S*(?: ?있\S*)?"
)
# The last request once more: 더, 조금만 더 줘, 하나 더.
_AGAIN: Final = re.compile(
    r"(?:(?:조금|좀|쪼금|약간|살짝|한 번|한번|하나|하나만|한 개|한 잔)만? ?){0,2}"
    r"(?:더|또)(?: ?(?:더|해|해 봐|해 줘|줘|부탁해))?(?:요|주세요)?[.!~]*"
)
_TOPIC: Final = re.compile(
    r"(?:그럼|그러면|그리고|또|그)?\s*(?P<what>.+?)(?:은|는|도)?(?:요)?\s*\?*"
)
_TOPIC_END: Final = re.compile(r"(?:은|는|도)(?:요)?\s*[?.!]*$|\?$")
_ASKING: Final = re.compile(
    r"\?|알려|보여|말해|어때|어떤|몇|뭐|무슨|언제|어디|얼마|있[어나니]|궁금|날씨|[니냐까지요]$"
)


def completed(
    understanding: Understanding, tracker: Tracker, domain: Domain, context: Context
) -> Understanding:
    """The sentence with what the conversation before tells of it; an answer to a question takes
    only names."""
    found = _with_references(understanding, tracker, domain)
    if tracker.expected is not None:
        return found
    found = _in_context(_carried_on(found, tracker, context), tracker)
    return _of_what_was_told(_said_again(found, tracker), tracker, domain)


def _with_references(
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
    word = strip(re.sub(r"도$", "", COPULA.sub("", without_mark(text.strip()))))
    start = text.find(word)
    for entity, names in domain.vocabulary.items():
        if word and word in names:
            value = NameValue(names[word], entity)
            return [Slot(entity, start, start + len(word), word, value)]
    return []


def _carried_on(understanding: Understanding, tracker: Tracker, context: Context) -> Understanding:
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
    if not _ASKING.search(done.text) and not (ALSO.search(text) and new[0].name in names):
        return understanding
    return replace(_with_slots(done, new), intent=done.intent, confidence=1.0, in_scope=True)


def _said_again(understanding: Understanding, tracker: Tracker) -> Understanding:
    """더 after 소리 줄여 줘 is that request again; none with a time or a figure is."""
    done = tracker.done.begun_by if tracker.done is not None else None
    if done is None or not _AGAIN.fullmatch(understanding.text.strip()):
        return understanding
    if re.search(r"\d", done.text) or any(not _is_name(slot.value) for slot in done.slots):
        return understanding
    return replace(done, confidence=1.0, in_scope=True, parts=())


def _is_name(value: Value | None) -> bool:
    return value is None or isinstance(value, NameValue | TextValue)


def _of_what_was_told(
    understanding: Understanding, tracker: Tracker, domain: Domain
) -> Understanding:
    """다 지워 줘 after alarms were told is about the alarms (alarm_remove), and 뭐뭐 있지? after
    something was put on a list about the list (lists_query)."""
    done, text = tracker.done, understanding.text.strip()
    if done is None:
        return understanding
    remove, query = f"{_scenario(done.intent)}_remove", f"{_scenario(done.intent)}_query"
    if domain.rule(remove) is None or domain.rule(query) is None:
        return understanding
    away = _TOLD_AWAY.fullmatch(text) or _TOLD_AWAY.fullmatch(REASON.sub("", text))
    one_of_them = _ONE_OF_THEM.search(text) and not _KIND.search(text)
    if (done.intent == query and away) or one_of_them:
        return replace(understanding, intent=remove, confidence=1.0, in_scope=True)
    words = text.rstrip("?!.~ ")
    timed = (tracker.made or "").partition(":")[0] in ("alarm", "timer")
    if _WHAT_IS_THERE.fullmatch(words) or (timed and _HOW_LONG.fullmatch(words)):
        return replace(understanding, intent=query, confidence=1.0, in_scope=True)
    return understanding


def _in_context(understanding: Understanding, tracker: Tracker) -> Understanding:
    """좀만 줄여 줘 after a word about the volume is about the volume: of a sentence without slots,
    the reading of the same scenario (audio_volume_up, audio_volume_down) as what was done last."""
    done, sure = tracker.done, understanding.confidence >= _SURE
    if done is None or sure:
        return understanding
    if understanding.slots:  # half understood is enough for what goes on with the same
        same = _scenario(understanding.intent) == _scenario(done.intent)
        return (
            _surely(understanding)
            if same and understanding.confidence >= _LIKELY
            else understanding
        )
    brief = len(understanding.text.split()) <= _SHORT or not understanding.in_scope
    for score in understanding.ranking:
        likely = score.confidence >= (_HARDLY if brief else _LIKELY)
        if _scenario(score.name) == _scenario(done.intent) and likely:
            return _surely(replace(understanding, intent=score.name))
    return understanding


def _surely(understanding: Understanding) -> Understanding:
    return replace(understanding, confidence=_SURE, in_scope=True)


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
