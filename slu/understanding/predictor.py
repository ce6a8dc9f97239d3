"""Texts to intents and slots with a joint model: the model's own answer, no values, no clock."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from models.heads.crf import CRF
from models.joint import Batch, JointModel, Scores
from slu.core import IntentScore, Slot, Utterance
from slu.korean.subwords import Pieces, Subwords
from slu.understanding.batches import collate, positions_of, truncate
from slu.understanding.confidence import UNCALIBRATED, Calibration
from slu.understanding.labels import LabelSet, decode_slots


@dataclass(frozen=True, slots=True)
class Prediction:
    """All intents, best first, the slots in the order of the text, without values, and the scope
    score in [0, 1]."""

    ranking: tuple[IntentScore, ...]
    slots: tuple[Slot, ...]
    scope: float


class TextPredictor(ABC):
    """What every joint model does with texts, whatever computes its scores (`Predictor` by
    torch, `OnnxPredictor` by ONNX Runtime)."""

    __slots__ = ()
    subwords: Subwords
    labels: LabelSet
    calibration: Calibration

    @property
    @abstractmethod
    def positions(self) -> int:
        """How many positions the encoder has, [CLS] and [SEP] included."""

    @property
    @abstractmethod
    def crf(self) -> CRF:
        """The scorer of label sequences, on the device of the scores."""

    @abstractmethod
    def score(self, batch: Batch) -> Scores:
        """Scores, float32, on the device of the model, of a batch that is on the CPU."""

    def predict_all(self, texts: list[str], batch_size: int = 32) -> list[Prediction]:
        """One prediction a text, in the order given; a text without a piece has no slots and
        an even ranking. Texts longer than the encoder are read as far as it reaches."""
        found: dict[int, Prediction] = {}
        for chosen, rows, batch in self._batches(texts, batch_size):
            answers = self._predict([texts[i] for i in chosen], rows, batch)
            found.update(zip(chosen, answers, strict=True))
        return [found.get(i) or self._nothing() for i in range(len(texts))]

    @torch.no_grad()
    def read_all(self, texts: list[str], batch_size: int = 32) -> tuple[Tensor, Tensor]:
        """What calibration is fitted to: the pooled states (texts, 2 * width) and the intents'
        logits (texts, intents) on the CPU, in the order given; zeros for a text of no piece."""
        pooled = torch.empty(0)
        intents = torch.zeros(len(texts), len(self.labels.intents))
        for chosen, _, batch in self._batches(texts, batch_size):
            scores = self.score(batch)
            if not len(pooled):
                pooled = torch.zeros(len(texts), scores.pooled.shape[1])
            pooled[chosen], intents[chosen] = scores.pooled.cpu(), scores.intents.cpu()
        return pooled, intents

    def _batches(
        self, texts: list[str], size: int
    ) -> Iterator[tuple[list[int], list[Pieces], Batch]]:
        """Texts of like length together: their numbers, their pieces and the tensors. A text
        without a piece is left out."""
        rows = [truncate(row, self.positions) for row in self.subwords.cut_all(texts)]
        order = sorted((i for i, row in enumerate(rows) if row.ids), key=lambda i: len(rows[i].ids))
        for at in range(0, len(order), size):
            chosen = order[at : at + size]
            cut = [rows[i] for i in chosen]
            yield chosen, cut, collate(cut, self.subwords)

    @torch.inference_mode()
    def _predict(self, texts: list[str], rows: list[Pieces], batch: Batch) -> list[Prediction]:
        scores = self.score(batch)
        batch = batch.to(scores.slots.device)
        paths = self.crf.best(scores.slots, batch.pieces, batch.starts)
        marginals = self.crf.marginals(scores.slots, batch.pieces, batch.starts).cpu()
        pooled, intents = scores.pooled.cpu(), scores.intents.cpu()
        probabilities = self.calibration.probabilities(intents)
        scope = self.calibration.scope(pooled, intents).tolist()
        return [
            Prediction(
                self._rank(probabilities[i]),
                self._slots(texts[i], rows[i], paths[i], marginals[i]),
                scope[i],
            )
            for i in range(len(texts))
        ]

    def _rank(self, probabilities: torch.Tensor) -> tuple[IntentScore, ...]:
        values, order = probabilities.sort(descending=True)
        return tuple(
            IntentScore(self.labels.intents[i], value)
            for i, value in zip(order.tolist(), values.tolist(), strict=True)
        )

    def _slots(
        self, text: str, row: Pieces, path: list[int], marginals: torch.Tensor
    ) -> tuple[Slot, ...]:
        """The slots of one path; a slot is as sure as its least sure piece."""
        return tuple(
            replace(slot, confidence=min(float(marginals[i, path[i]]) for i in covered))
            for slot, covered in decode_slots(text, row, path, self.labels.slots)
        )

    def _nothing(self) -> Prediction:
        even = 1 / len(self.labels.intents)
        return Prediction(tuple(IntentScore(name, even) for name in self.labels.intents), (), 0.0)


@dataclass(frozen=True, slots=True)
class Predictor(TextPredictor):
    """A joint model in torch with its vocabulary, its labels and how its scores are read."""

    model: JointModel
    subwords: Subwords
    labels: LabelSet
    calibration: Calibration = UNCALIBRATED

    @property
    def positions(self) -> int:
        return positions_of(self.model.encoder)

    @property
    def crf(self) -> CRF:
        return self.model.crf

    @property
    def device(self) -> torch.device:
        return self.model.crf.first.device

    def score(self, batch: Batch) -> Scores:
        self.model.eval()
        scores = self.model(batch.to(self.device))
        return Scores(scores.intents.float(), scores.slots.float(), scores.pooled.float())


def predict_utterances(predictor: TextPredictor, given: list[Utterance]) -> list[Utterance]:
    """The same texts with the model's intents and slots."""
    predictions = predictor.predict_all([utterance.text for utterance in given])
    return [
        replace(utterance, intent=prediction.ranking[0].name, slots=prediction.slots)
        for utterance, prediction in zip(given, predictions, strict=True)
    ]
