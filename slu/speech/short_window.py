"""Whisper that reads no more than the sound there is: quick, and a little worse.

Its encoder was trained on 30 s, shorter sound filled up with silence, and takes the same time over
a word as over half a minute. With 5 s of silence instead it takes a fifth; that is enough for a
hypothesis that is soon made anew, not for a text that stays.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel

_SILENCE: Final = 500  # frames of 10 ms
_STEP: Final = 100
_TOKENS_A_SECOND: Final = 15  # people say up to ten syllables; one is one token, some are two
_MOST_TOKENS: Final = 220  # what Whisper writes of a window, whatever stands in its prompt


class ShortWindowWhisper(WhisperModel):  # type: ignore[misc]
    """A loaded model whose encoder is given windows cut short."""

    def __init__(self, model: WhisperModel):
        self.__dict__.update(model.__dict__)  # nothing is loaded anew

    def encode(self, features: npt.NDArray[np.float32]) -> Any:
        return super().encode(features[:, : frames_needed(features)])


def tokens_needed(seconds: float) -> int:
    """How many tokens sound of such a length may have: cut short, Whisper more often says the same
    over and over until it has no room left, which takes longer than all the rest."""
    return min(20 + round(_TOKENS_A_SECOND * seconds), _MOST_TOKENS)


def frames_needed(features: npt.NDArray[np.float32]) -> int:
    """How many of a window's frames (mels, frames) hold its sound and some silence; the rest are
    zeros, with which faster-whisper fills a window up."""
    sound = np.flatnonzero(features.any(axis=0))
    needed = (int(sound[-1]) + 1 if len(sound) else 0) + _SILENCE
    return min(-(-needed // _STEP) * _STEP, int(features.shape[1]))
