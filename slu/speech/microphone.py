"""Sound from this machine's microphone, as it comes in or until the speaker pauses.

Recording is done by a program that the system has (`arecord` or `ffmpeg`), read through a pipe:
nothing is written to disk. A web page's microphone comes in by `slu.speech.audio.from_array`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, cast

import numpy as np
import numpy.typing as npt

from slu.core import Audio
from slu.errors import AudioError
from slu.speech.audio import RATE, from_array
from slu.speech.voice import find_voice

_FFMPEG_INPUTS = {
    "linux": ("-f", "alsa", "-i", "default"),
    "darwin": ("-f", "avfoundation", "-i", ":default"),
}
_STEP_SECONDS = 0.5
_SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class MicrophoneOptions:
    """Recording ends `pause` seconds after speech, after `patience` seconds in which nobody
    speaks, and after `limit` seconds in any case."""

    pause: float = 1.2
    patience: float = 8.0
    limit: float = 30.0


def record(options: MicrophoneOptions = MicrophoneOptions()) -> Audio:
    """Record one turn of speech as 16 kHz mono sound.

    Raises AudioError where there is no program to record with, or no microphone.
    """
    audio = Audio(np.zeros(0, np.float32), RATE)
    with closing(chunks(_STEP_SECONDS)) as sound:
        for chunk in sound:
            audio = Audio(np.concatenate([audio.samples, chunk]), RATE)
            if audio.seconds >= options.limit or turn_ended(audio, options):
                break
    return audio


def chunks(seconds: float = 0.1) -> Generator[npt.NDArray[np.float32], None, None]:
    """Sound as it comes in: 16 kHz samples (n,), so many seconds at a time, until the generator is
    closed or the recording program ends. Raises AudioError as `record`."""
    command = recording_command()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        heard = 0
        try:
            while piece := cast(IO[bytes], process.stdout).read(
                round(seconds * RATE) * _SAMPLE_BYTES
            ):
                audio = _as_audio(piece)
                heard += len(audio.samples)
                yield audio.samples
        finally:
            process.kill()
        if not heard:
            told = cast(IO[bytes], process.stderr).read().decode(errors="replace").split("\n")
            reason = next((line for line in reversed(told) if line), "")
            raise AudioError(
                f"마이크에서 소리를 받지 못했습니다({reason}). 마이크가 연결되어 있는지 확인하거나 "
                "소리 파일을 지정해 주세요."
            )


def recording_command() -> list[str]:
    """A command that writes 16 kHz mono signed 16-bit samples to its output until it is ended."""
    if shutil.which("arecord"):
        return ["arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE)]
    source = _FFMPEG_INPUTS.get(sys.platform)
    if source and shutil.which("ffmpeg"):
        form = ("-ac", "1", "-ar", str(RATE), "-f", "s16le", "-")
        return ["ffmpeg", "-nostdin", "-loglevel", "error", *source, *form]
    raise AudioError(
        "마이크로 녹음할 프로그램(arecord 또는 ffmpeg)이 없습니다. 설치하거나"
        "(예: sudo apt install alsa-utils), 소리 파일을 지정해 주세요."
    )


def turn_ended(audio: Audio, options: MicrophoneOptions) -> bool:
    """Whether the speaker of this sound has finished, or nobody is going to speak."""
    voiced = find_voice(audio)
    if not len(voiced.samples):
        return audio.seconds >= options.patience
    return voiced.seconds_spoken(audio.seconds - options.pause, audio.seconds) == 0.0


def _as_audio(heard: bytes) -> Audio:
    whole = heard[: len(heard) // _SAMPLE_BYTES * _SAMPLE_BYTES]
    return from_array(np.frombuffer(whole, "<i2"), RATE)
