"""Spells words in letters (jamo), so that what looks inside words sees finals and vowels.

Every Hangul syllable, and every letter that stands alone, becomes exactly three letters: lead,
vowel, final, with a filler where one is missing. 아이 is ㅇㅏ-ㅇㅣ-, ㅋㅋ is ㅋ--ㅋ--. Other
characters stay. Any text can be spelled and read back; what a word is, and what is done with its
letters, is not its question.
"""

from __future__ import annotations

from typing import Final

from slu.korean.jamo import FINALS, LEADS, VOWELS, Syllable, is_syllable, take_apart

FILLER: Final = "-"
_ONLY_FINALS: Final = frozenset(FINALS) - {""} - frozenset(LEADS)


def spell(text: str) -> str:
    """The text in letters: 밖 is ㅂㅏㄲ, 가 is ㄱㅏ-."""
    return "".join(map(_letters, text))


def unspell(letters: str) -> str:
    """The text that `spell` made these letters from."""
    text, place = [], 0
    while place < len(letters):
        block = letters[place : place + 3]
        char = _character(block)
        text.append(char or block[0])
        place += 3 if char else 1
    return "".join(text)


def _letters(char: str) -> str:
    if is_syllable(char):
        syllable = take_apart(char)
        return syllable.lead + syllable.vowel + (syllable.final or FILLER)
    if char in LEADS:
        return char + FILLER + FILLER
    if char in VOWELS:
        return FILLER + char + FILLER
    return FILLER + FILLER + char if char in _ONLY_FINALS else char


def _character(block: str) -> str | None:
    """The character that three letters spell, or None."""
    if len(block) < 3:
        return None
    lead, vowel, final = block[0], block[1], block[2]
    if lead in LEADS and vowel in VOWELS and (final == FILLER or final in FINALS):
        return str(Syllable(lead, vowel, "" if final == FILLER else final))
    alone = block.replace(FILLER, "")
    return alone if len(alone) == 1 and alone != block and _letters(alone) == block else None
