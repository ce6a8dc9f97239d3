"""For the tests of faces: an understander that is told what to find, and the shipped assistant
with it over a database of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog.assistant import Understander
from dialog.voice import Hearing, VoiceAssistant
from slu.core import Audio, Context, IntentScore, Slot, Transcript, Understanding
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.values import DurationValue, MomentValue, NameValue

SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2026, 3, 2, 21, 0, tzinfo=SEOUL)
WAKE = "내일 아침 일곱 시에 깨워 줘"
TIMER = "2초 뒤에 알려 줘"
LIGHT = "거실 불 켜 줘"


def found(text: str, intent: str, *slots: Slot) -> Understanding:
    ranking = (IntentScore(intent, 0.97), IntentScore("calendar_set", 0.02))
    return Understanding(text, intent, 0.97, ranking, slots)


def slot(text: str, name: str, words: str, value: object) -> Slot:
    start = text.index(words)
    return Slot(name, start, start + len(words), words, value, 0.98)  # type: ignore[arg-type]


def _known(now: dt.datetime) -> Mapping[str, Understanding]:
    seven = dt.datetime.combine(now.date() + dt.timedelta(1), dt.time(7), now.tzinfo)
    return {
        WAKE: found(WAKE, "alarm_set", slot(WAKE, "time", "내일 아침 일곱 시", MomentValue(seven))),
        TIMER: found(TIMER, "alarm_set", slot(TIMER, "time", "2초 뒤", DurationValue(2))),
        LIGHT: found(
            LIGHT, "iot_hue_lighton", slot(LIGHT, "house_place", "거실", NameValue("거실", "place"))
        ),
    }


class Told:
    """Finds what it was told for the sentences it knows; the rest it does not understand."""

    def understand(self, text: str, context: Context) -> Understanding:
        unsure = Understanding(
            text, "general_quirky", 0.2, (IntentScore("general_quirky", 0.2),), in_scope=False
        )
        return _known(context.now).get(text, unsure)

    def understand_all(self, texts: list[str], context: Context) -> list[Understanding]:
        return [self.understand(text, context) for text in texts]


@dataclass
class Deaf:
    """Hears the same words in any sound."""

    text: str = WAKE
    heard: list[Audio] = field(default_factory=list)

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        self.heard.append(audio)
        return Transcript(self.text, confidence=0.9, seconds=audio.seconds)


@dataclass
class Clock:
    """Time that a test moves."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now


def voice_assistant(
    folder: Path, understander: Understander | None = None, text: str = WAKE
) -> VoiceAssistant:
    return VoiceAssistant.load(understander or Told(), Hearing(Deaf(text)), folder / "malgwi.db")
