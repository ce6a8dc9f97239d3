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
from typing import Protocol

from dialog import schedule
from dialog.assistant import Assistant, Exchange, Understander
from dialog.store import Store
from slu.core import Audio, Transcript
from slu.errors import AudioError
from slu.speech.recogniser import DEFAULT_OPTIONS, Recogniser, RecognitionOptions

MALGWI = Path(__file__).with_name("assistants") / "malgwi"


@dataclass(frozen=True, slots=True)
class Heard:
    """One spoken turn; `seconds` is how long recognising took, choosing included."""

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


class Chooser(Protocol):
    """What chooses among the readings of a transcript (`slu.understanding.choosing`)."""

    def choose(self, transcript: Transcript) -> Transcript: ...


class VoiceAssistant:
    """An assistant that also hears. One sentence is recognised at a time: a recogniser already
    uses every core. `options` is how it listens. With a `chooser` it answers the best of several
    readings (`options.readings`) by sound and meaning, but for answers to a question: of 일곱 시
    alone one intent is as likely as another."""

    def __init__(
        self,
        assistant: Assistant,
        recogniser: Recogniser,
        clock: Callable[[], float] = time.perf_counter,
        options: RecognitionOptions = DEFAULT_OPTIONS,
        chooser: Chooser | None = None,
    ):
        self.assistant, self._recogniser, self._clock = assistant, recogniser, clock
        self._options, self._chooser = options, chooser
        self._listening = threading.Lock()

    @staticmethod
    def load(
        understander: Understander,
        recogniser: Recogniser,
        database: Path | str,
        folder: Path = MALGWI,
        options: RecognitionOptions = DEFAULT_OPTIONS,
        chooser: Chooser | None = None,
    ) -> VoiceAssistant:
        """The assistant of `folder` over `database`, a SQLite file or an address. Raises
        DomainError, and DataError for a database that is not to be had."""
        assistant = Assistant.load(folder, understander, Store.open(database))
        return VoiceAssistant(assistant, recogniser, options=options, chooser=chooser)

    def hear(self, conversation: str, audio: Audio, now: dt.datetime) -> Heard:
        """Answers what was said. Raises AudioError when there are no words in the sound."""
        with self._listening:
            started = self._clock()
            transcript = self._recogniser.recognise(audio, self._options)
            if self._chooser is not None and self.assistant.tracker(conversation).expected is None:
                transcript = self._chooser.choose(transcript)
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
