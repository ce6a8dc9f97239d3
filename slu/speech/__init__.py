"""From sound to words: decoding, voice activity, recognisers. No understanding of the words.

openai-whisper stays out of this list, and out of memory, until it is asked for
(`slu.speech.openai_whisper`).
"""

from slu.speech.audio import from_array, load_audio
from slu.speech.faster_whisper import FasterWhisperRecogniser
from slu.speech.recogniser import Recogniser, RecognitionOptions

__all__ = [
    "FasterWhisperRecogniser",
    "Recogniser",
    "RecognitionOptions",
    "from_array",
    "load_audio",
]
