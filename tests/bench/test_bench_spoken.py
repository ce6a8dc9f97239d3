"""The commands that a voice speaks: all of them can be spoken, their labels are the shipped
assistant's, and the phonemes are Korean."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench import spoken
from bench.voice import RATE, Voice, is_speakable, phonemes, to_16_khz, write_wav
from dialog.domain import read_domain
from dialog.voice import MALGWI
from slu.core import Slot, Utterance
from slu.data import read
from slu.data.recordings import read_recordings
from slu.errors import MalgwiError
from slu.speech import load_audio


@pytest.mark.parametrize(
    ("text", "ipa"),
    [
        ("내일 깨워 줘", "nɛil kɛwʌ ʥwʌ."),
        ("알람 있어", "allam issʌ."),
        ("시계", "ɕiɡe."),
        ("같이 밖에", "ɡaʨʰi bake."),
        ("국물", "ɡuŋmul."),
    ],
)
def test_phonemes(text: str, ipa: str) -> None:
    assert phonemes(text) == ipa


def test_our_commands_are_thirty_in_the_labels_of_the_shipped_assistant() -> None:
    commands = read(spoken.COMMANDS)
    spec = read_domain(MALGWI / "domain.yml").spec
    assert len({command.text for command in commands}) == len(commands) == 30
    assert all(is_speakable(command.text) for command in commands)
    assert {command.intent for command in commands} <= set(spec.intents)
    assert {slot.name for command in commands for slot in command.slots} <= set(spec.entities)


def test_sentences_that_cannot_be_spoken_are_left_out() -> None:
    given = [Utterance(text, "x", id=text) for text in ("불 꺼", "7시", "tv 켜", "물", "달", "해")]
    texts = [each.text for each in spoken.choose(given, None, None)]
    assert texts == ["불 꺼", "물", "달", "해"]
    a, b = spoken.choose(given, "A", None), spoken.choose(given, "B", None)
    assert sorted(each.text for each in a + b) == sorted(texts)
    assert len(spoken.choose(given, None, 2)) == 2


def test_what_is_spoken_can_be_read_back(tmp_path, monkeypatch) -> None:
    class Hum:
        def __init__(self, name):
            self.name = name

        def say(self, ipa):
            return np.full(RATE // 10 * len(ipa), 0.5, np.float32)

    monkeypatch.setattr(spoken, "Voice", Hum)
    given = [
        Utterance("거실 불 꺼", "iot_hue_lightoff", (Slot("house_place", 0, 2, "거실"),)),
        Utterance("물", "general_quirky"),
    ]
    spoken.speak(given, tmp_path, ["one", "two"])
    found = read_recordings(tmp_path / spoken.MANIFEST)
    assert [each.gold for each in found] == given
    rows = (tmp_path / spoken.MANIFEST).read_text("utf-8").splitlines()
    assert [json.loads(row)["source"] for row in rows] == ["one", "two"]
    assert load_audio(found[1].audio).seconds == pytest.approx(0.1 * len(phonemes("물")))


def test_a_voice_that_is_not_there() -> None:
    with pytest.raises(MalgwiError, match="jf_alpha"):
        Voice("none")


def test_a_tone_keeps_its_pitch_at_16_khz(tmp_path) -> None:
    times = np.arange(24_000) / 24_000
    tone = to_16_khz(np.sin(2 * np.pi * 440 * times).astype(np.float32))
    assert len(tone) == RATE
    assert np.abs(np.fft.rfft(tone)).argmax() == 440
    write_wav(tmp_path / "tone.wav", tone * 0.5)
    np.testing.assert_allclose(load_audio(tmp_path / "tone.wav").samples, tone * 0.5, atol=1e-4)
