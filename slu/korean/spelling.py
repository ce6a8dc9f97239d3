"""How a word is told to an encoder that looks inside words: as units of a fixed number.

An encoder whose configuration names a spelling gets rows of units in place of a number a word, so
that a word it has never seen still has its letters. Unit 0 is padding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Spelling(Protocol):
    """Words to units, always equally many."""

    def units(self, word: str, id_: int) -> tuple[int, ...]:
        """The units of a word that the vocabulary numbers `id_` (that of [UNK] for a new one)."""
        ...

    def special(self, id_: int) -> tuple[int, ...]:
        """The units of a special piece ([CLS], [SEP], [PAD])."""
        ...


def spelling_of(config: Mapping[str, Any]) -> Spelling | None:
    """The spelling that an encoder's configuration names under `spelling`, if any."""
    return None
