"""What a stream of sound gives while it is heard. Seconds count from the stream's beginning."""

from __future__ import annotations

from dataclasses import dataclass

from slu.core import Transcript


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody speaks since `start`; `interrupts` what the assistant is saying."""

    start: float
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """What was heard of a turn so far: `confirmed + unconfirmed`. During a turn `confirmed` is
    never taken back; the rest may be."""

    confirmed: str
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """It is decided that the speaker has finished; nobody speaks since `end`. `Final` follows."""

    end: float


@dataclass(frozen=True, slots=True)
class Final:
    """What was said in a turn, heard as a recording of it would be; no words where it was another
    sound after all. The times in `transcript` count from `start`, where its sound begins."""

    transcript: Transcript
    start: float


Event = SpeechStarted | Partial | TurnEnded | Final
