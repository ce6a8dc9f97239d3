"""When two slots have the same value, and the slot F1 that counts by it.

Two slots of one name are the same where their texts are the same in one form (as they are said,
without spaces and particles), or where both have a resolved value and these are equal. The whole
definition, with examples, is docs/value-equality.md. Spans are `slu.evaluation.metrics`.
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
from slu.korean.normalise import normalise
from slu.korean.particles import strip
from slu.korean.spoken import to_spoken
from slu.korean.written import to_written
from slu.understanding.resolve import resolve_all
from slu.values import NameValue, TextValue

# Both sides are resolved at the same moment, so which one it is hardly matters.
MOMENT: Final = Context(dt.datetime(2026, 1, 5, 9, 0))


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a slot is compared; `meaning` is None where its value is no more than its text."""

    name: str
    form: str
    meaning: Hashable


def one_form(text: str) -> str:
    """The text as it is said, in one word without trailing particles: 7시에, 일곱 시 -> 일곱시."""
    said = to_spoken(to_written(strip(normalise(text).text)).text).text
    return strip(said.replace(" ", "")).casefold()


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
        [
            _counts(_all_known(ours.slots, context), _all_known(theirs.slots, context))
            for ours, theirs in zip(gold, predicted, strict=True)
        ],
        float,
    ).reshape(-1, 3)
    right = np.array([a.intent == b.intent for a, b in zip(gold, predicted, strict=True)], float)
    whole = right * (counts[:, 0] == counts[:, 1]) * (counts[:, 0] == counts[:, 2])
    return ValueFigures(
        slot_f1=bootstrap(lambda rows: f1(*counts[rows].sum(0)), len(counts)),
        exact_match=bootstrap(lambda rows: float(whole[rows].mean()), len(counts)),
    )


def _all_known(slots: Sequence[Slot], context: Context) -> list[_Known]:
    return [_known(slot) for slot in resolve_all(slots, context)]


def _known(slot: Slot) -> _Known:
    meaning: Hashable = slot.value
    if isinstance(slot.value, NameValue):
        meaning = (slot.value.kind, one_form(slot.value.name))
    elif isinstance(slot.value, TextValue):
        meaning = None
    return _Known(slot.name, one_form(slot.text), meaning)


def _same(ours: _Known, theirs: _Known) -> bool:
    alike = ours.form == theirs.form or (
        ours.meaning is not None and ours.meaning == theirs.meaning
    )
    return ours.name == theirs.name and alike


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
