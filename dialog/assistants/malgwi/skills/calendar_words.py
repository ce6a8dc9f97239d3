"""What a sentence about the calendar means beyond its slots: the title, found in the text."""

from __future__ import annotations

import re

from dialog.answers import is_fragment, without_courtesy
from dialog.assistants.malgwi.skills.when import time_slots
from dialog.assistants.malgwi.skills.words import (
    ALL,
    answered,
    is_answering,
    plain,
    plain_slot,
    plain_slots,
)
from dialog.skill import Request
from slu.core import Slot
from slu.korean.particles import attach, strip

_TASK = re.compile(
    r"(.+?)\s*(하라고|라고|으라고|하는 거|해야 (?:돼|해|한다)|야 (?:돼|되|해|하|한다)\S*|다고 알려)"
)
REMINDER = "알림"
_BARE = re.compile(
    r"(?:(?:에|쯤|쯤에|나|나한테|나에게|내게|저|저한테|저에게|꼭|좀|다시|그때|한번|한 번)\s+)*"
    r"(?:알림|알려|말해|불러|울려|깨워|리마인드|리마인더)(?:을|를)?\s*(?:좀\s*)?"
    r"(?:해|맞춰|설정해|추가해|울려)?\s*(?:줘|줘요|주세요|주라|줄래|줄래요|달라|다오)?[.!?~]*"
)
_COURTESY = re.compile(
    r"^(?:올리야?|시리|알렉사|헤이|말귀야|얘야|있잖아|저기요?|나한테|나에게|나|내가|내|제|확실하게)\s+|"
    r"^(?:에|에는|부터|까지|후에|뒤에|전에|있다가)(?:\s+|$)"
)
_COMMON = re.compile(
    r"미팅|회의|면접|수업|진료|병원|치과|생일 ?파티|생일|결혼식|파티|"
    r"여행|운동|공부|시험|점심|저녁 식사|발표|세미나|강의|상담|회식|모임"
)
_KIND = re.compile(r"(?:^|(?<=\s))(?P<what>[가-힣]{2,})\s+(?:약속|모임|행사)(?=\s|을|를|$)")
_OF_KIND = re.compile(
    r"(?:^|(?<=\s))(?P<what>[가-힣]{2,})\s+(?:일정|스케줄)(?=\s|을|를|$|추가|등록|저장)"
)
_DESCRIBES = re.compile(
    r"(?:[은는한운된할]|새로|오늘|내일|모레|나의|우리|다른|개인|회사|하루|종일|주간|월간)$"
)
# 약 먹게 알려 줘, 늦지 않도록 말해 줘
_SO_THAT = re.compile(
    r"^(?P<stem>(?:\S+ ){0,3}?\S*[가-힣])(?:게|도록)\s+(?:\S+ ){0,3}?(?:알려|말해|불러|깨워|얘기해)"
)
_GENERIC = re.compile(
    r"^(?:내|나의|이|그|새)?\s*(?:일정|이벤트|알림|리마인더|리마인드|캘린더|달력|약속)?(?:들)?$"
)


def title_of(request: Request) -> str | None:
    """지수와 회의, 생일 파티, 우유 사기: from the slots, else from the text."""
    if is_answering(request, "event_name") and is_fragment(request.text):
        answer = without_courtesy(_without_times(request))
        if answer and not _GENERIC.match(answer):
            return answer
    events = [_event(slot) for slot in request.slots if slot.name == "event_name"]
    named = [event for event in events if not _GENERIC.match(event)]
    if named:
        return _with_person(request, " ".join(named))
    if request.slot("event_name") is None:
        task = _task(request)
        if task is not None:
            return task
    meal = plain_slot(request, "meal_type")
    if meal is not None:
        return _with_person(request, meal)
    person = plain_slot(request, "person", "relation")
    if person is not None and re.search(r"만[나남]|미팅|회의|약속", request.text):
        kind = re.search(r"미팅|회의", request.text)
        return f"{attach(person, '과')} {kind.group() if kind else '만남'}"
    return kept_title(request) or _common(request) or _before_generic(request)


def _common(request: Request) -> str | None:
    """An everyday event named in the text, when understanding marked none."""
    match = _COMMON.search(request.text)
    return None if match is None else _with_person(request, match.group())


def _before_generic(request: Request) -> str | None:
    """영화 약속, where only 약속 was marked."""
    text = _without_times(request)
    for pattern in (_KIND, _OF_KIND):
        match = pattern.search(text)
        if match is None or strip(match["what"]) != match["what"]:
            continue
        if not _GENERIC.match(match["what"]) and not _DESCRIBES.search(match["what"]):
            return match.group() if pattern is _KIND else match["what"]
    return None


def kept_title(request: Request) -> str | None:
    """The title that an earlier sentence of the task gave."""
    kept = answered(request, "event_name")
    return kept if kept and not _GENERIC.match(kept) else None


def _event(slot: Slot) -> str:
    """쇼핑 가라고 is 쇼핑 가기, 불을 끄는 is 불을 끄기, 손님 온다고 is 손님 온다."""
    if slot.text.endswith("다고"):
        return slot.text.removesuffix("고")
    if slot.text.endswith("라고"):
        return slot.text.removesuffix("라고").removesuffix("으") + "기"
    name = re.sub(r"^(?:오늘|내일|모레|글피)\s+(?=\S)", "", plain(slot))
    return name[:-1] + "기" if name.endswith("는") else name


def _with_person(request: Request, event: str) -> str:
    """지은 생일 파티, but 지수와 회의."""
    people = plain_slots(request, "person") + plain_slots(request, "relation")
    if not people or people[0] in event:
        return event
    if re.search(r"생일|결혼|기념일|제사", event):
        return f"{people[0]} {event}"
    return f"{attach(', '.join(people), '과')} {event}"


def _task(request: Request) -> str | None:
    """우유 사라고 알려 줘 is 우유 사기: what is left before 라고 when the time words are gone."""
    text = _without_times(request)
    while _COURTESY.search(text):
        text = _COURTESY.sub("", text).strip()
    match = _TASK.match(text)
    if match is None:
        purpose = _SO_THAT.match(text)
        return None if purpose is None else f"{purpose['stem']}기"
    stem, ending = match.group(1).strip(), match.group(2)
    if ending.startswith(("하", "해")):
        return f"{stem}하기" if text[match.end(1)] != " " else f"{stem} 하기"
    return _nominal(stem, ending)


def is_bare_reminder(request: Request) -> bool:
    """Whether the sentence asks to be told at a time, and of nothing: 삼십 분 뒤에 알려 줘."""
    return _BARE.fullmatch(_without_times(request)) is not None


def _without_times(request: Request) -> str:
    text = request.text
    for slot in sorted(time_slots(request), key=lambda slot: slot.start, reverse=True):
        text = text[: slot.start] + text[slot.end :]
    return re.sub(r"\s+", " ", text).strip()


def _nominal(stem: str, ending: str) -> str | None:
    """The verb before 라고 or 야 해, as a noun: 사 is 사기, 먹으 is 먹기, 만나 is 만나기."""
    plain_stem = stem.removesuffix("으")
    if not plain_stem:
        return None
    if ending.startswith("다고"):
        return f"{stem}다"
    return f"{plain_stem}기" if ending.endswith("라고") else f"{plain_stem}야 할 일"


def search_title(request: Request) -> str | None:
    """The name to look for in the calendar; None when the sentence means any entry."""
    events = [event for event in plain_slots(request, "event_name") if not _GENERIC.match(event)]
    if events:
        return re.sub(r"\s*(?:일정|이벤트)?(?:들|\s*전부|\s*모두)*$", "", events[0])
    return plain_slot(request, "person", "relation", "meal_type") or _named_in_answer(request)


def _named_in_answer(request: Request) -> str | None:
    """회의 in answer to "which one?"; an ordinal or 다 names none."""
    answer = answered(request, "event_name")
    if answer is None or not is_answering(request, "event_name") or ALL.search(answer):
        return None
    name = strip(re.sub(r"\s*(?:지워|삭제|취소|없애)\S*.*$", "", answer))
    return None if not name or re.search(r"번째|마지막|\d번", name) else name
