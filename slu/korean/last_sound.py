"""How a written word ends when it is read aloud: in a vowel, in ㄹ, or in another consonant.

Figures are read as Sino-Korean numbers, units and currency signs by their names, capitals and
spelled-out letters by the letters' names, other Latin words by a rule of thumb. Quotes,
punctuation and emoji are passed over; of "서울(수도)" the word before the bracket counts.
Choosing a particle is `slu.korean.particles`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final

from slu.korean.numbers import read_sino


class Sound(Enum):
    """What a word ends in."""

    VOWEL = "vowel"
    RIEUL = "rieul"
    CONSONANT = "consonant"


_HANGUL: Final = range(0xAC00, 0xD7A4)
_RIEUL_FINALS: Final = (8, 11)  # ㄹ, and ㄼ (여덟), among a syllable's 28 finals, none being 0
_BRACKETED: Final = re.compile(r"(?<=\S)\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|【[^【】]*】)$")
_SILENT_TAIL: Final = re.compile(r"(?:[^\w%°$€£¥₩]|_)+$")
_NUMBER: Final = re.compile(r"[$€£¥₩]?\d[\d,]*(?:\.\d+)?$")
_CLOCK: Final = re.compile(r"(?<![\d:])\d{1,2}:(\d{2})$")
_DAY: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")
_SLASH: Final = re.compile(r"(?<![\d/])(\d+)/(\d+)$")
_NAMED: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]+-?(\d)$")
_MEASURE: Final = re.compile(r"\d\s*([%°$€£¥₩]|°[CF]|[A-Za-z]+(?:/[a-z]+)?)$")
_LETTERS: Final = re.compile(r"(?:[A-Za-z]\.\s?)+[A-Za-z]$|(?<![A-Za-z])(?:[A-Z]+|[a-z])$")
_WORD: Final = re.compile(r"[A-Za-z]+$")

# How the names end that signs and units are read by; every other unit of _MEASURE's as a word.
_VOWEL_SIGNS: Final = "% ° °C °F km m cm mm L l mL ml m2 kcal km/h m/s GB MB TB KB Hz W V $ € £"
_SIGN_ENDS: Final = dict.fromkeys(_VOWEL_SIGNS.split(), Sound.VOWEL) | dict.fromkeys(
    ("kg", "g", "mg", "t", "¥", "₩"), Sound.CONSONANT
)
_LETTER_ENDS: Final = {
    "L": Sound.RIEUL,
    "R": Sound.RIEUL,
    "M": Sound.CONSONANT,
    "N": Sound.CONSONANT,
}
# A figure behind letters is read in English, from 제로 to 나인: MP3 is 엠피쓰리.
_ENGLISH_DIGITS: Final = tuple(
    Sound.CONSONANT if digit in (1, 7, 9) else Sound.VOWEL for digit in range(10)
)
_VOWELS: Final = "aeiouy"
_LOAN_WORDS: Final = {"york": Sound.CONSONANT}


def last_sound(word: str) -> Sound:
    """How `word` ends when read aloud; a vowel where it cannot be known (漢字, emoji alone)."""
    word = _bare(unicodedata.normalize("NFC", word))
    if not word:
        return Sound.VOWEL
    if ord(word[-1]) in _HANGUL:
        return _of_syllable(word[-1])
    measure = _MEASURE.search(word)
    if measure is not None and measure[1] in _SIGN_ENDS:
        return _SIGN_ENDS[measure[1]]
    if word[-1] in "0123456789":
        return _of_figures(word)
    if _LETTERS.search(word):
        return _LETTER_ENDS.get(word[-1].upper(), Sound.VOWEL)
    latin = _WORD.search(word)
    return _of_latin(latin.group().lower()) if latin else Sound.VOWEL


def _bare(word: str) -> str:
    """Without what is not read aloud at the end: quotes, marks, emoji, a bracketed remark."""
    word = unicodedata.normalize("NFKC", word.replace("℃", "°C").replace("℉", "°F"))
    while True:
        shorter = _BRACKETED.sub("", word.rstrip())
        if shorter == word:
            break
        word = shorter
    return _SILENT_TAIL.sub("", word)


def _of_syllable(syllable: str) -> Sound:
    final = (ord(syllable) - _HANGUL.start) % 28
    if final == 0:
        return Sound.VOWEL
    return Sound.RIEUL if final in _RIEUL_FINALS else Sound.CONSONANT


def _of_figures(word: str) -> Sound:
    """Figures read aloud: 10 십, 0.5 오, 20:30 분, 7:00 시, 2026-11-21 and 12/25 일, 2/50 이, MP3
    쓰리, $10 달러."""
    clock = _CLOCK.search(word)
    if clock is not None:
        return _of_syllable("시" if clock[1] == "00" else "분")
    if _DAY.search(word):
        return _of_syllable("일")
    named = _NAMED.search(word)
    if named is not None:
        return _ENGLISH_DIGITS[int(named[1])]
    slash = _SLASH.search(word)
    if slash is not None:
        day = int(slash[1]) in range(1, 13) and int(slash[2]) in range(1, 32)
        return _of_syllable("일") if day else _of_figures(slash[1])
    match = _NUMBER.search(word)
    number = match.group() if match else word[-1]
    if number[0] in _SIGN_ENDS:
        return _SIGN_ENDS[number[0]]
    if "." in number or len(number) > 20:
        return _of_syllable(read_sino(int(number[-1])))
    return _of_syllable(read_sino(int(number.replace(",", "")))[-1])


def _of_latin(word: str) -> Sound:
    """By the spelling's end, as loan words are usually written in Hangul: apple 애플 ㄹ, phone 폰,
    book 북, net 넷, but note 노트, light 라이트."""
    if word in _LOAN_WORDS:
        return _LOAN_WORDS[word]
    if len(word) > 3 and re.search(r"[lmn]e$", word):
        word = word[:-1]
    if word.endswith("l"):
        return Sound.RIEUL
    if re.search(r"(?:[mn]|ng)$", word):
        return Sound.CONSONANT
    # A short vowel keeps p, t, k, c and b as the final of its syllable.
    if re.search(rf"(?:(?<![{_VOWELS}])[{_VOWELS}](?:[ptkcb]|ck|pp|tt)|ook|oop)$", word):
        return Sound.CONSONANT
    return Sound.VOWEL
