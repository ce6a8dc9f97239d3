"""Heads over a pooled sentence or pair: a class of several, or a grade.

Both are one hidden layer over `models.heads.pooling`; they differ in what comes out and in the
loss. A pair has gone through the encoder as one row, so that each side sees the other.

Source: Devlin et al. 2019, section 4.1 (classification of sentences and pairs), and Ham et al.
2020, "KorNLI and KorSTS", section 4.1 (regression with a cross-encoder).
"""

from __future__ import annotations

from torch import Tensor, nn


class ClassHead(nn.Module):
    """Pooled (batch, 2 * width) to logits (batch, classes)."""

    def __init__(self, width: int, classes: int, dropout: float):
        super().__init__()
        self.layers = _layers(width, classes, dropout)

    def forward(self, pooled: Tensor) -> Tensor:
        logits: Tensor = self.layers(pooled)
        return logits

    def loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Mean cross-entropy; `labels` (batch,) int."""
        return nn.functional.cross_entropy(logits.float(), labels)


class GradeHead(nn.Module):
    """Pooled (batch, 2 * width) to grades (batch,), near `mean` before anything is learned.

    `mean` and `deviation` are those of the grades to learn: measured in deviations the loss
    begins at about 1, so that beside other tasks it is neither drowned nor deafening.
    """

    def __init__(self, width: int, mean: float, deviation: float, dropout: float):
        super().__init__()
        self.layers = _layers(width, 1, dropout)
        self.mean, self.deviation = mean, deviation

    def forward(self, pooled: Tensor) -> Tensor:
        grades: Tensor = self.layers(pooled).squeeze(-1).float()
        return self.mean + self.deviation * grades

    def loss(self, grades: Tensor, labels: Tensor) -> Tensor:
        """Mean squared error in squared deviations; `labels` (batch,) float."""
        return nn.functional.mse_loss(grades, labels) / self.deviation**2


SentenceHead = ClassHead | GradeHead


def _layers(width: int, outputs: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(dropout),
        nn.Linear(2 * width, width),
        nn.GELU(),
        nn.Dropout(dropout),
        nn.Linear(width, outputs),
    )
