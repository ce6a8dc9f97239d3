"""How far confidences can be believed, and how well a score tells inside from outside.

Numbers in, numbers out: where confidences and scores come from is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: the mean confidence and the share that is right."""

    confidence: float
    accuracy: float
    count: int


def reliability(confidence: Floats, right: Bools, bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal mass, the least confident first; none is empty.

    `confidence` and `right` are (answers,). Bins of equal mass: Naeini et al. 2015 ("Obtaining
    Well Calibrated Probabilities Using Bayesian Binning").
    """
    order = np.argsort(confidence, kind="stable")
    return tuple(
        Bin(float(confidence[rows].mean()), float(right[rows].mean()), len(rows))
        for rows in np.array_split(order, bins)
        if len(rows)
    )


def expected_calibration_error(confidence: Floats, right: Bools, bins: int = 10) -> float:
    """The mean distance between confidence and accuracy over the bins, in [0, 1] (Guo et al.
    2017, "On Calibration of Modern Neural Networks", section 2)."""
    found = reliability(confidence, right, bins)
    far = sum(one.count * abs(one.confidence - one.accuracy) for one in found)
    return far / sum(one.count for one in found)


def auroc(inside: Floats, outside: Floats) -> float:
    """The probability that a score from inside is higher than one from outside; of equal scores
    half counts (the Mann-Whitney statistic)."""
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left")
    not_above = np.searchsorted(ordered, inside, side="right")
    return float((below + not_above).mean() / 2 / len(outside))


def false_rejections(inside: Floats, outside: Floats, rejected: float = 0.95) -> float:
    """The share of `inside` that is lost by a threshold which rejects at least the share
    `rejected` of `outside` (the false positives at 95 % true positives of Hendrycks and Gimpel
    2017, outside being what is looked for)."""
    last = int(np.ceil(rejected * len(outside))) - 1
    return float((inside <= np.sort(outside)[last]).mean())
