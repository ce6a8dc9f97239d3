"""A sound as a picture: the outline of its wave, and the mel spectrogram that Whisper reads.

The spectrogram is faster-whisper's own (80 bands up to 8 kHz, a frame of 25 ms every 10 ms), so
that what is seen is what the recogniser is given. Drawing is a face's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from faster_whisper.feature_extractor import FeatureExtractor

from slu.core import Audio
from slu.errors import AudioError
from slu.speech.audio import RATE

Floats = npt.NDArray[np.float32]
BANDS: Final = 80
FRAME_SECONDS: Final = 0.01
HIGHEST_HZ: Final = RATE / 2


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`outline` (columns, 2): the lowest and highest sample of each stretch, within [-1, 1].
    `mel` (bands, frames) in [0, 1], the lowest band first: the logarithm of its power, 1 for the
    loudest of the sound and 0 for what is 80 dB below."""

    outline: Floats
    mel: Floats
    seconds: float


def picture(audio: Audio, columns: int = 900) -> Picture:
    """A sound of 16 kHz as a picture. Raises AudioError for one of no length or another rate."""
    if audio.rate != RATE or not len(audio.samples):
        raise AudioError("그릴 소리가 없습니다. 다시 녹음해 주세요.")
    return Picture(_outline(audio.samples, columns), _mel(audio.samples), audio.seconds)


def _outline(samples: Floats, columns: int) -> Floats:
    edges = np.linspace(0, len(samples), min(columns, len(samples)) + 1).astype(np.int64)[:-1]
    lowest, highest = np.minimum.reduceat(samples, edges), np.maximum.reduceat(samples, edges)
    found: Floats = np.stack([lowest, highest], axis=1)
    return found


def _mel(samples: Floats) -> Floats:
    """Whisper's logarithm is of base 10, quartered and lifted, and ends 8 below the highest: what
    lies between is 2 wide."""
    found = FeatureExtractor(feature_size=BANDS)(samples)
    frames = max(1, round(len(samples) / RATE / FRAME_SECONDS))
    scaled: Floats = ((found - (found.max() - 2)) / 2).astype(np.float32)
    return scaled[:, :frames]
