"""What every face needs: an assistant with ears, loaded once and safe to share.

It joins recognising and answering; how they are shown is a face's affair.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dialog import schedule
from dialog.assistant import Assistant, Exchange, Understander
from dialog.store import Store
from slu.core import Audio, Transcript
from slu.errors import AudioError
from slu.speech.recogniser import Recogniser

MALGWI = Path(__file__).with_name("assistants") / "malgwi"


@dataclass(frozen=True, slots=True)
class Heard:
    """One spoken turn; `seconds` is how long the recogniser took."""

    transcript: Transcript
    exchange: Exchange
    seconds: float


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that is to ring: `at` the next time, `rule` an RFC 5545 rule if it comes again."""

    kind: str
    label: str
    at: dt.datetime
    rule: str | None


class VoiceAssistant:
    """An assistant that also hears. One sentence is recognised at a time: a recogniser already
    uses every core."""

    def __init__(
        self,
        assistant: Assistant,
        recogniser: Recogniser,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self.assistant, self._recogniser, self._clock = assistant, recogniser, clock
        self._listening = threading.Lock()

    @staticmethod
    def load(
        understander: Understander, recogniser: Recogniser, database: Path, folder: Path = MALGWI
    ) -> VoiceAssistant:
        """The assistant of `folder` over the SQLite file `database`. Raises DomainError."""
        return VoiceAssistant(
            Assistant.load(folder, understander, Store.open(database)), recogniser
        )

    def hear(self, conversation: str, audio: Audio, now: dt.datetime) -> Heard:
        """Answers what was said. Raises AudioError when there are no words in the sound."""
        with self._listening:
            started = self._clock()
            transcript = self._recogniser.recognise(audio)
            seconds = self._clock() - started
        if not transcript.text.strip():
            raise AudioError("말소리가 들리지 않았습니다. 마이크를 확인하고 다시 말씀해 주세요.")
        return Heard(transcript, self.assistant.turn(conversation, transcript.text, now), seconds)

    def pending(self, conversation: str) -> list[Pending]:
        """What will ring in this conversation, the earliest first."""
        with self.assistant.store.reading() as session:
            return [
                Pending(one.kind, one.label, one.at, one.rule)
                for one in schedule.upcoming(session, conversation)
            ]

    def close(self) -> None:
        self.assistant.store.close()
