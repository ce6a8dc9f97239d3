"""Whisper that gives the same sound the same text, and words to expect only where they are heard.

Whisper's own way out of a loop is to draw its tokens by chance, by higher and higher temperatures.
CTranslate2 seeds the chance of a thread once, so that what is drawn depends on all that was drawn
before. Here a loop is decoded once more without saying three tokens in a row twice, and what is
merely improbable stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from faster_whisper import WhisperModel

_ONCE: Final = 3  # tokens; a syllable is one or two
Prefers = Callable[[str, str], bool]
"""Whether the text of a decode that was told words is preferred to that of one that was not."""


class SteadyWhisper(WhisperModel):  # type: ignore[misc]
    """A loaded model for one transcription, at temperature 0.

    With `prefers`, a window whose prompt holds words to expect is decoded a second time, without
    them, over the same encoder states. `prompt` is that of the decode which was kept.
    """

    def __init__(self, model: WhisperModel, retry: bool = True, prefers: Prefers | None = None):
        self.__dict__.update(model.__dict__)  # nothing is loaded anew
        self.prompt: list[int] = []
        self._retry, self._prefers = retry, prefers

    def generate_with_fallback(
        self, encoder_output: Any, prompt: list[int], tokenizer: Any, options: Any
    ) -> Any:
        self.prompt = prompt
        told = self._decoded(encoder_output, prompt, tokenizer, options)
        if self._prefers is None:
            return told
        plain = self.get_prompt(tokenizer, [], without_timestamps=options.without_timestamps)
        untold = self._decoded(encoder_output, plain, tokenizer, options)
        texts = (tokenizer.decode(found[0].sequences_ids[0]) for found in (told, untold))
        if self._prefers(*texts):
            return told
        self.prompt = plain
        return untold

    def _decoded(self, encoder_output: Any, prompt: list[int], tokenizer: Any, options: Any) -> Any:
        """(result, mean log probability, temperature, compression), as faster-whisper's."""
        decode = super().generate_with_fallback
        found = decode(encoder_output, prompt, tokenizer, options)
        most = options.compression_ratio_threshold
        if self._retry and found[3] > most:
            once = replace(options, no_repeat_ngram_size=_ONCE)
            again = decode(encoder_output, prompt, tokenizer, once)
            if again[3] <= most:
                return again
        return found
