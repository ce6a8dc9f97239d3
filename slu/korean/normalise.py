"""Normalises text (NFC, width, invisible characters, long repetitions) and keeps the way back.

It changes how text is written, never what it says: numbers, spacing between words and
spelling stay. Every normalised character knows the span of the given text it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MAX_REPEAT = 3  # ㅋㅋㅋㅋㅋㅋ says no more than ㅋㅋㅋ
_REPEATABLE = re.compile(r"[^\W\d_]|[!?.~^;,ㅡ-]")
# Zero-width and direction marks; soft hyphen; byte order mark; variation selectors.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HALF_AND_FULL_WIDTH = range(0xFF00, 0xFFF0)
# Most text needs nothing done; seeing that first is ten times faster than doing nothing to it.
_ORDINARY = re.compile("[ -~가-힣ㄱ-ㆎ\u4e00-\u9fff·…‘’“”]*")
_MENDABLE = re.compile(r"^ | $|  |(.)\1{3}")
_ITSELF = tuple((at, at + 1) for at in range(4096))


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` and, for each of its characters, the span of the given text it stands for."""

    text: str
    origins: tuple[tuple[int, int], ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The given text's span for `text[start:end]`; an empty span stays empty."""
        if start >= end:
            at = self.origins[start][0] if start < len(self.origins) else self._end()
            return at, at
        return self.origins[start][0], self.origins[end - 1][1]

    def _end(self) -> int:
        return self.origins[-1][1] if self.origins else 0


def normalise(text: str) -> Normalised:
    """Normalises `text`; idempotent on its own result."""
    if len(text) <= len(_ITSELF) and _ORDINARY.fullmatch(text) and not _MENDABLE.search(text):
        return Normalised(text, _ITSELF[: len(text)])
    return _mended(text)


def _mended(text: str) -> Normalised:
    """`normalise`, character by character."""
    out: list[str] = []
    origins: list[tuple[int, int]] = []
    repeats = 0
    for start, end in _clusters(text):
        for char in _rewrite(text[start:end]):
            if char == " " and (not out or out[-1] == " "):
                continue
            same = bool(out) and out[-1] == char and _REPEATABLE.match(char) is not None
            repeats = repeats + 1 if same else 1
            if repeats > _MAX_REPEAT:
                origins[-1] = (origins[-1][0], end)
                continue
            out.append(char)
            origins.append((start, end))
    if out and out[-1] == " ":
        out.pop()
        origins.pop()
    return Normalised("".join(out), tuple(origins))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans that NFC may compose: a base and the marks or conjoining jamo that follow it."""
    spans: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if spans and _joins(char):
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans


def _joins(char: str) -> bool:
    vowel_or_final = "\u1160" <= char <= "\u11ff"
    return vowel_or_final or unicodedata.combining(char) != 0


def _rewrite(cluster: str) -> str:
    composed = unicodedata.normalize("NFC", cluster)
    if any(ord(char) in _HALF_AND_FULL_WIDTH for char in composed):
        composed = unicodedata.normalize("NFKC", composed)
    composed = _INVISIBLE.sub("", composed)
    return "".join(
        " " if char.isspace() or unicodedata.category(char) == "Cc" else char for char in composed
    )
