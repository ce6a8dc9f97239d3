"""When two slots have the same value, and the slot F1 that counts by it.

Two slots of one name are the same where their texts are the same in one form (as they are said,
without spaces and particles), or where both have a resolved value and these agree: a time without
오전 or 오후 agrees with either of its readings. The whole definition, with examples, is
docs/value-equality.md. Spans are `slu.evaluation.metrics`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Final

import numpy as np

from slu.core import Context, Slot, Utterance
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.metrics import ValueFigures, f1
from slu.korean.alike import one_form
from slu.understanding.resolve import resolve_all
from slu.values import (
    MomentValue,
    NameValue,
    RangeValue,
    RecurrenceValue,
    TextValue,
    TimeValue,
)

# Both sides are resolved at the same moment, so which one it is hardly matters.
MOMENT: Final = Context(dt.datetime(2026, 1, 5, 9, 0))


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a slot is compared; `meaning` is None where its value is no more than its text."""

    name: str
    form: str
    meaning: Hashable


def same_value(ours: Slot, theirs: Slot) -> bool:
    """Whether two slots, their values resolved (`resolve_all`), say the same."""
    return _same(_known(ours), _known(theirs))


def evaluate_values(
    gold: Sequence[Utterance], predicted: Sequence[Utterance], context: Context = MOMENT
) -> ValueFigures:
    """Compares utterance by utterance, both in the same order; where a slot stands does not count.

    The gold slots may carry the texts of a clean sentence while the predicted ones stand in a
    noisy one. A gold slot is found at most once.
    """
    counts = np.array(
        [count_values(*pair, context) for pair in zip(gold, predicted, strict=True)], float
    ).reshape(-1, 3)
    right = np.array([a.intent == b.intent for a, b in zip(gold, predicted, strict=True)], float)
    whole = right * (counts[:, 0] == counts[:, 1]) * (counts[:, 0] == counts[:, 2])
    return ValueFigures(
        slot_f1=bootstrap(lambda rows: f1(*counts[rows].sum(0)), len(counts)),
        exact_match=bootstrap(lambda rows: float(whole[rows].mean()), len(counts)),
    )


def count_values(
    gold: Utterance, predicted: Utterance, context: Context = MOMENT
) -> tuple[int, int, int]:
    """Slots of the same value in both, slots annotated, slots predicted."""
    return _counts(_all_known(gold.slots, context), _all_known(predicted.slots, context))


def _all_known(slots: Sequence[Slot], context: Context) -> list[_Known]:
    return [_known(slot) for slot in resolve_all(slots, context)]


def _known(slot: Slot) -> _Known:
    meaning: Hashable = slot.value
    match slot.value:
        case NameValue(name=name, kind=kind):
            meaning = kind, one_form(name)
        case TextValue():
            meaning = None
    return _Known(slot.name, one_form(slot.text), meaning)


def _same(ours: _Known, theirs: _Known) -> bool:
    alike = ours.form == theirs.form or (
        ours.meaning is not None and _agree(ours.meaning, theirs.meaning)
    )
    return ours.name == theirs.name and alike


def _agree(ours: Hashable, theirs: Hashable) -> bool:
    """Equal; where one is doubtful, equal on a clock of twelve hours."""
    if _is_doubtful(ours) or _is_doubtful(theirs):
        return _on_the_clock(ours) == _on_the_clock(theirs)
    return ours == theirs


def _is_doubtful(meaning: Hashable) -> bool:
    match meaning:
        case RangeValue(start=start):
            return _is_doubtful(start)
        case TimeValue(ambiguous=doubt) | MomentValue(ambiguous=doubt):
            return doubt
        case RecurrenceValue(ambiguous=doubt):
            return doubt
    return False


def _on_the_clock(meaning: Hashable) -> Hashable:
    match meaning:
        case RangeValue(start=start, end=end):
            return _on_the_clock(start), _on_the_clock(end)
        case TimeValue(time=time):
            return time.replace(hour=time.hour % 12)
        case MomentValue(at=at):
            return at.replace(hour=at.hour % 12)
        case RecurrenceValue(rule=rule, time=dt.time() as time):
            return rule, time.replace(hour=time.hour % 12)
    return meaning


def _counts(gold: list[_Known], predicted: list[_Known]) -> tuple[int, int, int]:
    """Slots in both, annotated, predicted; what is alike in all is paired first."""
    ours, theirs = list(gold), list(predicted)
    for same in (eq, _same):
        for slot in tuple(ours):
            twin = next((other for other in theirs if same(slot, other)), None)
            if twin is not None:
                ours.remove(slot)
                theirs.remove(twin)
    return len(gold) - len(ours), len(gold), len(predicted)
