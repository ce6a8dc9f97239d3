"""The bench of the recogniser: every system hears every clip, and the ratios are ours."""

from __future__ import annotations

import pytest

from bench import speech
from slu.core import Audio
from slu.speech import load_audio


def test_each_system_hears_each_clip_in_turn(monkeypatch, recordings):
    heard = []
    systems = {
        name: lambda audio, name=name: heard.append((name, audio)) for name in ("malgwi", "other")
    }
    monkeypatch.setattr(speech, "_systems", lambda threads: systems)
    sounds = [load_audio(path) for path in sorted(recordings.glob("*.wav"))]
    factors = speech.measure(sounds, repeats=2, threads=1)
    assert [name for name, _ in heard] == ["malgwi", "other"] * (1 + 2 * len(sounds))
    assert all(isinstance(audio, Audio) for _, audio in heard)
    assert factors["malgwi"]["times_malgwi"] == 1.0
    ratio = factors["other"]["real_time_factor"] / factors["malgwi"]["real_time_factor"]
    assert factors["other"]["times_malgwi"] == pytest.approx(ratio)
