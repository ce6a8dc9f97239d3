"""faster-whisper as it comes, for comparison: no voice activity detection, no fallback, no guard.

`WhisperModel.transcribe(language=..., beam_size=..., temperature=0)` and nothing else; it puts
words to silence and is never what a person should talk to.
"""

from __future__ import annotations

from faster_whisper import WhisperModel

from slu.core import Audio, Transcript
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions


class PlainWhisper:
    """The library's own call on a loaded model (`FasterWhisperRecogniser.model`)."""

    def __init__(self, model: WhisperModel):
        self.model = model

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        """The library's text; of the options only `language` and `beam_size` count."""
        segments, _ = self.model.transcribe(
            audio.samples, language=options.language, beam_size=options.beam_size, temperature=0
        )
        text = "".join(segment.text for segment in segments).strip()
        return Transcript(text, seconds=audio.seconds)
