"""Sentences and pairs to classes and grades with a multi-task model: the model's own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from models.heads.sentence import ClassHead, GradeHead, SentenceHead
from models.multitask import MultitaskModel
from slu.errors import DataError
from slu.korean.subwords import Subwords
from slu.understanding.batches import positions_of
from slu.understanding.sentence_batches import SentenceRow, collate_rows, cut_rows


@dataclass(frozen=True, slots=True)
class TaskLabels:
    """What a task's head gives: one of `classes`, or, where there are none, a grade; `mean` and
    `deviation` are those of the grades that it learned from. A task of `pairs` reads two
    sentences."""

    name: str
    classes: tuple[str, ...]
    pairs: bool
    mean: float = 0.0
    deviation: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What one task says of a sentence: a class and how sure it is, or a grade."""

    task: str
    label: str | None
    confidence: float | None
    grade: float | None


@dataclass(frozen=True, slots=True)
class SentencePredictor:
    """A multi-task model with its vocabulary and what its heads mean."""

    model: MultitaskModel
    subwords: Subwords
    tasks: tuple[TaskLabels, ...]

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return next(self.model.parameters()).device

    def answer(self, first: str, second: str | None = None) -> tuple[Answer, ...]:
        """What every task that reads sentences (with `second`, pairs) says. Raises DataError
        when there is no such task."""
        fitting = [task for task in self.tasks if task.pairs == (second is not None)]
        if not fitting:
            raise DataError(
                "이 모델은 문장 둘을 견줍니다. --with로 두 번째 문장을 주세요."
                if second is None
                else "이 모델에는 문장 둘을 견주는 과제가 없습니다. 문장을 하나만 주세요."
            )
        rows = cut_rows([(first, second)], self.subwords, positions_of(self.model.encoder))
        return tuple(_answer(task, self.score(rows, task.name)[0]) for task in fitting)

    def score(self, rows: Sequence[SentenceRow], task: str, batch_size: int = 64) -> Tensor:
        """What the head of `task` gives for each row, in their order: (rows, classes) logits or
        (rows,) grades."""
        self.model.eval()
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        found = []
        for at in range(0, len(order), batch_size):
            batch = collate_rows([rows[i] for i in order[at : at + batch_size]], self.subwords)
            with torch.inference_mode():
                found.append(self.model(batch.to(self.device), task).float().cpu())
        return torch.cat(found)[torch.tensor(order).argsort()]


def make_head(labels: TaskLabels, encoder: Any, dropout: float) -> SentenceHead:
    """A new head for the task."""
    width = int(encoder.config.hidden_size)
    if labels.classes:
        return ClassHead(width, len(labels.classes), dropout)
    return GradeHead(width, labels.mean, labels.deviation, dropout)


def _answer(task: TaskLabels, scores: Tensor) -> Answer:
    if not task.classes:
        return Answer(task.name, None, None, float(scores))
    chances = scores.softmax(-1)
    best = int(chances.argmax())
    return Answer(task.name, task.classes[best], float(chances[best]), None)
