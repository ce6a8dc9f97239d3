"""The second recogniser: openai-whisper (PyTorch), with the same weights as the first.

It reads CTranslate2 weights (`slu.speech.ctranslate2_weights`), so one download serves both, and
no pickle is opened. It is slower than the default; it is here for comparison, and for work on the
model's states in PyTorch. It gives one reading.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from slu.core import Audio, Segment, Transcript, Word
from slu.errors import ModelError
from slu.speech.ctranslate2_weights import read_variables, whisper_dimensions, whisper_state
from slu.speech.readings import Window
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions, Samples, recognise_with
from slu.speech.weights import DEFAULT_WEIGHTS, weights_folder

# How a loop is decoded again: drawn at this temperature, the best of so many.
_AGAIN, _BEST_OF = 0.4, 5


class OpenAIWhisperRecogniser:
    """Whisper in PyTorch, float32. Needs the package openai-whisper."""

    def __init__(self, model: Any):
        self.model = model

    @classmethod
    def load(
        cls, name: str | Path = DEFAULT_WEIGHTS, device: str = "cpu"
    ) -> OpenAIWhisperRecogniser:
        """Load weights by size, hub name or folder (CTranslate2, not quantised).

        Raises ModelError where openai-whisper is not installed or the weights cannot be read,
        and ModelError or NetworkError as `weights_folder`.
        """
        try:
            from whisper.model import ModelDimensions, Whisper
        except ImportError as error:
            raise ModelError(
                "openai-whisper가 설치되어 있지 않습니다. 'make whisper'로 설치하거나, "
                "기본 음성 인식기(faster-whisper)를 쓰세요."
            ) from error
        variables = read_variables(weights_folder(name) / "model.bin")
        model = Whisper(ModelDimensions(**whisper_dimensions(variables)))
        model.load_state_dict(whisper_state(variables))
        return cls(model.to(device).eval())

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        """What was said; no words where nobody speaks. Times count from the sound's beginning."""
        from whisper.tokenizer import LANGUAGES

        if options.language not in LANGUAGES:
            raise ModelError(f"이 음성 인식 모델은 언어 '{options.language}'을(를) 모릅니다.")
        return recognise_with(self._decode, audio, options)

    def _decode(self, samples: Samples, options: RecognitionOptions) -> list[Window]:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)  # the same sound, the same text
            result = self.model.transcribe(
                samples,
                language=options.language,
                beam_size=options.beam_size,
                best_of=_BEST_OF,
                temperature=(0.0, _AGAIN) if options.retry else 0.0,
                compression_ratio_threshold=options.guard.compression,
                logprob_threshold=options.guard.log_probability,
                no_speech_threshold=options.guard.no_speech,
                condition_on_previous_text=False,
                initial_prompt=" ".join(options.hotwords) or None,
                carry_initial_prompt=True,
                fp16=False,
                word_timestamps=options.words,
            )
        segments = tuple(
            Segment(
                start=segment["start"],
                end=segment["end"],
                text=segment["text"],
                no_speech=segment["no_speech_prob"],
                log_probability=segment["avg_logprob"],
                words=tuple(
                    Word(float(word["start"]), float(word["end"]), word["word"])
                    for word in segment.get("words", ())
                ),
            )
            for segment in result["segments"]
        )
        return [Window(segments)]
