"""What every face needs: an assistant with ears, loaded once and safe to share.

It joins recognising and answering; how they are shown is a face's affair.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from dialog import schedule
from dialog.assistant import Assistant, Exchange, Understander
from dialog.store import Store
from slu.core import Audio, Transcript
from slu.errors import AudioError
from slu.speech.recogniser import DEFAULT_OPTIONS, Recogniser, RecognitionOptions
from slu.speech.streaming import StreamingOptions, StreamingRecogniser
from slu.speech.streaming_events import Event, Final
from slu.speech.streaming_live import events_of
from slu.speech.streaming_voice import DEFAULT_TURNS, Samples, TurnOptions

MALGWI = Path(__file__).with_name("assistants") / "malgwi"


@dataclass(frozen=True, slots=True)
class Heard:
    """One spoken turn; `seconds` is how long recognising took, choosing included (of what a stream
    heard, choosing alone)."""

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


@dataclass(frozen=True, slots=True)
class Hearing:
    """A recogniser and how it listens. With a `chooser`, what is answered is the best of several
    readings (`options.readings`) by sound and meaning."""

    recogniser: Recogniser
    options: RecognitionOptions = DEFAULT_OPTIONS
    chooser: Chooser | None = None

    def recognise(self, audio: Audio, asked: bool) -> Transcript:
        """What was said, chosen."""
        return self.chosen(self.recogniser.recognise(audio, self.options), asked)

    def chosen(self, transcript: Transcript, asked: bool) -> Transcript:
        """The answer to a question that was `asked` is not chosen: of 일곱 시 alone one intent is
        as likely as another."""
        if self.chooser is None or asked:
            return transcript
        return self.chooser.choose(transcript)


class VoiceAssistant:
    """An assistant that also hears. One sentence is recognised at a time: a recogniser already
    uses every core."""

    def __init__(
        self,
        assistant: Assistant,
        hearing: Hearing,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self.assistant, self._hearing, self._clock = assistant, hearing, clock
        self._listening = threading.Lock()

    @staticmethod
    def load(
        understander: Understander,
        hearing: Hearing,
        database: Path | str,
        folder: Path = MALGWI,
    ) -> VoiceAssistant:
        """The assistant of `folder` over `database`, a SQLite file or an address. Raises
        DomainError, and DataError for a database that is not to be had."""
        assistant = Assistant.load(folder, understander, Store.open(database))
        return VoiceAssistant(assistant, hearing)

    def hear(self, conversation: str, audio: Audio, now: dt.datetime) -> Heard:
        """Answers what was said. Raises AudioError when there are no words in the sound."""
        with self._listening:
            started = self._clock()
            transcript = self._hearing.recognise(audio, self._asked(conversation))
            seconds = self._clock() - started
        return self._answered(conversation, transcript, seconds, now)

    def listen(self, audio: Audio) -> Transcript:
        """What was said, with the times of its words; nothing is answered, nor chosen among several
        readings."""
        options = replace(self._hearing.options, readings=1, words=True)
        with self._listening:
            return self._hearing.recogniser.recognise(audio, options)

    def stream(self, turns: TurnOptions = DEFAULT_TURNS) -> StreamingRecogniser:
        """The ear of one conversation, for sound that comes bit by bit; `answer` takes its finals.
        A face tells it when a reply begins and ends to sound."""
        options = StreamingOptions(self._hearing.options, turns)
        return StreamingRecogniser(self._hearing.recogniser, options)

    def events_of(self, stream: StreamingRecogniser, chunks: Iterable[Samples]) -> Iterator[Event]:
        """What `stream` hears in chunks of 16 kHz samples, as `slu.speech.streaming_live` has it:
        it waits its turn to decode."""
        return events_of(stream, chunks, self._listening)

    def answer(self, conversation: str, final: Final, now: dt.datetime) -> Heard:
        """Answers what a stream heard. Raises AudioError as `hear`."""
        started = self._clock()
        transcript = self._hearing.chosen(final.transcript, self._asked(conversation))
        return self._answered(conversation, transcript, self._clock() - started, now)

    def relearn(self, understander: Understander, chooser: Chooser) -> None:
        """From the next sentence on it understands by another model; the chooser takes the place of
        the one there is."""
        self.assistant.understander = understander
        if self._hearing.chooser is not None:
            self._hearing = replace(self._hearing, chooser=chooser)

    def _asked(self, conversation: str) -> bool:
        return self.assistant.tracker(conversation).expected is not None

    def _answered(
        self, conversation: str, transcript: Transcript, seconds: float, now: dt.datetime
    ) -> Heard:
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
