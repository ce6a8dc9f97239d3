"""Texts to intents and slots with a joint model: the model's own answer, no values, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from models.joint import Batch, JointModel
from slu.core import IntentScore, Slot, Utterance
from slu.korean.subwords import Pieces, Subwords
from slu.understanding.batches import collate, truncate
from slu.understanding.labels import LabelSet, decode_slots


@dataclass(frozen=True, slots=True)
class Prediction:
    """All intents, best first, and the slots in the order of the text, without values."""

    ranking: tuple[IntentScore, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Predictor:
    """A joint model with its vocabulary and labels."""

    model: JointModel
    subwords: Subwords
    labels: LabelSet

    def predict_all(self, texts: list[str], batch_size: int = 32) -> list[Prediction]:
        """One prediction a text, in the order given; a text without a piece has no slots and
        an even ranking. Texts longer than the encoder are read as far as it reaches."""
        self.model.eval()
        rows = [truncate(row, self.positions) for row in self.subwords.cut_all(texts)]
        order = sorted((i for i, row in enumerate(rows) if row.ids), key=lambda i: len(rows[i].ids))
        found: dict[int, Prediction] = {}
        for at in range(0, len(order), batch_size):
            chosen = order[at : at + batch_size]
            batch = collate([rows[i] for i in chosen], self.subwords)
            answers = self._predict([texts[i] for i in chosen], [rows[i] for i in chosen], batch)
            found.update(zip(chosen, answers, strict=True))
        return [found.get(i) or self._nothing() for i in range(len(texts))]

    @property
    def positions(self) -> int:
        """How many positions the encoder has, [CLS] and [SEP] included."""
        config = self.model.encoder.config
        # RoBERTa numbers positions from padding + 1, so two of its rows are never used.
        reserved = 2 if config.model_type in ("roberta", "xlm-roberta", "camembert") else 0
        return int(config.max_position_embeddings) - reserved

    def _predict(self, texts: list[str], rows: list[Pieces], batch: Batch) -> list[Prediction]:
        with torch.inference_mode():
            scores = self.model(batch.to(self.device))
            probabilities = scores.intents.float().softmax(-1).cpu()
        slots = scores.slots.detach().clone().float().cpu()
        crf = self.model.crf
        paths = crf.best(slots, batch.pieces, batch.starts)
        marginals = crf.marginals(slots, batch.pieces, batch.starts)
        return [
            Prediction(
                self._rank(probabilities[i]), self._slots(texts[i], rows[i], paths[i], marginals[i])
            )
            for i in range(len(texts))
        ]

    @property
    def device(self) -> torch.device:
        return next(self.model.parameters()).device

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
        return Prediction(tuple(IntentScore(name, even) for name in self.labels.intents), ())


def predict_utterances(predictor: Predictor, given: list[Utterance]) -> list[Utterance]:
    """The same texts with the model's intents and slots."""
    predictions = predictor.predict_all([utterance.text for utterance in given])
    return [
        replace(utterance, intent=prediction.ranking[0].name, slots=prediction.slots)
        for utterance, prediction in zip(given, predictions, strict=True)
    ]
