"""A sound as SVG: its wave, its mel spectrogram, and beneath them in time the words that were
heard. Pure functions; the classes are those of `look.css`.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from slu.core import Transcript, Word
from slu.speech.picture import HIGHEST_HZ, Floats, Picture
from ui.web.charts import wide
from ui.web.language import Language
from ui.web.render import escape

_A_SECOND, _LEAST_WIDTH, _LEFT = 130, 700, 44
_WAVE, _MEL, _GAP, _ROW = 70, 160, 10, 24
_WORDS_AT = _WAVE + _GAP + _MEL + 22
_HEIGHT = _WORDS_AT + 2 * _ROW + 6
_HERTZ = (0, 1000, 2000, 4000, 8000)


def sound_picture(found: Picture, heard: Transcript, say: Language = Language.KOREAN) -> str:
    """All three one below the other, as long as the sound; it is scrolled by itself."""
    across = max(_LEAST_WIDTH, round(found.seconds * _A_SECOND))
    words = [word for segment in heard.segments for word in segment.words]
    drawn = (
        _wave(found.outline, across)
        + _mel(found.mel, across)
        + "".join(_seconds(found.seconds, across))
        + "".join(_words(words, found.seconds, across))
    )
    label = say("파형과 멜 스펙트로그램과 낱말", "Waveform, mel spectrogram and words")
    width = across + _LEFT + 10
    return wide(
        f'<svg class="mg-sound" viewBox="{-_LEFT} 0 {width} {_HEIGHT}" width="{width}" '
        f'height="{_HEIGHT}" role="img" aria-label="{label}: {escape(_told(words, say))}">'
        f"{drawn}</svg>",
        label,
    )


def png(grey: npt.NDArray[np.uint8]) -> bytes:
    """A picture (height, width) of grey as PNG (RFC 2083)."""
    height, width = grey.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), grey]).tobytes()  # 0: no filter
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _wave(outline: Floats, wide: int) -> str:
    """The loudest moment fills the height."""
    loud = float(np.abs(outline).max()) or 1.0
    across = np.linspace(0, wide, len(outline))
    down = _WAVE / 2 - (_WAVE / 2 - 2) * outline / loud
    upper = np.stack([across, down[:, 1]], axis=1)
    lower = np.stack([across, down[:, 0]], axis=1)[::-1]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in np.concatenate([upper, lower]).tolist())
    return f'<polygon class="mg-wave" points="{points}"/>'


def _mel(mel: Floats, wide: int) -> str:
    """The picture tells how much of the colour is seen; high tones stand above low ones."""
    grey = (np.clip(mel[::-1], 0, 1) * 255).astype(np.uint8)
    data = base64.b64encode(png(np.ascontiguousarray(grey))).decode()
    place = f'x="0" y="{_WAVE + _GAP}" width="{wide}" height="{_MEL}"'
    ticks = "".join(
        f'<text class="mg-tick" x="-6" y="{_WAVE + _GAP + _MEL * (1 - _band(hertz)) + 4:.0f}">'
        f"{f'{hertz // 1000}k' if hertz >= 1000 else hertz}</text>"
        for hertz in _HERTZ
    )
    return (
        f'<mask id="mg-mel"><image {place} preserveAspectRatio="none" '
        f'href="data:image/png;base64,{data}"/></mask>'
        f'<rect class="mg-paper" {place}/><rect class="mg-mel" {place} mask="url(#mg-mel)"/>{ticks}'
    )


def _band(hertz: float) -> float:
    """Where a tone stands among the bands, in [0, 1], by Slaney's scale of mels, which is linear up
    to 1 kHz and logarithmic above."""
    low, high = (
        each * 3 / 200 if each < 1000 else 15 + 27 * np.log(each / 1000) / np.log(6.4)
        for each in (hertz, HIGHEST_HZ)
    )
    return float(low / high)


def _seconds(seconds: float, wide: int) -> Iterator[str]:
    for each in range(int(seconds) + 1):
        x = each / seconds * wide
        yield f'<text class="mg-tick mg-second" x="{x:.0f}" y="{_WORDS_AT - 6}">{each}</text>'


def _words(words: Sequence[Word], seconds: float, wide: int) -> Iterator[str]:
    """In turns on two rows, so that a long word does not lie over the next."""
    for number, word in enumerate(words):
        x, end = (time / seconds * wide for time in (word.start, word.end))
        y = _WORDS_AT + _ROW * (number % 2)
        share = f"{word.start:.2f}–{word.end:.2f} s, {word.probability:.0%}"
        yield (
            f'<g class="mg-spoken"><title>{escape(word.text)} {share}</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{max(end - x, 2):.1f}" height="{_ROW - 3}" rx="4"/>'
            f'<text x="{x + 4:.1f}" y="{y + 15}" lang="ko">{escape(word.text)}</text></g>'
        )


def _told(words: Sequence[Word], say: Language) -> str:
    told = ", ".join(f"{word.text} {word.start:.1f}–{word.end:.1f}" for word in words)
    return told or say("들린 낱말이 없습니다", "no words were heard")
