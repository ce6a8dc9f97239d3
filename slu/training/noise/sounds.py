"""Mishears words: spelled as they sound (같이, 가치), as others of the same sound (나무, 남우), or
with a sound that is near (거실, 커실).

So errs a recogniser that knows sounds better than words. A syllable is changed for a syllable, so
slots keep their places; their text takes the changes that fall into it. Spaces, digits and Latin
letters are never touched. Pronunciation itself is `slu.korean.pronunciation`'s.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

from slu.core import Utterance
from slu.korean.jamo import LEADS, Syllable, is_syllable, take_apart
from slu.korean.pronunciation import pronounce
from slu.korean.rewriting import Edit
from slu.training.noise.edits import apply_edits

_SYLLABLES_A_CHANGE: Final = 10  # a long sentence gets more of them
_WORD: Final = re.compile("[가-힣]+")
_COMMON_FINALS: Final = ("", *"ㄱㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅌㅍ")

_SAME_VOWELS: Final = ("ㅐㅔ", "ㅒㅖ", "ㅙㅚㅞ")  # most people speak these alike


def _near(groups: str) -> dict[str, str]:
    """For each letter those that share a group with it."""
    near = {letter: "" for letter in groups if letter != " "}
    for letter in near:
        shared = "".join(group for group in groups.split() if letter in group)
        near[letter] = "".join(dict.fromkeys(shared.replace(letter, "")))
    return near


NEAR: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "lead": _near("ㄱㄲㅋ ㄷㄸㅌ ㅂㅃㅍ ㅅㅆ ㅈㅉㅊ ㄴㄹ ㅁㅂ ㅇㅎ"),
        "vowel": _near("ㅓㅗ ㅗㅜ ㅡㅜ ㅡㅓ ㅕㅛ ㅣㅟ ㅏㅓ ㅔㅣ ㅐㅔ"),
        "final": _near("ㄴㅇ ㄴㅁ ㅁㅇ ㄱㄷ ㄷㅂ ㄱㅂ ㄹㄴ"),
    }
)
"""By part of a syllable, the letters that are easily taken for each."""


def sounds(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with one word misheard, and with up to one more for every ten syllables;
    unchanged only where it has no Hangul."""
    text = utterance.text
    syllables = sum(map(is_syllable, text))
    if not syllables:
        return utterance
    for _ in range(1 + draw.randint(0, syllables // _SYLLABLES_A_CHANGE)):
        text = _misheard(text, draw)
    changed = zip(utterance.text, text, strict=True)
    edits = [Edit(at, at + 1, new) for at, (old, new) in enumerate(changed) if old != new]
    return apply_edits(utterance, edits)


def _misheard(text: str, draw: random.Random) -> str:
    """One change; a near sound where the way that was drawn finds nothing to change."""
    way = draw.choices((_as_spoken, _spelled_otherwise, _nearly), (40, 25, 35))[0]
    found = way(text, draw)
    return _nearly(text, draw) if found == text else found


def _as_spoken(text: str, draw: random.Random) -> str:
    """A stretch of a word as it is pronounced: 협력을 -> 혐녀글."""
    spoken = pronounce(text)
    same = "".join("=" if a == b else "x" for a, b in zip(text, spoken, strict=True))
    stretches = [match.span() for match in re.finditer("x+", same)]
    if not stretches:
        return text
    start, end = draw.choice(stretches)
    return text[:start] + spoken[start:end] + text[end:]


def _spelled_otherwise(text: str, draw: random.Random) -> str:
    """A word spelled in another way that sounds the same: 나무 -> 남우, 모레 -> 모래."""
    words = list(_WORD.finditer(text))
    draw.shuffle(words)
    for word in words:
        found = [each for each in _spellings(word[0]) if _alike(each, word[0])]
        if found:
            return text[: word.start()] + draw.choice(found) + text[word.end() :]
    return text


def _spellings(word: str) -> Iterator[str]:
    """The word with one vowel, or one meeting of two syllables, written otherwise."""
    syllables = [take_apart(char) for char in word]
    for at, one in enumerate(syllables):
        for vowel in _alike_vowels(one.vowel):
            yield word[:at] + str(replace(one, vowel=vowel)) + word[at + 1 :]
    for at in range(len(word) - 1):
        for pair in _meetings(word[at : at + 2]):
            yield word[:at] + pair + word[at + 2 :]


@lru_cache(maxsize=1 << 14)
def _meetings(pair: str) -> tuple[str, ...]:
    """The other ways to write two syllables that sound the same by themselves."""
    first, second = map(take_apart, pair)
    spoken = pronounce(pair)
    written = (
        f"{replace(first, final=final)}{replace(second, lead=lead)}"
        for final, lead in product(_COMMON_FINALS, LEADS)
    )
    return tuple(each for each in written if each != pair and pronounce(each) == spoken)


def _alike(one: str, other: str) -> bool:
    return _merged(pronounce(one)) == _merged(pronounce(other))


def _merged(spoken: str) -> list[Syllable]:
    """Syllables with one vowel for all that sound the same."""
    return [replace(each, vowel=_group(each.vowel)) for each in map(take_apart, spoken)]


def _group(vowel: str) -> str:
    return next((group[0] for group in _SAME_VOWELS if vowel in group), vowel)


def _alike_vowels(vowel: str) -> str:
    return next((group.replace(vowel, "") for group in _SAME_VOWELS if vowel in group), "")


def _nearly(text: str, draw: random.Random) -> str:
    """One letter of one syllable for one of a near sound. The text must have a syllable."""
    places = [at for at, char in enumerate(text) if is_syllable(char)]
    at = draw.choice(places)
    one = take_apart(text[at])
    heard = [
        *(
            replace(one, **{part: other})
            for part, near in NEAR.items()
            for other in near.get(getattr(one, part), "")
        ),
        replace(one, final="" if one.final else "ㄴ"),
    ]
    return text[:at] + str(draw.choice(heard)) + text[at + 1 :]
