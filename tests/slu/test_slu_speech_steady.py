"""The same sound, the same text: loops are decoded again, and words to expect count only where they
are heard. With a decoder of the tests, and with the real one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel
from faster_whisper.transcribe import TranscriptionOptions

from slu.core import Audio
from slu.speech import FasterWhisperRecogniser, RecognitionOptions, load_audio
from slu.speech.audio import RATE
from slu.speech.hotwords import brings
from slu.speech.steady import SteadyWhisper

PLAIN, TOLD = [1], [9, 9, 1]


class Tokenizer:
    def decode(self, ids: str) -> str:
        return ids


def options(**changed: Any) -> TranscriptionOptions:
    given = dict.fromkeys(TranscriptionOptions.__dataclass_fields__)
    return TranscriptionOptions(
        **given | {"compression_ratio_threshold": 2.4, "no_repeat_ngram_size": 0} | changed
    )


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, int]]:
    """What was decoded, as (prompt, no_repeat_ngram_size). Told, it hears 거실; a loop is one
    unless nothing may come again."""
    asked: list[tuple[Any, int]] = []

    def decode(self: Any, states: Any, prompt: Any, tokenizer: Any, options: Any) -> Any:
        asked.append((prompt, options.no_repeat_ngram_size))
        text = states if prompt == PLAIN else states.replace("가실", "거실")
        loop = 9.0 if "네네네" in text and not options.no_repeat_ngram_size else 1.0
        text = text if loop > 1.0 else text.replace("네네네", "네")
        return SimpleNamespace(sequences_ids=[text]), -0.5, 0.0, loop

    monkeypatch.setattr(WhisperModel, "generate_with_fallback", decode)
    monkeypatch.setattr(WhisperModel, "get_prompt", lambda *args, **kwargs: PLAIN)
    return asked


def decoded(whisper: SteadyWhisper, states: str, prompt: list[int]) -> str:
    found = whisper.generate_with_fallback(states, prompt, Tokenizer(), options())
    text: str = found[0].sequences_ids[0]
    return text


def test_a_loop_is_decoded_once_more(decodes: list[Any]) -> None:
    assert decoded(SteadyWhisper(SimpleNamespace()), "네네네 불 꺼", PLAIN) == "네 불 꺼"
    assert decodes == [(PLAIN, 0), (PLAIN, 3)]
    assert decoded(SteadyWhisper(SimpleNamespace(), retry=False), "네네네", PLAIN) == "네네네"
    assert decodes[2:] == [(PLAIN, 0)]


@pytest.mark.parametrize(
    ("states", "heard", "kept"),
    [
        ("가실 불 꺼 줘", "거실 불 꺼 줘", TOLD),
        ("부엌 불 꺼 줘", "부엌 불 꺼 줘", PLAIN),
        ("거실 말고 가실", "거실 말고 가실", PLAIN),
    ],
    ids=["a word that was else not heard", "no word", "heard anyway"],
)
def test_words_to_expect_count_where_they_are_heard(
    decodes: list[Any], states: str, heard: str, kept: list[int]
) -> None:
    whisper = SteadyWhisper(SimpleNamespace(), prefers=lambda *texts: brings(["거실"], *texts))
    assert decoded(whisper, states, TOLD) == heard
    assert whisper.prompt == kept
    assert [prompt for prompt, _ in decodes] == [TOLD, PLAIN]


@pytest.mark.parametrize(
    ("told", "untold", "found"),
    [
        ("거실 불", "가실 불", True),
        ("거 실불", "가실 불", True),
        ("거실 불", "거실 불을", False),
        ("가실 불", "거실 불", False),
        ("일곱 시", "7시", False),
        ("", "", False),
    ],
)
def test_what_brings_a_word(told: str, untold: str, found: bool) -> None:
    assert brings(["거실", "7시"], told, untold) == found


def test_what_came_before_changes_nothing(
    recogniser: FasterWhisperRecogniser, recordings: Any
) -> None:
    """So noisy that the decode is improbable, and would have been drawn by chance."""
    clear = load_audio(recordings / "wake-seven.wav")
    noise = np.random.default_rng(0).normal(0, 0.12, len(clear.samples)).astype(np.float32)
    noisy = Audio(clear.samples + noise, RATE)
    first = recogniser.recognise(noisy)
    assert first.text
    recogniser.recognise(clear)
    assert recogniser.recognise(noisy) == first


def test_a_word_that_is_not_said_changes_nothing(
    recogniser: FasterWhisperRecogniser, recordings: Any
) -> None:
    audio = load_audio(recordings / "alarm-seven.wav")
    words = ("바르셀로나", "청소기", "트로트", "김치찌개")
    told = recogniser.recognise(audio, RecognitionOptions(hotwords=words))
    assert told == recogniser.recognise(audio)
