"""How a server is guarded: who may ask, from where, how much, for how long."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB = 1024, 1024 * 1024
# Rasa's HTTP interface that is spoken here, and the oldest one whose clients understand it.
RASA_VERSION, RASA_OLDEST = "3.6.21", "3.0.0"


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """At most so many streams at once (`most`). One ends after `idle_seconds` without a message,
    after sound of `silence_seconds` in which nobody spoke, after sound of `seconds`; or when the
    client does not take what it is told for `send_seconds`."""

    most: int = 8
    idle_seconds: float = 30.0
    silence_seconds: float = 300.0
    seconds: float = 3600.0
    send_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """`token`: what every request must show, None for no check; `origins`: the web pages (CORS)
    that may ask, none by default. Sizes in bytes, times in seconds: `body_seconds` to send a
    request, `answer_seconds` to answer it, `audio_seconds` the longest recording.
    `nlu_fallback`: what is out of scope gets Rasa's intent of that name. `stream`: what holds for
    streaming speech."""

    token: str | None = None
    origins: tuple[str, ...] = ()
    body_bytes: int = 256 * KIB
    audio_bytes: int = 25 * MIB
    body_seconds: float = 30.0
    answer_seconds: float = 60.0
    audio_seconds: float = 120.0
    nlu_fallback: bool = False
    stream: StreamOptions = StreamOptions()
