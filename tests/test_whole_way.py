"""The whole way, with nothing stood in for: a recording, Whisper, the shipped model, the dialog,
and the alarm's row in the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialog.voice import Hearing, VoiceAssistant
from slu.paths import DEFAULT_MODEL
from slu.speech.audio import load_audio
from slu.speech.faster_whisper import FasterWhisperRecogniser
from slu.understanding.understander import Understander

SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2026, 3, 2, 21, 0, tzinfo=SEOUL)
SEVEN = dt.datetime(2026, 3, 3, 7, 0, tzinfo=SEOUL)


@pytest.mark.parametrize("recording", ["wake-seven.wav", "alarm-seven.wav"])
def test_from_a_recording_to_a_ringing_alarm(recording: str, tmp_path: Path) -> None:
    voice = VoiceAssistant.load(
        Understander.load(DEFAULT_MODEL),
        Hearing(FasterWhisperRecogniser.load()),
        tmp_path / "malgwi.db",
    )
    audio = load_audio(Path(__file__).parent / "audio" / recording)
    heard = voice.hear("whole way", audio, NOW)
    understanding = heard.exchange.understanding
    assert understanding is not None
    assert understanding.intent == "alarm_set"
    assert "7시" in heard.exchange.reply.text
    (alarm,) = voice.pending("whole way")
    assert (alarm.kind, alarm.at, alarm.rule) == ("alarm", SEVEN, None)
    assert voice.assistant.due("whole way", SEVEN - dt.timedelta(seconds=1)) == []
    (ring,) = voice.assistant.due("whole way", SEVEN)
    assert "7시" in ring.text
    assert voice.pending("whole way") == []
    voice.close()
