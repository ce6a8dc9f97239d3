"""Blanks in a reply's text: `{city}` and, with the particle that fits the word, `{city:은}`; a
sentence of the assistant's own is `{joke:말}`.

Splits a text at its blanks and fills them; where the values come from is not its business.
A literal brace is doubled, as in Python: `{{`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass

from slu.korean.particles import PARTICLES, attach
from slu.korean.speech_level import Level, said

SENTENCE = "말"


class BlankError(ValueError):
    """A blank that cannot be read or filled; the text is a Korean sentence, without a place."""


@dataclass(frozen=True, slots=True)
class Blank:
    """`particle` is any form of it (은 or 는, 으로 or 로); empty when none is to follow. SENTENCE
    in its place says that the value is the assistant's own words, to be said at its level."""

    name: str
    particle: str = ""


def split(text: str) -> list[str | Blank]:
    """The text as literal stretches and blanks. Raises BlankError."""
    pieces: list[str | Blank] = []
    try:
        for literal, name, particle, conversion in string.Formatter().parse(text):
            if literal:
                pieces.append(literal)
            if name is not None:
                pieces.append(_blank(name, particle or "", conversion))
    except BlankError:
        raise
    except ValueError:
        raise BlankError(
            f"중괄호가 짝이 맞지 않습니다: {text!r}. 글자 그대로의 중괄호는 {{{{ 처럼 두 번 씁니다."
        ) from None
    return pieces


def _blank(name: str, particle: str, conversion: str | None) -> Blank:
    if not name.isidentifier() or conversion:
        raise BlankError(
            f"빈칸 이름 {name!r}을 읽을 수 없습니다. {{city}}나 {{city:은}}처럼 씁니다."
        )
    if particle and particle not in PARTICLES and particle != SENTENCE:
        raise BlankError(f"모르는 조사입니다: {{{name}:{particle}}}. {{{name}:은}}처럼 씁니다.")
    return Blank(name, particle)


def names(text: str) -> set[str]:
    """The names of the text's blanks. Raises BlankError."""
    return {piece.name for piece in split(text) if isinstance(piece, Blank)}


def fill(text: str, values: Mapping[str, str], level: Level = Level.POLITE) -> str:
    """The text with every blank filled. Raises BlankError when a value is missing. `level` is how
    sentences that are filled in are said."""
    return "".join(
        piece if isinstance(piece, str) else _filled(piece, values, level) for piece in split(text)
    )


def _filled(blank: Blank, values: Mapping[str, str], level: Level) -> str:
    if blank.name not in values:
        known = ", ".join(sorted(values)) or "없음"
        raise BlankError(f"빈칸 {{{blank.name}}}에 넣을 값이 없습니다 (주어진 값: {known}).")
    word = values[blank.name]
    if blank.particle == SENTENCE:
        return said(word, level)
    return attach(word, blank.particle) if blank.particle else word
