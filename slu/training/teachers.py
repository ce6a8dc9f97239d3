"""Models that teach another: the mean of what they believe of a batch.

Source: Hinton et al. 2015, "Distilling the Knowledge in a Neural Network"; of several teachers the
mean, as in section 5.
"""

from __future__ import annotations

from pathlib import Path

import torch

from models.joint import Batch, JointModel, SoftTargets
from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import load_folder


class Teachers:
    """Joint models with the same vocabulary and labels as the one they teach."""

    def __init__(self, models: list[JointModel]):
        self.models = models

    @staticmethod
    def load(folders: tuple[str, ...], subwords: Subwords, labels: LabelSet) -> Teachers:
        """Opens the folders. Raises ModelError for one that cut text or name labels otherwise
        than the model to teach."""
        models, vocabulary = [], subwords.tokenizer.get_vocab().items()
        for folder in folders:
            teacher = load_folder(Path(folder))
            if teacher.labels != labels:
                raise ModelError(f"{folder}: 가르칠 모델과 의도나 슬롯의 이름이 다릅니다.")
            if teacher.subwords.spacing != subwords.spacing:
                raise ModelError(f"{folder}: 가르칠 모델과 띄어쓰기(spacing)가 다릅니다.")
            if not teacher.subwords.tokenizer.get_vocab().items() <= vocabulary:
                raise ModelError(f"{folder}: 가르칠 모델과 어휘가 다릅니다.")
            models.append(teacher.model)
        return Teachers(models)

    def __bool__(self) -> bool:
        return bool(self.models)

    @torch.no_grad()
    def beliefs(self, batch: Batch) -> SoftTargets:
        """The mean of the teachers' beliefs; there must be at least one."""
        each = [model.beliefs(model(batch), batch) for model in self.models]
        return SoftTargets(
            intents=torch.stack([one.intents for one in each]).mean(0),
            labels=torch.stack([one.labels for one in each]).mean(0),
        )
