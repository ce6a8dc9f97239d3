"""An assistant that hears several readings: how it listens, what it answers, when it chooses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dialog.voice import Hearing, VoiceAssistant
from slu.core import Alternative, Audio, Context, IntentScore, Transcript, Understanding
from slu.errors import AudioError
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.speech.streaming_events import Final

NOW = dt.datetime(2026, 3, 2, 21, 0, tzinfo=ZoneInfo("Asia/Seoul"))
SOUND = Audio(np.zeros(16_000, np.float32), 16_000)
OPTIONS = RecognitionOptions(readings=2, hotwords=("알람",))


class Told:
    """Takes every sentence with 알람 for a wish to set one."""

    def understand(self, text: str, context: Context) -> Understanding:
        intent = "alarm_set" if "알람" in text else "general_quirky"
        return Understanding(text, intent, 0.97, (IntentScore(intent, 0.97),))


@dataclass
class Ears:
    """Hears its readings in any sound."""

    readings: tuple[str, ...] = ("알 남 맞춰", "알람 맞춰")
    options: list[RecognitionOptions] = field(default_factory=list)

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        self.options.append(options)
        heard = tuple(Alternative(text, -1.0) for text in self.readings)
        return Transcript(heard[0].text if heard else "", alternatives=heard)


@dataclass
class Last:
    """Chooses the last reading, and remembers what it chose among."""

    asked: list[Transcript] = field(default_factory=list)

    def choose(self, transcript: Transcript) -> Transcript:
        self.asked.append(transcript)
        return replace(transcript, text=([""] + [a.text for a in transcript.alternatives])[-1])


def test_the_chosen_reading_is_answered(tmp_path: Path) -> None:
    ears, chooser = Ears(), Last()
    voice = VoiceAssistant.load(Told(), Hearing(ears, OPTIONS, chooser), tmp_path / "a.db")
    heard = voice.hear("c", SOUND, NOW)
    assert ears.options == [OPTIONS]
    assert heard.transcript.text == "알람 맞춰"
    assert heard.exchange.understanding is not None
    assert heard.exchange.understanding.text == "알람 맞춰"
    # It now asks when; nothing is chosen for the answer.
    assert voice.assistant.tracker("c").expected is not None
    assert voice.hear("c", SOUND, NOW).transcript.text == "알 남 맞춰"
    assert len(chooser.asked) == 1
    voice.close()


def test_without_a_chooser_the_first_reading_is_answered(tmp_path: Path) -> None:
    ears = Ears()
    voice = VoiceAssistant.load(Told(), Hearing(ears), tmp_path / "a.db")
    assert voice.hear("c", SOUND, NOW).transcript.text == "알 남 맞춰"
    assert ears.options == [DEFAULT_OPTIONS]
    voice.close()


def test_no_words(tmp_path: Path) -> None:
    voice = VoiceAssistant.load(Told(), Hearing(Ears(()), chooser=Last()), tmp_path / "a.db")
    with pytest.raises(AudioError, match="들리지 않았습니다"):
        voice.hear("c", SOUND, NOW)
    voice.close()


def test_what_a_stream_heard_is_chosen_and_answered(tmp_path: Path) -> None:
    ears, chooser = Ears(), Last()
    voice = VoiceAssistant.load(Told(), Hearing(ears, OPTIONS, chooser), tmp_path / "a.db")
    stream = voice.stream()
    assert stream.options.recognition is OPTIONS
    final = Final(ears.recognise(SOUND), 0.0)
    heard = voice.answer("c", final, NOW)
    assert heard.transcript.text == "알람 맞춰"
    assert voice.assistant.tracker("c").expected is not None
    assert voice.answer("c", final, NOW).transcript.text == "알 남 맞춰"
    with pytest.raises(AudioError, match="들리지 않았습니다"):
        voice.answer("c", Final(Transcript(""), 0.0), NOW)
    voice.close()
