"""How a word is told to an encoder that looks inside words: as units of a fixed number.

An encoder whose configuration names a spelling gets rows of units in place of a number a word, so
that a word it has never seen still has its letters. Unit 0 is padding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from slu.errors import ModelError
from slu.korean import letter_spelling, ngram_spelling


class Spelling(Protocol):
    """Words to units, always equally many."""

    def units(self, word: str, id_: int) -> tuple[int, ...]:
        """The units of a word that the vocabulary numbers `id_` (that of [UNK] for a new one)."""
        ...

    def special(self, id_: int) -> tuple[int, ...]:
        """The units of a special piece ([CLS], [SEP], [PAD])."""
        ...


def spelling_of(config: Mapping[str, Any]) -> Spelling | None:
    """The spelling that an encoder's configuration names under `spelling`, if any: its `kind`, and
    what that kind needs to know. Raises ModelError for one that this version does not know."""
    named = config.get("spelling")
    if named is None:
        return None
    given = dict(named)
    match given.pop("kind", None):
        case letter_spelling.KIND:
            return letter_spelling.LetterSpelling(**given)
        case ngram_spelling.KIND:
            return ngram_spelling.NgramSpelling(**given)
        case kind:
            raise ModelError(f"모르는 낱말 철자 '{kind}'입니다. 새 판의 말귀로 여세요.")
