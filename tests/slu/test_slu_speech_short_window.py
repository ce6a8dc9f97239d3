"""Windows cut short: how much is kept, and that the words come through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from slu.core import Audio
from slu.speech import RecognitionOptions, load_audio
from slu.speech.short_window import ShortWindowWhisper, frames_needed, tokens_needed

GREEDY = RecognitionOptions(beam_size=1, retry=False)


@pytest.mark.parametrize(
    ("sound", "frames"), [(0, 500), (1, 600), (100, 600), (101, 700), (2450, 3000), (3000, 3000)]
)
def test_frames_by_hand(sound, frames):
    features = np.zeros((80, 3000), np.float32)
    features[3, :sound] = -0.5
    features[:, : max(sound - 1, 0)] = 0.25
    assert frames_needed(features) == frames


def test_tokens_by_hand():
    assert [tokens_needed(seconds) for seconds in (0.0, 1.0, 4.0, 20.0)] == [20, 35, 80, 220]


def test_hotwords_leave_room(recogniser, recordings):
    """The longest prompt there is, and the most tokens."""
    audio = load_audio(recordings / "wake-seven.wav")
    long = Audio(np.tile(audio.samples, 4), audio.rate)
    words = tuple(f"낱말{number}" for number in range(200))
    options = replace(GREEDY, hotwords=words, whole_window=False)
    assert isinstance(recogniser.recognise(long, options).text, str)


@pytest.mark.parametrize("file", ["alarm-seven", "wake-seven"])
def test_the_recordings_are_heard(recogniser, recordings, monkeypatch, file):
    audio = load_audio(recordings / f"{file}.wav")
    whole = recogniser.recognise(audio, GREEDY).text
    read = []
    encode = ShortWindowWhisper.encode

    def remember(self, features):
        states = encode(self, features)
        read.append(states.shape[1])
        return states

    monkeypatch.setattr(ShortWindowWhisper, "encode", remember)
    short = replace(GREEDY, whole_window=False)
    heard = recogniser.recognise(audio, short).text
    assert read[0] <= 500  # states of 20 ms, not 1500
    for word in ("내일", "아침", "시에"):
        assert word in heard
        assert word in whole
