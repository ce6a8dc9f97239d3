"""Sound of any rate to 16 kHz, piece by piece as it comes: the same as all of it at once."""

from __future__ import annotations

from typing import Final

import av
import numpy as np
import numpy.typing as npt

from slu.errors import AudioError
from slu.speech.audio import RATE

_RATES: Final = range(8_000, 192_001)


class Resampler:
    """From `rate` (Hz, 8,000 to 192,000) to 16 kHz. Raises AudioError for another rate."""

    def __init__(self, rate: int):
        if rate not in _RATES:
            raise AudioError("마이크 소리의 빠르기를 알 수 없습니다. 다른 마이크로 해 주세요.")
        self._rate = rate
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def __call__(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The next samples (n,), as far as they are decided by what came; the rest comes later."""
        if self._rate == RATE or not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="flt", layout="mono")
        frame.sample_rate = self._rate
        pieces = [piece.to_ndarray()[0] for piece in self._resampler.resample(frame)]
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
