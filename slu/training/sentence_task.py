"""A set of labelled sentences or pairs as a task of the training loop."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from slu.data.tasks import TaskData, TaskExample
from slu.evaluation.scores import ClassFigures, GradeFigures, measure_classes, measure_grades
from slu.training.precision import autocast
from slu.training.task_options import TaskOptions
from slu.understanding.batches import positions_of
from slu.understanding.sentence_batches import (
    SentenceRow,
    collate_rows,
    cut_rows,
)
from slu.understanding.sentence_predictor import SentencePredictor, TaskLabels

Labelled = tuple[SentenceRow, int | float]
"""A row with the number of its class or with its grade."""


@dataclass(frozen=True, slots=True)
class SentenceTask:
    """The examples of one task, cut to pieces once, for the model in `predictor`."""

    labels: TaskLabels
    predictor: SentencePredictor
    train: tuple[Labelled, ...]
    dev: tuple[Labelled, ...]
    options: TaskOptions

    @staticmethod
    def of(data: TaskData, predictor: SentencePredictor, options: TaskOptions) -> SentenceTask:
        """The task for a model that has a head of this name."""
        return SentenceTask(
            labels=next(labels for labels in predictor.tasks if labels.name == data.name),
            predictor=predictor,
            train=_cut(data.train, predictor),
            dev=_cut(data.dev, predictor),
            options=options,
        )

    @property
    def name(self) -> str:
        return self.labels.name

    def batches(self, turn: str) -> list[list[Labelled]]:
        """Shuffled, then grouped by length so that little is padded."""
        draw = random.Random(f"{self.options.learning.seed}/{self.name}/{turn}")
        examples = sorted(self.train, key=lambda example: len(example[0]) + draw.random() * 8)
        size = self.options.learning.batch_size
        found = [examples[at : at + size] for at in range(0, len(examples), size)]
        draw.shuffle(found)
        return found

    def loss(self, batch: Sequence[Labelled]) -> Tensor:
        """The head's own loss, mean over the batch."""
        model = self.predictor.model
        device = self.predictor.device
        rows = collate_rows([row for row, _ in batch], self.predictor.subwords).to(device)
        with autocast(device, self.options.learning.precision):
            scores = model(rows, self.name)
        targets = torch.tensor([label for _, label in batch], device=device)
        return model.head(self.name).loss(scores, targets)

    def evaluate(self) -> ClassFigures | GradeFigures:
        """The measures on dev."""
        rows = [row for row, _ in self.dev]
        with autocast(self.predictor.device, self.options.learning.precision):
            scores = self.predictor.score(rows, self.name)
        if self.labels.classes:
            gold = [int(label) for _, label in self.dev]
            return measure_classes(gold, scores.argmax(-1).tolist(), len(self.labels.classes))
        return measure_grades([label for _, label in self.dev], scores.tolist())


def limit(data: TaskData, options: TaskOptions) -> TaskData:
    """The data with at most `max_train` and `max_dev` examples, the same for a seed."""

    def part(examples: tuple[TaskExample, ...], most: int, name: str) -> tuple[TaskExample, ...]:
        if not most or most >= len(examples):
            return examples
        draw = random.Random(f"{options.learning.seed}/{data.name}/{name}")
        return tuple(draw.sample(examples, most))

    return TaskData(
        data.name,
        data.classes,
        part(data.train, options.max_train, "train"),
        part(data.dev, options.max_dev, "dev"),
    )


def labels_of(data: TaskData) -> TaskLabels:
    """What a head for the task has to give."""
    pairs = data.train[0].second is not None
    if data.classes:
        return TaskLabels(data.name, data.classes, pairs)
    grades = [example.label for example in data.train]
    deviation = statistics.pstdev(grades) or 1.0  # grades all alike cannot be told apart
    return TaskLabels(data.name, (), pairs, statistics.fmean(grades), deviation)


def _cut(examples: Sequence[TaskExample], predictor: SentencePredictor) -> tuple[Labelled, ...]:
    texts = [(example.first, example.second) for example in examples]
    rows = cut_rows(texts, predictor.subwords, positions_of(predictor.model.encoder))
    return tuple(zip(rows, (example.label for example in examples), strict=True))
