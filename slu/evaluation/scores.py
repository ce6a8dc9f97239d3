"""Measures of sentence tasks: accuracy and macro F1 of classes, correlations of grades.

Intents and slots are measured by `slu.evaluation.metrics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.metrics import Figure

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """What was measured where every example has one class."""

    examples: int
    accuracy: Figure
    macro_f1: Figure

    @property
    def main(self) -> Figure:
        """The figure by which the best epoch is chosen."""
        return self.accuracy

    def figures(self) -> dict[str, float]:
        """The plain values, without their intervals."""
        return {"accuracy": self.accuracy.value, "macro_f1": self.macro_f1.value}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class GradeFigures:
    """What was measured where every example has a grade; both lie in [-1, 1]."""

    examples: int
    spearman: Figure
    pearson: Figure

    @property
    def main(self) -> Figure:
        """The figure by which the best epoch is chosen."""
        return self.spearman

    def figures(self) -> dict[str, float]:
        """The plain values, without their intervals."""
        return {"spearman": self.spearman.value, "pearson": self.pearson.value}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure_classes(gold: Sequence[int], predicted: Sequence[int], classes: int) -> ClassFigures:
    """Compares numbers of classes, example by example."""
    ours, theirs = np.array(gold), np.array(predicted)
    right = (ours == theirs).astype(float)
    return ClassFigures(
        examples=len(ours),
        accuracy=bootstrap(lambda rows: float(right[rows].mean()), len(ours)),
        macro_f1=bootstrap(lambda rows: macro_f1(ours[rows], theirs[rows], classes), len(ours)),
    )


def measure_grades(gold: Sequence[float], predicted: Sequence[float]) -> GradeFigures:
    """Compares grades, example by example."""
    ours, theirs = np.array(gold, float), np.array(predicted, float)
    return GradeFigures(
        examples=len(ours),
        spearman=bootstrap(lambda rows: spearman(ours[rows], theirs[rows]), len(ours)),
        pearson=bootstrap(lambda rows: pearson(ours[rows], theirs[rows]), len(ours)),
    )


def macro_f1(gold: Ints, predicted: Ints, classes: int) -> float:
    """The mean of every class's F1; a class that neither side has does not count."""
    found = np.bincount(gold[gold == predicted], minlength=classes)
    both = np.bincount(gold, minlength=classes) + np.bincount(predicted, minlength=classes)
    seen = both > 0
    return float((2 * found[seen] / both[seen]).mean())


def spearman(a: Floats, b: Floats) -> float:
    """The correlation of the ranks; equal values share the mean of their ranks."""
    return pearson(_ranks(a), _ranks(b))


def pearson(a: Floats, b: Floats) -> float:
    """The linear correlation; 0 where one side is all the same."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / size) if size > 0 else 0.0


def _ranks(values: Floats) -> Floats:
    """The place of each value in their order, from 1."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]
