"""Measures a model on a labelled file as it answers, slots by span and by value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from slu.data import read
from slu.errors import DataError
from slu.evaluation.metrics import Evaluation, evaluate
from slu.evaluation.values import evaluate_values
from slu.understanding.predictor import predict_utterances
from slu.understanding.serving import open_predictor


def evaluate_file(file: Path, model: Path, without: Path | None = None) -> Evaluation:
    """The model's measures on `file`; rows whose text also stands in the file `without` (the
    training data, say) are left out. Raises DataError when nothing labelled is left."""
    gold = [utterance for utterance in read(file) if utterance.intent]
    if without is not None:
        seen: Collection[str] = {utterance.text for utterance in read(without)}
        gold = [utterance for utterance in gold if utterance.text not in seen]
    if not gold:
        raise DataError("의도가 붙은 예문이 없어 잴 수 없습니다.", file)
    predicted = predict_utterances(open_predictor(model), gold)
    return replace(evaluate(gold, predicted), by_value=evaluate_values(gold, predicted))
