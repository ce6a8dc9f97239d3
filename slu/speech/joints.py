"""Where long sound may be cut without cutting a word: in its quietest places.

A recogniser reads so many seconds at once (Whisper 30). Left to itself it goes on where its own
times say that the last whole sentence ended, and there it loses or doubles words. Who speaks is
not known here (`slu.speech.voice`), nor what is said.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from slu.speech.audio import RATE

LONGEST: Final = 30.0
"""Seconds that Whisper reads at once."""
_QUIET = round(0.3 * RATE)  # more than the closure of a stop, less than a pause between phrases


def quietest(samples: npt.NDArray[np.float32]) -> int:
    """The middle of the 0.3 s of samples (n,) with the least power; the first of several, and the
    middle of all where there are fewer."""
    if len(samples) <= _QUIET:
        return len(samples) // 2
    total = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    power = np.round(total[_QUIET:] - total[:-_QUIET], 12)
    return int(power.argmin()) + _QUIET // 2


def pieces(samples: npt.NDArray[np.float32], longest: float = LONGEST) -> list[tuple[int, int]]:
    """(start, end) of pieces of at most `longest` seconds that make up samples (n,); each but the
    last is at least two thirds as long."""
    size = round(longest * RATE)
    cuts = [0]
    while len(samples) - cuts[-1] > size:
        least = cuts[-1] + size * 2 // 3
        cuts.append(least + quietest(samples[least : cuts[-1] + size]))
    return list(zip(cuts, [*cuts[1:], len(samples)], strict=True))
