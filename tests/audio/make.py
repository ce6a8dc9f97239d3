"""Makes the recordings beside this file with a freely licensed voice; see README.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.voice import Voice, write_wav


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


if __name__ == "__main__":
    voice = Voice("jf_tebukuro")
    for sentence in SENTENCES:
        write_wav(Path(__file__).parent / sentence.file, voice.say(sentence.ipa))
        print(sentence.file, sentence.text)
