"""Sound of another rate piece by piece is the sound of it all at once."""

from __future__ import annotations

import numpy as np
import pytest

from slu.errors import AudioError
from slu.speech.audio import RATE, from_array
from slu.speech.resampling import Resampler


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize("size", [37, 1_000, 6_000])
def test_pieces_give_the_whole(rate: int, size: int) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32) / 2
    resampler = Resampler(rate)
    pieces = [resampler(tone[at : at + size]) for at in range(0, len(tone), size)]
    found, whole = np.concatenate(pieces), from_array(tone, rate).samples
    assert RATE * 0.98 < len(found) <= len(whole)
    assert np.allclose(found, whole[: len(found)], atol=1e-4)


def test_the_rate_that_is_wanted_changes_nothing() -> None:
    samples = np.linspace(-1, 1, 100, dtype=np.float32)
    assert Resampler(RATE)(samples) is samples


@pytest.mark.parametrize("rate", [0, -1, 100, 10**9])
def test_no_rate_of_a_microphone_is_refused(rate: int) -> None:
    with pytest.raises(AudioError):
        Resampler(rate)
