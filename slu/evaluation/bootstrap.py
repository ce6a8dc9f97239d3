"""How sure a measure is: its 95 % interval over examples drawn anew, with replacement.

Source: Efron and Tibshirani 1993, section 13.3 (percentile interval).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from slu.evaluation.metrics import Figure

_RESAMPLES = 1000


def bootstrap(measure: Callable[[npt.NDArray[np.int64]], float], examples: int) -> Figure:
    """`measure` takes the numbers of the examples to count, (examples,), some of them repeated;
    it is called with all, then with 1,000 samples that are the same in every run."""
    draw = np.random.default_rng(0)
    drawn = [measure(draw.integers(0, examples, examples)) for _ in range(_RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(float(measure(np.arange(examples))), float(low), float(high))
