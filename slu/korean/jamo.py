"""Takes Hangul syllables apart into letters and puts them together again.

A syllable is a lead, a vowel and a final or none ("" then), each a letter as on the keyboard
(compatibility jamo, U+3131 to U+3163). Sounds and what may be pronounced are not its question.
Unicode Standard 17, section 3.12, gives the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
DOUBLE_FINALS: Final = {
    **{"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ"},
    **{"ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
}
"""The two letters of a final: what stays with its syllable, and what moves to a vowel after it."""
_FIRST: Final = 0xAC00
_LAST: Final = 0xD7A3


@dataclass(frozen=True, slots=True)
class Syllable:
    """The letters of one syllable: 밖 is ㅂ, ㅏ, ㄲ."""

    lead: str
    vowel: str
    final: str = ""

    def __str__(self) -> str:
        """The syllable as one character; ValueError where a letter cannot stand in its place."""
        index = LEADS.index(self.lead) * len(VOWELS) + VOWELS.index(self.vowel)
        return chr(_FIRST + index * len(FINALS) + FINALS.index(self.final))


def is_syllable(char: str) -> bool:
    """Whether the character is a whole Hangul syllable (가 to 힣)."""
    return len(char) == 1 and _FIRST <= ord(char) <= _LAST


def take_apart(char: str) -> Syllable:
    """The letters of a syllable; ValueError for any other character."""
    if not is_syllable(char):
        raise ValueError(f"한글 음절이 아닙니다: {char!r}")
    index, final = divmod(ord(char) - _FIRST, len(FINALS))
    lead, vowel = divmod(index, len(VOWELS))
    return Syllable(LEADS[lead], VOWELS[vowel], FINALS[final])
