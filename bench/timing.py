"""Latencies of repeated calls: median, 95th percentile and how many a second; peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Timing:
    """Of calls that each take `size` sentences: milliseconds a call, sentences a second."""

    calls: int
    size: int
    median_ms: float
    p95_ms: float
    per_second: float


def summarise(seconds: Sequence[float], size: int) -> Timing:
    """The figures of calls that took so many seconds each; percentiles are interpolated."""
    median, p95 = np.percentile(seconds, [50, 95])
    return Timing(
        calls=len(seconds),
        size=size,
        median_ms=float(median) * 1000,
        p95_ms=float(p95) * 1000,
        per_second=size * len(seconds) / sum(seconds),
    )


def clock(call: Callable[[Given], object], inputs: Iterable[Given]) -> list[float]:
    """Calls with each input in turn; returns the seconds that each call took."""
    taken = []
    for given in inputs:
        started = time.perf_counter()
        call(given)
        taken.append(time.perf_counter() - started)
    return taken


def peak_memory_mb() -> float:
    """The most memory that this process has held so far. On Linux a process that was started by
    a larger one begins at that one's figure, so whoever starts it must be small."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
