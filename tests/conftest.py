"""What tests of several rooms share: one loaded recogniser, and the folder of recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from slu.speech import FasterWhisperRecogniser


@pytest.fixture(scope="session")
def recogniser() -> FasterWhisperRecogniser:
    """Whisper base, int8, from the packages; loaded once."""
    return FasterWhisperRecogniser.load(threads=1)


@pytest.fixture(scope="session")
def recordings() -> Path:
    return Path(__file__).parent / "audio"
