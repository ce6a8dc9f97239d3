"""Where morphemes begin, by Kiwi (the package `kiwipiepy`, which only this needs).

Places are counted in characters without spaces, so that they hold however a text is spaced.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from slu.errors import DataError

Morphemes = Callable[[list[str]], list[frozenset[int]]]
"""For each text, at which of its characters, spaces not counted, a morpheme begins."""


def kiwi_morphemes() -> Morphemes:
    """Kiwi's morphemes. Raises DataError when `kiwipiepy` is not installed."""
    try:
        kiwi: Any = import_module("kiwipiepy").Kiwi()
    except ImportError as fault:
        raise DataError(
            "형태소를 나누려면 kiwipiepy가 있어야 합니다. `pip install kiwipiepy`로 설치하거나 "
            "--morphemes 없이 하세요."
        ) from fault

    def find(texts: list[str]) -> list[frozenset[int]]:
        return [
            _said_before(text, {token.start for token in tokens})
            for text, tokens in zip(texts, kiwi.tokenize(texts), strict=True)
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
