"""Where morphemes begin, by Kiwi.

Places are counted in characters without spaces, so that they hold however a text is spaced.
"""

from __future__ import annotations

from collections.abc import Callable

from slu.korean.kiwi import kiwi

Morphemes = Callable[[list[str]], list[frozenset[int]]]
"""For each text, at which of its characters, spaces not counted, a morpheme begins."""


def kiwi_morphemes() -> Morphemes:
    """Kiwi's morphemes."""

    def find(texts: list[str]) -> list[frozenset[int]]:
        return [
            _said_before(text, {token.start for token in tokens})
            for text, tokens in zip(texts, kiwi().tokenize(texts), strict=True)
        ]

    return find


def _said_before(text: str, starts: set[int]) -> frozenset[int]:
    """Starts in `text` as numbers of characters, without spaces, that stand before them."""
    places = said_places(text)
    return frozenset(places[start] for start in starts if start < len(text))


def said_places(text: str) -> list[int]:
    """For each place of `text`, its end included, how many characters but spaces come before."""
    places = [0]
    for char in text:
        places.append(places[-1] + (not char.isspace()))
    return places
