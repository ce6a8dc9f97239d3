"""Scores a model on noisy text against the gold of the clean text: how much the noise costs.

The noisy text comes from anywhere (`malgwi noise apply`, a recogniser); its rows are
`slu.data.noisy`. Spans are those of the noisy text, values those of the clean one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from slu.core import Slot, Utterance
from slu.data import read
from slu.data.noisy import NoisyRow, read_noisy
from slu.errors import DataError
from slu.evaluation.metrics import Evaluation, evaluate
from slu.evaluation.values import evaluate_values
from slu.korean.alike import one_form
from slu.understanding.predictor import TextPredictor, predict_utterances
from slu.understanding.serving import open_predictor


@dataclass(frozen=True, slots=True)
class NoisyEvaluation:
    """The same rows noisy and clean."""

    noisy: Evaluation
    clean: Evaluation

    def to_json(self) -> dict[str, Any]:
        """The measures of the noisy text, with those of the clean text under `clean`."""
        return self.noisy.to_json() | {"clean": self.clean.to_json()}


def evaluate_noisy_file(clean: Path, noisy: Path, model: Path) -> NoisyEvaluation:
    """The model's measures on `noisy` and on the rows of `clean` with the same ids.

    Raises DataError, with file, line and fault, for a noisy row that cannot be read, whose id is
    not in `clean`, or whose intent or slots are not those of the clean row.
    """
    gold = {utterance.id: utterance for utterance in read(clean) if utterance.id is not None}
    rows = read_noisy(noisy)
    pairs = [(_clean_row(row, gold, noisy, clean), row) for row in rows]
    return evaluate_noisy(open_predictor(model), [ours for ours, _ in pairs], rows)


def evaluate_noisy(
    predictor: TextPredictor, clean: Sequence[Utterance], noisy: Sequence[NoisyRow]
) -> NoisyEvaluation:
    """`evaluate_noisy_file` for rows in the same order."""
    return NoisyEvaluation(
        noisy=_measured(
            predictor, [_standing(row) for row in noisy], [_meant(row) for row in noisy]
        ),
        clean=_measured(predictor, clean, clean),
    )


def _measured(
    predictor: TextPredictor, standing: Sequence[Utterance], meant: Sequence[Utterance]
) -> Evaluation:
    """Spans are compared with `standing`, values with `meant`."""
    predicted = predict_utterances(predictor, list(standing))
    return replace(evaluate(standing, predicted), by_value=evaluate_values(meant, predicted))


def _standing(row: NoisyRow) -> Utterance:
    """The gold as it stands in the noisy text; lost slots at places of their own that no text has,
    so that each is missed."""
    slots = []
    for number, slot in enumerate(row.slots, 1):
        start, end = (-number, -number) if slot.lost else (slot.start, slot.end)
        slots.append(Slot(slot.name, start, end, row.text[start:end]))
    return Utterance(row.text, row.intent, tuple(slots), row.id)


def _meant(row: NoisyRow) -> Utterance:
    """The gold with the slots' clean texts."""
    slots = tuple(Slot(slot.name, slot.start, slot.end, slot.clean) for slot in row.slots)
    return Utterance(row.text, row.intent, slots, row.id)


def _clean_row(row: NoisyRow, gold: Mapping[str, Utterance], noisy: Path, clean: Path) -> Utterance:
    """The clean row that the noisy one was made of."""
    found = gold.get(row.id)
    if found is None:
        raise DataError(f"id '{row.id}'인 예문이 {clean}에 없습니다.", noisy, row.line)
    if found.intent != row.intent:
        raise DataError(
            f"id '{row.id}'의 의도({row.intent})가 {clean}의 의도({found.intent})와 다릅니다.",
            noisy,
            row.line,
        )
    ours, theirs = (
        _listed((s.name, s.clean) for s in row.slots),
        _listed((s.name, s.text) for s in found.slots),
    )
    if ours != theirs:
        odd = next(iter((ours - theirs) or (theirs - ours)))
        raise DataError(
            f"id '{row.id}'의 슬롯이 {clean}의 슬롯과 다릅니다: {odd[0]} '{odd[1]}'.",
            noisy,
            row.line,
        )
    return found


def _listed(slots: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter((name, one_form(text)) for name, text in slots)
