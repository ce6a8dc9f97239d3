"""Where in a sound somebody speaks: Silero VAD v6, cut into stretches of speech.

Only stretches with enough evidence of a voice are handed on, so that silence, noise and music
never reach a recogniser, which would put words to them. What was said is not known here.

The rules are those of Silero and faster-whisper (a test holds them equal) but for two of ours.
`evidence`: a few windows just above the threshold are a plucked string, not a word. `faint`: after
a long silence the probability rises late, and the first syllable would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from slu.core import Audio

_WINDOW = 512


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """`threshold` is the probability from which a window of 32 ms counts as speech; `release`
    the one below which a stretch may end, after `pause` seconds. `padding` seconds are kept on
    either side, the beginning counted from where the probability last rose above `faint`.
    `evidence`: the least area of probability above the threshold in a stretch, in
    seconds. Over 100 synthetic melodies it stayed under 0.053, in real sentences above 0.22; a
    short "네" has about 0.1.
    """

    threshold: float = 0.5
    release: float = 0.35
    pause: float = 2.0
    padding: float = 0.4
    faint: float = 0.05
    evidence: float = 0.06


@dataclass(frozen=True, slots=True)
class Voiced:
    """The speech of a sound, its silences cut out.

    `samples` float32 (n,) are the stretches joined; `stretches` their (start, end) in samples of
    the whole sound; `speaking` bool (windows,) marks the windows of the whole sound with speech.
    """

    samples: npt.NDArray[np.float32]
    stretches: tuple[tuple[int, int], ...]
    speaking: npt.NDArray[np.bool_]
    rate: int

    def original(self, seconds: float) -> float:
        """A time in `samples` as a time in the whole sound."""
        rest = seconds * self.rate
        for start, end in self.stretches:
            if rest <= end - start:
                return (start + rest) / self.rate
            rest -= end - start
        return self.stretches[-1][1] / self.rate

    def seconds_spoken(self, start: float, end: float) -> float:
        """How long somebody speaks between two times of the whole sound."""
        first, last = (int(time * self.rate / _WINDOW) for time in (start, end))
        return float(self.speaking[max(first, 0) : last + 1].sum()) * _WINDOW / self.rate


def find_voice(audio: Audio, options: VoiceOptions = VoiceOptions()) -> Voiced:
    """The speech in a sound of 16 kHz; empty `samples` where nobody speaks."""
    probabilities = speech_probabilities(audio.samples)
    stretches = _stretches(probabilities, len(audio.samples), audio.rate, options)
    parts = [audio.samples[start:end] for start, end in stretches]
    return Voiced(
        samples=np.concatenate(parts) if parts else np.zeros(0, np.float32),
        stretches=stretches,
        speaking=probabilities >= options.threshold,
        rate=audio.rate,
    )


def speech_probabilities(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The probability of speech (windows,) in each 32 ms of 16 kHz samples (n,)."""
    padded = np.pad(samples, (0, _WINDOW - len(samples) % _WINDOW))
    return np.asarray(get_vad_model()(padded), np.float32).reshape(-1)


def _stretches(
    probabilities: npt.NDArray[np.float32], length: int, rate: int, options: VoiceOptions
) -> tuple[tuple[int, int], ...]:
    """Runs with enough evidence, from their faint beginning, padded; they never overlap."""
    padding = round(options.padding * rate)
    excess = np.maximum(probabilities - options.threshold, 0.0) * (_WINDOW / rate)
    stretches: list[tuple[int, int]] = []
    for first, last in _runs(probabilities, round(options.pause * rate), options):
        if excess[first:last].sum() < options.evidence:
            continue
        while first > 0 and probabilities[first - 1] >= options.faint:
            first -= 1
        before = stretches[-1][1] if stretches else 0
        start = max(first * _WINDOW - padding, before)
        stretches.append((start, min(last * _WINDOW + padding, length)))
    return tuple(stretches)


def _runs(
    probabilities: npt.NDArray[np.float32], pause: int, options: VoiceOptions
) -> list[tuple[int, int]]:
    """First and last window (exclusive) of each run of speech; `pause` in samples."""
    runs: list[tuple[int, int]] = []
    start = quiet = -1
    for window, probability in enumerate(probabilities):
        if probability >= options.threshold:
            start, quiet = (window if start < 0 else start), -1
        elif probability < options.release and start >= 0:
            quiet = window if quiet < 0 else quiet
            if (window - quiet) * _WINDOW >= pause:
                runs.append((start, quiet))
                start = quiet = -1
    if start >= 0:
        runs.append((start, len(probabilities)))
    return runs
