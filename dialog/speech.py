"""A reply's text in the assistant's level of speech: 해요체, in which domains are written, said as
하십시오체 or 반말. Blanks keep their place; a copula on one changes with the sentence:
`{time:이에요}` is `{time:입니다}`. What is filled in is never touched, but where a blank says so
(`dialog.blanks.SENTENCE`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dialog import blanks
from slu.korean.particles import PARTICLES
from slu.korean.speech_level import Level, said

_FIRST: Final = 0xE000  # of the private use area, which stands for blanks meanwhile
_COPULAS: Final = ("이에요", "이었어요", "이네요", "이군요", "이지요", "이죠", "입니다", "인가요")
_CHANGED: Final = re.compile(r"([\ue000-\uf8ff])(이었습니다|이었어|입니다|입니까|이야)?")


@lru_cache(maxsize=4096)
def levelled(text: str, level: Level) -> str:
    """The text of a reply at this level. Raises `blanks.BlankError` for one that cannot be read."""
    if level is Level.POLITE:
        return text
    pieces = blanks.split(text)
    found: list[blanks.Blank] = []
    plain = ""
    for piece in pieces:
        if isinstance(piece, str):
            plain += piece
            continue
        plain += chr(_FIRST + len(found))
        ending = PARTICLES[piece.particle].closed if piece.particle in PARTICLES else ""
        if ending in _COPULAS:
            plain += ending
            piece = blanks.Blank(piece.name)
        found.append(piece)

    def put_back(match: re.Match[str]) -> str:
        blank = found[ord(match[1]) - _FIRST]
        if match[2] and not blank.particle:
            return f"{{{blank.name}:{match[2]}}}"
        particle = f":{blank.particle}" if blank.particle else ""
        return f"{{{blank.name}{particle}}}{match[2] or ''}"

    doubled = said(plain, level).replace("{", "{{").replace("}", "}}")
    return _CHANGED.sub(put_back, doubled)
