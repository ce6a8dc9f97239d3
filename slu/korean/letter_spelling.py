"""Words as rows of letters, for an encoder that reads letters: 밖 is ㅂ, ㅏ and a final ㄲ.

Which number means which letter is fixed here, so that no table goes with a model. A row begins with
a mark for the beginning of the word and has one for its end; what no letter stands for is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from slu.korean.jamo import FINALS, is_syllable, take_apart

KIND: Final = "letters"
SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
"""The special pieces, numbered as every vocabulary of ours numbers them."""
_BEGIN: Final = 1
_END: Final = 2
_UNKNOWN: Final = _END + len(SPECIAL)  # [UNK] to [MASK] are 3 to 6
_ASCII: Final = "".join(map(chr, range(0x21, 0x7F)))
_JAMO: Final = "".join(map(chr, range(0x3131, 0x3164)))
_LETTERS: Final = {char: i for i, char in enumerate(_ASCII + _JAMO, _UNKNOWN + 1)}
_FINALS: Final = {char: i for i, char in enumerate(FINALS[1:], _UNKNOWN + 1 + len(_LETTERS))}
LETTERS: Final = _UNKNOWN + 1 + len(_LETTERS) + len(_FINALS)
"""How many letters there are, that of nothing included."""


@dataclass(frozen=True, slots=True)
class LetterSpelling:
    """A word as `width` numbers: its mark, at most `width` - 2 letters, its mark, then 0."""

    width: int

    def __post_init__(self) -> None:
        if self.width < 3:
            raise ValueError(f"no word fits into {self.width} letters with their two marks")

    def units(self, word: str, id_: int = 0) -> tuple[int, ...]:
        """The letters of a word; its number in a vocabulary says nothing about them."""
        letters = [letter for char in word for letter in _letters_of(char)]
        return self._row(letters[: self.width - 2])

    def special(self, id_: int) -> tuple[int, ...]:
        """One letter of its own for each special piece; [PAD] has none, not even marks. Raises
        ValueError for a number that is no special piece of our vocabularies."""
        if not 0 <= id_ < len(SPECIAL):
            raise ValueError(f"{id_} is no special piece")
        return self._row([_END + id_]) if id_ else (0,) * self.width

    def _row(self, letters: list[int]) -> tuple[int, ...]:
        rest = self.width - len(letters) - 2
        return (_BEGIN, *letters, _END, *(0,) * rest)


def _letters_of(char: str) -> Iterator[int]:
    if not is_syllable(char):
        yield _LETTERS.get(char, _UNKNOWN)
        return
    syllable = take_apart(char)
    yield _LETTERS[syllable.lead]
    yield _LETTERS[syllable.vowel]
    if syllable.final:
        yield _FINALS[syllable.final]
