"""Where morphemes begin in a text, by Kiwi: the words that word vectors are learned of.

What a morpheme is (noun, particle, ending) is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from slu.korean.kiwi import kiwi


def morpheme_starts(texts: Sequence[str], workers: int = 1) -> list[list[int]]:
    """For each text the places where a morpheme begins, ascending. A morpheme that begins within a
    syllable (갔 is 가 and 었) is passed over, so that cutting there loses no letter."""
    found = kiwi(workers).tokenize(list(texts))
    return [_starts(tokens, len(text)) for text, tokens in zip(texts, found, strict=True)]


def _starts(tokens: Sequence[Any], length: int) -> list[int]:
    places: list[int] = []
    end = 0
    for token in tokens:
        if end <= token.start < length:
            places.append(token.start)
        end = max(end, token.start + token.len)
    return places


def apart(text: str, starts: Sequence[int]) -> str:
    """The text with a space before each place of `starts` that has none."""
    cuts = [0, *(at for at in starts if at and text[at - 1] != " " and text[at] != " "), len(text)]
    return " ".join(text[left:right] for left, right in pairwise(cuts))
