"""Times that stand in a sentence but that understanding did not mark, or not to their end:
삼십 분 뒤에 알려 줘, 7시 반으로, 모레 두 시, 하루 걸러 7시.

Only whole words that mean a time by themselves are taken; a bare 지금 is not worth one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from dialog.assistants.malgwi.skills.speak import today
from slu.core import Context, Slot
from slu.understanding.moment import settle
from slu.understanding.resolve import resolve
from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    RangeValue,
    RecurrenceValue,
    TimeValue,
    Value,
)

_MOST_WORDS = 7
_ENDING = re.compile(r"(?:이?면|일 때|인데|이고|이야|야|이니까|니까)$")
_NOW = re.compile(r"(?:지금|현재|당장)\S*")


def find_times(text: str, context: Context) -> tuple[Slot, ...]:
    """The times, in order, with their values, as slots named `time`; the longest readings win."""
    return _found(text, context.now, context.zone)


@lru_cache(maxsize=64)  # a skill asks for the times of its sentence several times
def _found(text: str, now: dt.datetime, zone: str) -> tuple[Slot, ...]:
    context = Context(now, zone)
    words = list(re.finditer(r"\S+", text))
    found, at = [], 0
    while at < len(words):
        slot, taken = _longest(text, words[at : at + _MOST_WORDS], context)
        if slot is not None:
            found.append(slot)
        at += taken
    return settle(found, context, text)


def completed(slots: Sequence[Slot], text: str, context: Context) -> list[Slot]:
    """The marked times to their ends: 7시 where 7시 반 was said, 두 시 where 모레 두 시 was.

    A length becomes the moment or the day it leads to (삼십 분 뒤, 사흘 뒤); others stay as marked,
    since 한 시간 전 is for the skill to read. What comes again is taken even if unmarked.
    """
    kept = list(slots)
    for found in find_times(text, context):
        covered = [slot for slot in kept if found.start <= slot.start and slot.end <= found.end]
        if _says_more(found, covered, context) or _is_missing_day(found, kept):
            at = kept.index(covered[0]) if covered else len(kept)
            kept = [slot for slot in kept if slot not in covered]
            kept.insert(at, found)
    return kept


def _says_more(found: Slot, covered: Sequence[Slot], context: Context) -> bool:
    """Whether the found time takes in more than what was marked of it, and so means another."""
    if isinstance(found.value, RecurrenceValue):
        rules = [slot.value.rule for slot in covered if isinstance(slot.value, RecurrenceValue)]
        return found.value.rule not in rules or _is_cut_short(found.value, covered)
    if not covered or any(isinstance(slot.value, RecurrenceValue) for slot in covered):
        return False
    more = _letters(found.text) > sum(_letters(slot.text) for slot in covered)
    if any(_is_length(slot.value) for slot in covered):
        return _is_ahead(found.value, context) or (_is_length(found.value) and more)
    if not _is_point_or_days(found.value):
        return False
    if len(covered) == 1:
        return resolve(replace(covered[0], name="time"), context) != found.value
    return more


def _is_missing_day(found: Slot, kept: Sequence[Slot]) -> bool:
    """Whether a day stands in the text and none was marked beside the time: 모레 시험이야 5시에."""
    says_day = (DateValue, MomentValue, RecurrenceValue, DurationValue)
    return (
        isinstance(found.value, DateValue)
        and any(isinstance(slot.value, TimeValue) for slot in kept)
        and not any(
            isinstance(slot.value, says_day) or _is_range_of_days(slot.value) for slot in kept
        )
    )


def _is_range_of_days(value: Value | None) -> bool:
    return isinstance(value, RangeValue) and not isinstance(value.start, TimeValue)


def _is_cut_short(found: RecurrenceValue, covered: Sequence[Slot]) -> bool:
    """Whether a time was marked and is another: 6시 of 평일 6시 50분."""
    times = [slot.value.time for slot in covered if isinstance(slot.value, TimeValue)]
    minutes = {(time.hour % 12, time.minute) for time in times}
    said = found.time
    return bool(times) and said is not None and (said.hour % 12, said.minute) not in minutes


def _is_point_or_days(value: Value | None) -> bool:
    match value:
        case DateValue() | TimeValue() | MomentValue() | RangeValue(start=DateValue()):
            return True
    return False


def _is_length(value: Value | None) -> bool:
    match value:
        case DurationValue() | RangeValue(start=DurationValue()):
            return True
    return False


def _is_ahead(value: Value | None, context: Context) -> bool:
    match value:
        case MomentValue(at=at) | RangeValue(start=MomentValue(at=at)):
            return at > context.now
        case DateValue(date=date):
            return date > today(context)
    return False


def _letters(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def _longest(text: str, words: list[re.Match[str]], context: Context) -> tuple[Slot | None, int]:
    """The longest time that begins with the first word, and how many words it takes."""
    start = words[0].start()
    for taken in range(len(words), 0, -1):
        end = words[taken - 1].end()
        end -= len(text[start:end]) - len(_ENDING.sub("", text[start:end]))
        slot = Slot("time", start, end, text[start:end])
        value = None if _NOW.fullmatch(slot.text) else resolve(slot, context)
        if value is not None:
            return replace(slot, value=value), taken
    return None, 1
