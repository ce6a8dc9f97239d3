"""The microphone, with a small program of the tests in place of arecord."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import sounds

from slu.core import Audio
from slu.errors import AudioError
from slu.speech import load_audio, microphone
from slu.speech.audio import RATE
from slu.speech.microphone import MicrophoneOptions, record, recording_command, turn_ended


@pytest.fixture
def recorder(tmp_path, monkeypatch):
    """Makes `arecord` a program that gives the samples it is told, then what `after` says."""

    def make(samples, after=""):
        sound = tmp_path / "sound.raw"
        sound.write_bytes((samples * 32767).astype("<i2").tobytes())
        program = tmp_path / "arecord"
        program.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"sys.stdout.buffer.write(open({str(sound)!r}, 'rb').read())\n{after}\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


def test_recording_ends_after_the_speech(recorder, recordings):
    sentence = load_audio(recordings / "wake-seven.wav").samples
    recorder(np.concatenate([sounds.silence(2.0), sentence, sounds.silence(60.0)]))
    audio = record()
    spoken = 2.0 + len(sentence) / RATE
    assert spoken < audio.seconds < spoken + 2.5
    assert np.array_equal(audio.samples[:RATE], np.zeros(RATE))


def test_nobody_speaks(recorder):
    recorder(sounds.silence(60.0))
    assert record(MicrophoneOptions(patience=3.0)).seconds == pytest.approx(3.0, abs=0.5)


def test_somebody_speaks_on(recorder, recordings):
    sentence = load_audio(recordings / "alarm-seven.wav").samples[: RATE * 3]
    recorder(np.tile(sentence, 20))
    assert record(MicrophoneOptions(limit=6.0)).seconds == pytest.approx(6.0, abs=0.5)


def test_the_program_stops_by_itself(recorder, recordings):
    sentence = load_audio(recordings / "wake-seven.wav").samples[: RATE * 2]
    recorder(sentence)
    assert record().seconds == pytest.approx(2.0, abs=0.01)


def test_no_microphone(recorder):
    recorder(np.zeros(0), after="sys.exit('audio open error: No such device')")
    with pytest.raises(AudioError, match="No such device"):
        record()


def test_no_program(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AudioError, match="arecord 또는 ffmpeg"):
        recording_command()


@pytest.mark.parametrize(("system", "source"), [("linux", "alsa"), ("darwin", "avfoundation")])
def test_ffmpeg_in_place_of_arecord(monkeypatch, system, source):
    monkeypatch.setattr(microphone.sys, "platform", system)
    monkeypatch.setattr(microphone.shutil, "which", lambda name: name if name == "ffmpeg" else None)
    command = recording_command()
    assert command[0] == "ffmpeg"
    assert source in command
    assert command[-2:] == ["s16le", "-"]


def test_a_turn_has_not_ended_before_the_pause(recordings):
    sentence = load_audio(recordings / "wake-seven.wav").samples
    options = MicrophoneOptions(pause=1.2)
    for quiet, ended in ((0.3, False), (2.0, True)):
        samples = np.concatenate([sentence, sounds.silence(quiet)])
        assert turn_ended(Audio(samples, RATE), options) is ended
