"""Which of a recogniser's segments are words that somebody said, and which it made up.

Whisper fills sound without words with loops and with sentences of its training films. Voice
activity detection (`slu.speech.voice`) keeps most of that sound away; this module judges what
still came back, from numbers that every Whisper backend gives. It decodes nothing.

The first two tests are those of Radford et al. 2022, section 4.5 (arXiv 2212.04356).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from slu.core import Segment

# Sentences of film and news subtitles that Whisper writes where nobody speaks.
_PHANTOM = re.compile(
    r"(시청|구독)\s*(해|과|하)|좋아요.*(눌러|부탁)|다음\s*(영상|시간)에서?\s*(만나|뵙)"
    r"|(MBC|KBS|SBS|YTN|JTBC)\s*뉴스|자막\s*(제공|제작|by)|한글\s*자막",
    re.IGNORECASE,
)
# The same five times over, a loop once it is longer than people's own (네네네네네, 하하하하하하).
_LOOP = re.compile(r"(?P<once>\S(?:.{0,38}?\S)??)(?P<again>(?:[\s,.!?~]*(?P=once)){4,})")
_LOOP_LETTERS = 12
_LOOP_SEGMENTS = 5


@dataclass(frozen=True, slots=True)
class GuardOptions:
    """A segment is refused where

    - it is a loop: its UTF-8 bytes shrink by more than `compression` under zlib;
    - the model itself hears no speech (`no_speech`) and is unsure of its words
      (`log_probability`, the mean of a token);
    - it holds more letters a second of voice than people speak (`letters_a_second`; the fastest
      of 149 measured segments had 9.5);
    - it is a known phantom sentence and the model half hears no speech (`phantom_no_speech`).
    """

    compression: float = 2.4
    no_speech: float = 0.6
    log_probability: float = -1.0
    letters_a_second: float = 15.0
    phantom_no_speech: float = 0.3


def is_said(segment: Segment, seconds_spoken: float, options: GuardOptions) -> bool:
    """Whether a segment's words were said; `seconds_spoken` is the voice heard about it."""
    letters = len(_letters(segment))
    return not (
        letters == 0
        or compression_ratio(segment.text) > options.compression
        or (
            segment.no_speech > options.no_speech
            and segment.log_probability < options.log_probability
        )
        or letters > options.letters_a_second * seconds_spoken
        or (segment.no_speech > options.phantom_no_speech and _PHANTOM.search(segment.text))
    )


def without_loops(text: str) -> str:
    """The text with what is said over and over in it said once: 불 꺼 줘 감사합니다 감사합니다 …
    A text that is nothing but a loop stays: `is_said` refuses it whole."""

    def once(loop: re.Match[str]) -> str:
        letters = sum(character.isalnum() for character in loop[0])
        return loop["once"] if letters >= _LOOP_LETTERS else loop[0]

    cut = _LOOP.sub(once, text)
    alone = _LOOP.fullmatch(text.strip(" \n,.!?~"))
    return text if alone else cut


def without_repeats(segments: Sequence[Segment]) -> list[Segment]:
    """The segments without a loop that runs through them: of five or more in a row with the same
    letters the first, and none where there is nothing else."""
    runs = [list(run) for _, run in groupby(segments, key=_letters)]
    if len(runs) == 1 and len(segments) >= _LOOP_SEGMENTS:
        return []
    return [each for run in runs for each in (run[:1] if len(run) >= _LOOP_SEGMENTS else run)]


def compression_ratio(text: str) -> float:
    """How many times shorter zlib makes the text; ordinary sentences stay under 1.5."""
    data = text.strip().encode()
    return len(data) / len(zlib.compress(data))


def _letters(segment: Segment) -> str:
    return "".join(filter(str.isalnum, segment.text))
