"""Intents straight from sound: the states of a recording, the folder, and a small bench of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.heads.listening import ListeningHead
from slu.core import Audio
from slu.errors import ModelError
from slu.speech import FasterWhisperRecogniser, load_audio
from slu.speech.audio import RATE
from slu.speech.encoder_states import encoder_states
from slu.speech.voice import find_voice
from slu.understanding.direct import DirectIntents


def direct(width: int = 512) -> DirectIntents:
    torch.manual_seed(1)
    return DirectIntents(ListeningHead(width, 3), ["alarm_set", "news_query", "play_music"])


def test_the_states_are_those_of_the_voiced_part(
    recogniser: FasterWhisperRecogniser, recordings: Path
) -> None:
    audio = load_audio(recordings / "wake-seven.wav")
    states = encoder_states(recogniser.model, audio)
    voiced = len(find_voice(audio).samples)
    assert states.shape == (-(-voiced // 320), 512)
    quiet = np.zeros(5 * RATE, np.float32)
    longer = Audio(np.concatenate([quiet, audio.samples, quiet]), RATE)
    again = encoder_states(recogniser.model, longer)
    assert abs(len(again) - len(states)) <= 2 * 0.4 * RATE / 320  # the padding on either side
    assert encoder_states(recogniser.model, Audio(quiet, RATE)).shape == (0, 512)


def test_thirty_seconds_are_read_and_no_more(
    recogniser: FasterWhisperRecogniser, recordings: Path
) -> None:
    audio = load_audio(recordings / "wake-seven.wav")
    states = encoder_states(recogniser.model, Audio(np.tile(audio.samples, 12), RATE))
    assert states.shape == (1500, 512)


def test_a_folder_comes_back_as_it_was(tmp_path: Path) -> None:
    made, states = direct(), np.random.default_rng(0).normal(size=(40, 512)).astype(np.float32)
    made.save(tmp_path / "model", {"seed": 1}, "# 카드\n")
    loaded = DirectIntents.load(tmp_path / "model")
    assert loaded.rank(states) == made.rank(states)
    ranking = made.rank(states)
    assert sum(each.confidence for each in ranking) == pytest.approx(1.0)
    assert [each.confidence for each in ranking] == sorted(
        (each.confidence for each in ranking), reverse=True
    )
    assert made.rank(states[:0]) == []


@pytest.mark.parametrize("name", ["model.safetensors", "labels.json", "config.json"])
def test_a_folder_that_was_altered_is_refused(tmp_path: Path, name: str) -> None:
    direct().save(tmp_path / "model", {}, "")
    path = tmp_path / "model" / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ModelError, match=name):
        DirectIntents.load(tmp_path / "model")


def test_another_recogniser_is_refused() -> None:
    with pytest.raises(ModelError, match="384"):
        direct().rank(np.zeros((9, 384), np.float32))


def test_a_folder_whose_configuration_is_another_is_refused(tmp_path):
    DirectIntents(ListeningHead(6, 2, 1), ("a", "b")).save(tmp_path / "model", {}, "")
    path = tmp_path / "model" / "config.json"
    path.write_text(path.read_text("utf-8").replace('"width": 6', '"width": 7'), "utf-8")
    with pytest.raises(ModelError, match="맞지 않습니다"):
        DirectIntents.load(tmp_path / "model")
