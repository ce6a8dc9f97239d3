"""Labelled utterances as a task of the training loop: intents and slots together.

In each epoch some examples are changed (`slu.training.noise`); all but those with slips of keys may
also be learned from teachers (`slu.training.teachers`). Of a misheard example they read what was
said, and teach its intent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from models.joint import Batch, Scores, Targets
from slu.core import Utterance
from slu.evaluation.metrics import Evaluation, evaluate
from slu.korean.subwords import Pieces
from slu.training.noise import PROFILES, Channel, Values
from slu.training.options import FinetuneOptions
from slu.training.precision import autocast
from slu.training.teachers import Teachers
from slu.understanding.batches import collate, truncate
from slu.understanding.labels import encode_slots
from slu.understanding.predictor import Predictor, predict_utterances


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance, with what its own labels and its teachers' beliefs count in its loss. `said`:
    of a misheard one, the text before, from which its teachers tell the intent."""

    utterance: Utterance
    told: float = 1.0
    taught: float = 0.0
    said: str | None = None


@dataclass(frozen=True, slots=True)
class JointTask:
    """`train` and `dev` for the model in `predictor`; `unlabelled` sentences for its teachers;
    `words` that are known by slot name, to be put into examples."""

    predictor: Predictor
    train: Sequence[Utterance]
    dev: Sequence[Utterance]
    options: FinetuneOptions
    teachers: Teachers
    unlabelled: Sequence[str] = ()
    channel: Channel = field(default_factory=Channel)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str = "joint"

    def batches(self, turn: str) -> list[list[Example]]:
        """Shuffled, then grouped by length so that little is padded."""
        draw = random.Random(f"{self.options.learning.seed}/{turn}")
        examples = [*self._labelled(draw), *self._unlabelled(draw)]
        examples.sort(key=lambda example: len(example.utterance.text) + draw.random() * 8)
        size = self.options.learning.batch_size
        found = [examples[at : at + size] for at in range(0, len(examples), size)]
        draw.shuffle(found)
        return found

    def loss(self, examples: Sequence[Example]) -> Tensor:
        """The mean over the batch, each example by its own weights."""
        model, device = self.predictor.model, self.predictor.device
        rows = self._cut([example.utterance.text for example in examples])
        batch = self._collated(rows)
        told = torch.tensor([example.told for example in examples], device=device)
        targets = self._targets(examples, rows, batch)
        with autocast(device, self.options.learning.precision):
            scores = model(batch)
            told_loss = (told * model.losses(scores, batch, targets)).sum()
            return (told_loss + self._taught_loss(examples, batch, scores)) / len(examples)

    def evaluate(self) -> Evaluation:
        """The measures on dev."""
        return evaluate(self.dev, predict_utterances(self.predictor, list(self.dev)))

    def _taught_loss(self, examples: Sequence[Example], batch: Batch, scores: Scores) -> Tensor:
        """The sum of the losses by the teachers' beliefs, over the rows that have any: of intents
        and slots, or, of what was misheard, of the intent that was said."""
        model = self.predictor.model
        weights = torch.tensor([example.taught for example in examples], device=batch.ids.device)
        misheard = weights.new_tensor([example.said is not None for example in examples])
        total = weights.new_zeros(())
        if len(chosen := (weights * (1 - misheard)).nonzero().squeeze(1)):
            rows = batch.rows(chosen)
            beliefs = self.teachers.beliefs(rows)
            losses = model.soft_losses(scores.rows(chosen), rows, beliefs)
            total = total + weights[chosen] @ losses
        if len(chosen := (weights * misheard).nonzero().squeeze(1)):
            said = self._cut([str(examples[row].said) for row in chosen.tolist()])
            intents = self.teachers.beliefs(self._collated(said)).intents
            losses = model.intent_losses(scores.rows(chosen), intents)
            total = total + weights[chosen] @ losses
        return total

    def _labelled(self, draw: random.Random) -> Iterator[Example]:
        noise, share = self.options.noise, self.options.teaching.share if self.teachers else 0.0
        values = Values.of(self.train, self.words)
        for given in self.train:
            swapped = draw.random() < noise.values
            utterance = values.swap(given, draw) if swapped else given
            luck = draw.random()
            if noise.written <= luck < noise.written + noise.typos:
                yield Example(PROFILES["typos"](utterance, draw))
                continue
            if luck < noise.written:
                utterance = PROFILES["written"](utterance, draw)
            if noise.misheard and draw.random() < noise.misheard:
                rate = draw.uniform(0, noise.most_misheard)
                heard = self.channel.mishear(utterance, rate, draw)
                yield Example(heard, taught=share, said=utterance.text)
            else:
                yield Example(utterance, told=1 - share, taught=share)

    def _unlabelled(self, draw: random.Random) -> Iterator[Example]:
        most = min(self.options.teaching.most_unlabelled, len(self.unlabelled))
        for text in draw.sample(self.unlabelled, most):
            yield Example(Utterance(text), told=0.0, taught=1.0)

    def _collated(self, rows: Sequence[Pieces]) -> Batch:
        return collate(rows, self.predictor.subwords).to(self.predictor.device)

    def _cut(self, texts: Sequence[str]) -> list[Pieces]:
        predictor = self.predictor
        rows = predictor.subwords.cut_all(list(texts))
        return [truncate(row, predictor.positions) for row in rows]

    def _targets(self, examples: Sequence[Example], rows: list[Pieces], batch: Batch) -> Targets:
        """Of an example without labels: some labels, which count for nothing."""
        known = self.predictor.labels
        labels = torch.zeros(batch.pieces.shape, dtype=torch.long)
        intents = torch.zeros(len(examples), dtype=torch.long)
        for i, (row, example) in enumerate(zip(rows, examples, strict=True)):
            encoded = encode_slots(row, example.utterance.slots, known.slots)
            labels[i, : len(encoded)] = torch.tensor(encoded)
            if example.told:
                intents[i] = known.intents.index(str(example.utterance.intent))
        return Targets(intents, labels).to(self.predictor.device)
