"""The default recogniser: Whisper by faster-whisper (CTranslate2), int8 on a CPU.

It holds a loaded model and decodes; voice, guard and options are `slu.speech.recogniser`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from faster_whisper import WhisperModel

from slu.core import Audio, Segment, Transcript, Word
from slu.errors import ModelError
from slu.speech.audio import RATE
from slu.speech.hotwords import brings
from slu.speech.readings import ReadingWhisper, Window
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions, Samples, recognise_with
from slu.speech.short_window import ShortWindowWhisper, tokens_needed
from slu.speech.steady import SteadyWhisper
from slu.speech.weights import DEFAULT_WEIGHTS, weights_folder


class FasterWhisperRecogniser:
    """Whisper in CTranslate2. Safe to share between threads; they take turns."""

    def __init__(self, model: WhisperModel):
        self.model = model

    @classmethod
    def load(
        cls,
        name: str | Path = DEFAULT_WEIGHTS,
        threads: int = 0,
        device: str = "cpu",
        compute_type: str = "int8",
    ) -> FasterWhisperRecogniser:
        """Load weights by size, hub name or folder; `threads` 0 leaves their number to CTranslate2.

        Raises ModelError or NetworkError as `weights_folder`, and ModelError for a folder whose
        model cannot be read or run here.
        """
        folder = weights_folder(name)
        try:
            model = WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{folder}: 음성 인식 모델을 읽을 수 없습니다({error}). "
                "CTranslate2 형식의 Whisper 모델인지 확인하고 다시 받아 주세요."
            ) from error
        return cls(model)

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        """What was said; no words where nobody speaks. Times count from the sound's beginning."""
        if options.language not in self.model.supported_languages:
            raise ModelError(f"이 음성 인식 모델은 언어 '{options.language}'을(를) 모릅니다.")
        return recognise_with(self._decode, audio, options)

    def count_tokens(self, word: str) -> int:
        """How much of the prompt a word after a space takes."""
        return len(self.model.hf_tokenizer.encode(f" {word}", add_special_tokens=False).ids)

    def _decode(self, samples: Samples, options: RecognitionOptions) -> list[Window]:
        most, many, words = None, options.readings > 1, options.hotwords
        prefers = partial(brings, words) if words else None
        if many:
            model = ReadingWhisper(self.model, options.readings, options.retry, prefers)
        elif options.whole_window:
            model = SteadyWhisper(self.model, options.retry, prefers)
        else:  # quick, and soon made anew: not worth a second look
            model = ShortWindowWhisper(self.model)
            most = tokens_needed(len(samples) / RATE)
        segments, _ = model.transcribe(
            samples,
            language=options.language,
            beam_size=options.beam_size,
            temperature=0.0,
            compression_ratio_threshold=options.guard.compression,
            log_prob_threshold=options.guard.log_probability,
            no_speech_threshold=options.guard.no_speech,
            # One window's mistake must not spread to the next.
            condition_on_previous_text=False,
            hotwords=" ".join(options.hotwords) or None,
            max_new_tokens=most,
            word_timestamps=options.words,
        )
        windows: dict[int, Window] = {}
        for segment in segments:  # decoded as they are asked for, window by window
            window = windows.get(segment.seek, Window((), model.hypotheses if many else ()))
            found = Segment(
                start=segment.start,
                end=segment.end,
                text=segment.text,
                no_speech=segment.no_speech_prob,
                log_probability=segment.avg_logprob,
                words=tuple(
                    Word(float(word.start), float(word.end), word.word, word.probability)
                    for word in segment.words or ()
                ),
            )
            windows[segment.seek] = replace(window, segments=(*window.segments, found))
        return list(windows.values())
