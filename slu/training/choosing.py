"""Learns how much the sound and the meaning of a reading count (`slu.understanding.choosing`).

A reading is worth what is understood of it: 1 for the right intent and the F1 of its slots by
value. The weights maximise the probability that one of the best readings of a recording is chosen,
where a reading's probability is the softmax of its score (conditional logit: McFadden 1973). A
recording whose readings are all worth the same teaches nothing. No model changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from slu.core import Transcript, Utterance
from slu.errors import DataError
from slu.evaluation.metrics import f1
from slu.evaluation.values import count_values
from slu.understanding.choosing import Weights, signs
from slu.understanding.predictor import Prediction, TextPredictor

_DECAY: Final = 0.01
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The readings of one recording: what speaks for each, `signs` (readings, 3), and what each is
    worth, `worth` (readings,) in [0, 2]. The first is the recogniser's own."""

    signs: npt.NDArray[np.float64]
    worth: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """The weights, how many recordings there were and of how many the readings differ in worth, and
    the mean worth of the reading that is chosen: always the first, by weights that were learned
    without the recording (five folds), by these weights, and if the best were always chosen."""

    weights: Weights
    recordings: int
    telling: int
    first: float
    unseen: float
    chosen: float
    best: float

    def measured(self) -> dict[str, float]:
        """The mean worths by name."""
        names = ("first", "unseen", "chosen", "best")
        return {name: getattr(self, name) for name in names}


def choices(
    predictor: TextPredictor, gold: Sequence[Utterance], heard: Sequence[Transcript]
) -> list[Choice]:
    """What there was to choose for each recording in which something was heard."""
    found = []
    for utterance, transcript in zip(gold, heard, strict=True):
        if transcript.alternatives:
            predictions = predictor.predict_all([each.text for each in transcript.alternatives])
            worth = [_worth(utterance, each) for each in predictions]
            found.append(Choice(signs(transcript.alternatives, predictions), np.array(worth)))
    return found


def learn(given: Sequence[Choice]) -> LearnedWeights:
    """Fits the weights; raises DataError where no recording has readings of different worth."""
    telling = [each for each in given if np.ptp(each.worth) > 0]
    if not telling:
        raise DataError("뜻이 달라지는 후보가 하나도 없어 배울 수 없습니다. 녹음을 더 모으세요.")
    weights = fit(telling)
    unseen = []
    for fold in range(5):
        others = [each for number, each in enumerate(given) if number % 5 != fold]
        seen = [each for each in others if np.ptp(each.worth) > 0]
        own = fit(seen) if seen else weights
        unseen += [_chosen(each, own) for each in given[fold::5]]
    return LearnedWeights(
        weights=weights,
        recordings=len(given),
        telling=len(telling),
        first=float(np.mean([each.worth[0] for each in given])),
        unseen=float(np.mean(unseen)),
        chosen=float(np.mean([_chosen(each, weights) for each in given])),
        best=float(np.mean([each.worth.max() for each in given])),
    )


def fit(given: Sequence[Choice]) -> Weights:
    """The weights of the greatest likelihood, none of them negative; that of intent is 1 unless it
    vanishes, since only their ratios count."""
    rows = [torch.tensor(each.signs) for each in given]
    best = [torch.tensor(each.worth == each.worth.max()) for each in given]
    logs = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([logs], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        weights = logs.exp()
        losses = [-_log_share(row @ weights, right) for row, right in zip(rows, best, strict=True)]
        loss = torch.stack(losses).mean() + _DECAY * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    sound, intent, slots = (logs.detach().exp()).tolist()
    scale = intent if intent > 1e-3 else 1.0
    return Weights(sound / scale, intent / scale, slots / scale)


def _log_share(scores: Tensor, right: Tensor) -> Tensor:
    """The log of the probability that one of the right readings is chosen."""
    return scores[right].logsumexp(0) - scores.logsumexp(0)


def _chosen(choice: Choice, weights: Weights) -> float:
    return float(choice.worth[int((choice.signs @ np.array(astuple(weights))).argmax())])


def _worth(gold: Utterance, found: Prediction) -> float:
    predicted = Utterance(gold.text, found.ranking[0].name, found.slots)
    return (predicted.intent == gold.intent) + f1(*count_values(gold, predicted))
