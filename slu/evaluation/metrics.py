"""Intent accuracy, slot F1 and exact match, with bootstrap intervals, a table a class and the
worst confusions.

A slot counts as found when its name and its exact span are as annotated (micro-averaged, as in
CoNLL's evaluation); `slot_f1_trimmed` first takes trailing particles off both sides. Slots by their
values are `slu.evaluation.values`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from slu.core import Slot, Utterance
from slu.korean import particles

_RESAMPLES = 1000
MEASURES = ("intent_accuracy", "slot_f1", "slot_f1_trimmed", "exact_match")
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure in [0, 1] with its 95 % bootstrap interval over utterances."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Precision, recall and F1 of one intent or slot name, with how often it was annotated."""

    name: str
    precision: float
    recall: float
    f1: float
    count: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often the annotated `gold` was taken for `predicted`."""

    gold: str
    predicted: str
    count: int


@dataclass(frozen=True, slots=True)
class ValueFigures:
    """Slots counted by their values, wherever they stand (`slu.evaluation.values`)."""

    slot_f1: Figure
    exact_match: Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on one set of utterances; `by_value` where that was asked for."""

    utterances: int
    intent_accuracy: Figure
    slot_f1: Figure
    slot_f1_trimmed: Figure
    exact_match: Figure
    intents: tuple[ClassRow, ...]
    slots: tuple[ClassRow, ...]
    intent_confusions: tuple[Confusion, ...]
    slot_confusions: tuple[Confusion, ...]
    by_value: ValueFigures | None = None

    @property
    def main(self) -> Figure:
        """The figure by which the best epoch is chosen."""
        return self.exact_match

    def figures(self) -> dict[str, float]:
        """The plain values, without their intervals."""
        return {name: getattr(self, name).value for name in MEASURES}

    def all_figures(self) -> dict[str, Figure]:
        """The measures with their intervals, those by value included where there are any."""
        found: dict[str, Figure] = {name: getattr(self, name) for name in MEASURES}
        if self.by_value is not None:
            found["slot_f1_by_value"] = self.by_value.slot_f1
            found["exact_match_by_value"] = self.by_value.exact_match
        return found

    def to_json(self) -> dict[str, Any]:
        """The measures as plain numbers, their intervals under `intervals`, then the tables."""
        data = asdict(self)
        del data["by_value"]
        figures = self.all_figures()
        data["intervals"] = {name: [each.low, each.high] for name, each in figures.items()}
        return data | {name: each.value for name, each in figures.items()}


def evaluate(gold: Sequence[Utterance], predicted: Sequence[Utterance]) -> Evaluation:
    """Compares utterance by utterance; both in the same order and of the same texts."""
    right = np.array([g.intent == p.intent for g, p in zip(gold, predicted, strict=True)], float)
    exact = _slot_counts(gold, predicted, _key)
    trimmed = _slot_counts(gold, predicted, _trimmed_key)
    whole = right * (exact[:, 0] == exact[:, 1]) * (exact[:, 0] == exact[:, 2])
    sample = np.random.default_rng(0).integers(0, len(gold), (_RESAMPLES, len(gold)))
    return Evaluation(
        utterances=len(gold),
        intent_accuracy=_mean_figure(right, sample),
        slot_f1=_f1_figure(exact, sample),
        slot_f1_trimmed=_f1_figure(trimmed, sample),
        exact_match=_mean_figure(whole, sample),
        intents=_table([_intent(u) for u in gold], [_intent(u) for u in predicted]),
        slots=_table([_keys(u) for u in gold], [_keys(u) for u in predicted]),
        intent_confusions=_intent_confusions(gold, predicted),
        slot_confusions=_slot_confusions(gold, predicted),
    )


def _key(slot: Slot) -> Key:
    return slot.name, slot.start, slot.end


def _trimmed_key(slot: Slot) -> Key:
    return slot.name, slot.start, slot.start + len(particles.strip(slot.text))


def _slot_counts(
    gold: Sequence[Utterance], predicted: Sequence[Utterance], key: Callable[[Slot], Key]
) -> npt.NDArray[np.float64]:
    """A row an utterance: slots in both, annotated, predicted."""
    rows = []
    for g, p in zip(gold, predicted, strict=True):
        ours, theirs = {key(s) for s in g.slots}, {key(s) for s in p.slots}
        rows.append((len(ours & theirs), len(ours), len(theirs)))
    return np.array(rows, float).reshape(-1, 3)


def f1(found: float, gold: float, predicted: float) -> float:
    """Of the numbers of slots in both, annotated and predicted; 1 where there are none."""
    return 2 * found / (gold + predicted) if gold + predicted else 1.0


def _mean_figure(hits: npt.NDArray[np.float64], sample: npt.NDArray[np.int64]) -> Figure:
    low, high = np.percentile(hits[sample].mean(1), [2.5, 97.5])
    return Figure(float(hits.mean()), float(low), float(high))


def _f1_figure(counts: npt.NDArray[np.float64], sample: npt.NDArray[np.int64]) -> Figure:
    drawn = np.array([f1(*counts[rows].sum(0)) for rows in sample])
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(float(f1(*counts.sum(0))), float(low), float(high))


def _intent(utterance: Utterance) -> set[tuple[str]]:
    return {(utterance.intent,)} if utterance.intent else set()


def _keys(utterance: Utterance) -> set[Key]:
    return {_key(slot) for slot in utterance.slots}


def _table(gold: Sequence[set[Any]], predicted: Sequence[set[Any]]) -> tuple[ClassRow, ...]:
    """Rows by name (an item's first field), the most frequent first."""
    found, ours, theirs = Counter[str](), Counter[str](), Counter[str]()
    for g, p in zip(gold, predicted, strict=True):
        found.update(item[0] for item in g & p)
        ours.update(item[0] for item in g)
        theirs.update(item[0] for item in p)
    return tuple(
        ClassRow(
            name=name,
            precision=found[name] / theirs[name] if theirs[name] else 0.0,
            recall=found[name] / ours[name] if ours[name] else 0.0,
            f1=f1(found[name], ours[name], theirs[name]),
            count=ours[name],
        )
        for name in sorted(ours | theirs, key=lambda name: (-ours[name], name))
    )


def _confusions(pairs: Counter[tuple[str, str]], most: int = 20) -> tuple[Confusion, ...]:
    return tuple(Confusion(g, p, count) for (g, p), count in pairs.most_common(most))


def _intent_confusions(
    gold: Sequence[Utterance], predicted: Sequence[Utterance]
) -> tuple[Confusion, ...]:
    return _confusions(
        Counter(
            (str(g.intent), str(p.intent))
            for g, p in zip(gold, predicted, strict=True)
            if g.intent != p.intent
        )
    )


def _slot_confusions(
    gold: Sequence[Utterance], predicted: Sequence[Utterance]
) -> tuple[Confusion, ...]:
    """Same span, another name; a missed slot is taken for `-`, an invented one for its name."""
    pairs: Counter[tuple[str, str]] = Counter()
    for g, p in zip(gold, predicted, strict=True):
        ours = {(s.start, s.end): s.name for s in g.slots}
        theirs = {(s.start, s.end): s.name for s in p.slots}
        for span in ours.keys() | theirs.keys():
            pair = ours.get(span, "-"), theirs.get(span, "-")
            if pair[0] != pair[1]:
                pairs[pair] += 1
    return _confusions(pairs)
