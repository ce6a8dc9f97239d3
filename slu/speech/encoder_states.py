"""What Whisper's encoder makes of a sound: the states from which its decoder writes the text, here
for who wants no text (`slu.understanding.direct`).

Only the voiced part is encoded, in a short window (`slu.speech.short_window`), which takes a fifth
of the time.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from slu.core import Audio
from slu.speech.audio import RATE
from slu.speech.joints import LONGEST
from slu.speech.short_window import ShortWindowWhisper
from slu.speech.voice import find_voice

_FRAME: Final = 320  # samples of a state: two frames of 10 ms

States = npt.NDArray[np.float32]


def encoder_states(model: WhisperModel, audio: Audio) -> States:
    """The states (frames, width) of the voiced part of a sound of 16 kHz, 20 ms each, up to 30 s of
    it; none, (0, width), where nobody speaks."""
    samples = find_voice(audio).samples[: round(LONGEST * RATE)]
    features = model.feature_extractor(samples)[:, :-1]
    encoded = ShortWindowWhisper(model).encode(pad_or_trim(features))
    states: States = np.array(encoded, np.float32)[0]
    return states[: -(-len(samples) // _FRAME)]
