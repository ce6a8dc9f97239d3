"""How characters without a piece in e5's vocabulary are written with the pieces it has.

It holds the 1,700 most frequent syllables; the other 9,400 would all be the same unknown piece.
They are written as the syllable without its final and that final (샜: 새ᄊ) or, where that is none
of its pieces either, in letters (퉤: 투ᅦ). Text is thought of as NFKC has left it: a letter that
stands alone is a conjoining one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from typing import Final

from tokenizers.normalizers import NFKC, Normalizer, Precompiled
from tokenizers.normalizers import Sequence as Normalizers

from slu.korean.jamo import DOUBLE_FINALS, Syllable, take_apart
from slu.training.tokenizers.alphabet import SYLLABLES
from slu.training.tokenizers.charsmap import character_map

_SIGNS: Final = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"}
_PARTS: Final = {
    **{double: single * 2 for double, single in zip("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ", strict=True)},
    **DOUBLE_FINALS,
    **{"ㅒ": "ㅑㅣ", "ㅕ": "ㅣㅓ", "ㅖ": "ㅣㅔ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ"},
    **{"ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"},
}


def normaliser(pieces: Collection[str]) -> Normalizer:
    """NFKC, then what has no piece of its own spelled with those there are."""
    rules = {char: _spelled(char, pieces) for char in SYLLABLES if char not in pieces}
    rules |= {char: sign for char, sign in _SIGNS.items() if char not in pieces}
    return Normalizers([NFKC(), Precompiled(character_map(rules))]) if rules else NFKC()


def _spelled(char: str, pieces: Collection[str]) -> str:
    syllable = take_apart(char)
    final = _letter(syllable.final, pieces) if syllable.final else ""
    plain = str(Syllable(syllable.lead, syllable.vowel))
    if plain in pieces:
        return plain + final
    return _letter(syllable.lead, pieces) + _letter(syllable.vowel, pieces) + final


def _letter(letter: str, pieces: Collection[str]) -> str:
    """A letter as conjoining jamo, in parts where it has no piece but its parts may have."""
    written = unicodedata.normalize("NFKC", letter)
    if written in pieces or letter not in _PARTS:
        return written
    return "".join(_letter(part, pieces) for part in _PARTS[letter])
