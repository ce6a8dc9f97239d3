"""How written Korean is spoken, one syllable for each syllable: 같이 -> 가치, 협력 -> 혐녁.

The rules that follow from letters alone: ends of syllables, liaison, ㅎ, palatalisation, tense
sounds, nasalisation, liquids, and the vowels that nobody tells apart in some places. What
depends on the parts of a word is not known here: ㄴ put in between (솜이불), tense sounds of
compounds (문고리) and after the ending -ㄹ (할 것을), ends kept before a new word (맛없다). Words
are read one by one: spaces stop every rule.

Source: 표준어 규정 제2부 표준 발음법 (National Institute of Korean Language, 2017), articles 5
to 20 and 23 to 25.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from slu.korean.jamo import DOUBLE_FINALS, Syllable, is_syllable, take_apart

# Articles 8 to 11: the seven sounds that end a syllable.
_ENDS: Final = {
    **dict.fromkeys(("ㄱ", "ㄲ", "ㅋ", "ㄳ", "ㄺ"), "ㄱ"),
    **dict.fromkeys(("ㄷ", "ㅅ", "ㅆ", "ㅈ", "ㅊ", "ㅌ", "ㅎ"), "ㄷ"),
    **dict.fromkeys(("ㅂ", "ㅍ", "ㅄ", "ㄿ"), "ㅂ"),
    **dict.fromkeys(("ㄴ", "ㄵ", "ㄶ"), "ㄴ"),
    **dict.fromkeys(("ㄹ", "ㄼ", "ㄽ", "ㄾ", "ㅀ"), "ㄹ"),
    **dict.fromkeys(("ㅁ", "ㄻ"), "ㅁ"),
    **{"ㅇ": "ㅇ", "": ""},
}
_TENSE: Final = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}
_ASPIRATED: Final = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_NASAL: Final = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_WITH_H: Final = {"ㅎ": "", "ㄶ": "ㄴ", "ㅀ": "ㄹ"}
# Before ㅎ (article 12.1): what stays, and what comes out.
_BEFORE_H: Final = {
    **{"ㄱ": ("", "ㅋ"), "ㄺ": ("ㄹ", "ㅋ"), "ㄷ": ("", "ㅌ"), "ㅅ": ("", "ㅌ"), "ㅂ": ("", "ㅍ")},
    **{
        "ㄼ": ("ㄹ", "ㅍ"),
        "ㅈ": ("", "ㅊ"),
        "ㄵ": ("ㄴ", "ㅊ"),
        "ㅊ": ("", "ㅌ"),
        "ㅌ": ("", "ㅌ"),
    },
}
_BEFORE_I: Final = {"ㄷ": ("", "ㅈ"), "ㅌ": ("", "ㅊ"), "ㄾ": ("ㄹ", "ㅊ")}  # article 17
# ㄴ, ㄹ and ㅁ end a syllable without making the next one tense, but stems of verbs do.
_TENSING: Final = frozenset("ㄱㄲㅋㄳㄺㄷㅅㅆㅈㅊㅌㅂㅍㄿㅄㄼㄾㄵㄻ")
_NO_Y_AFTER: Final = frozenset("ㅈㅉㅊ")
_PLAIN: Final = {"ㅕ": "ㅓ", "ㅒ": "ㅐ", "ㅖ": "ㅔ"}


def pronounce(text: str) -> str:
    """The text as it is spoken, of the same length; what is no Hangul syllable stays."""
    chars = list(text)
    start = 0
    while start < len(chars):
        end = start
        while end < len(chars) and is_syllable(chars[end]):
            end += 1
        chars[start:end] = _spoken("".join(chars[start:end]))
        start = max(end, start + 1)
    return "".join(chars)


def _spoken(word: str) -> list[str]:
    """The syllables of a word of Hangul alone."""
    syllables = [take_apart(char) for char in word]
    for at, _ in pairwise(range(len(syllables))):
        syllables[at], syllables[at + 1] = _met(syllables[at], syllables[at + 1])
    if syllables:
        last = syllables[-1]
        syllables[-1] = replace(last, final=_ENDS[last.final])
    return [str(_with_plain_vowel(each, first=at == 0)) for at, each in enumerate(syllables)]


def _met(first: Syllable, second: Syllable) -> tuple[Syllable, Syllable]:
    """What two syllables become where they meet."""
    final = "ㅂ" if _ends_in_b(first, second) else first.final
    final, lead = _joined(final, second)
    return replace(first, final=final), replace(second, lead=lead)


def _ends_in_b(first: Syllable, second: Syllable) -> bool:
    """밟다, 넓죽하다, 넓둥글다: the ㄼ that is spoken as ㅂ (article 10)."""
    if str(first) == "넓":
        return str(second) in ("죽", "둥")
    return str(first) == "밟" and second.lead not in ("ㅇ", "ㅎ")


def _joined(final: str, second: Syllable) -> tuple[str, str]:
    """The end of a syllable and the beginning of the next one, as spoken."""
    lead = second.lead
    if final in _WITH_H:
        return _after_h(final, lead)
    if lead == "ㅇ":
        return _before_vowel(final, second.vowel)
    if lead == "ㅎ" and final in _BEFORE_H:
        stays, becomes = _BEFORE_H[final]
        # 닫히다, 굳히다 (article 17), but 맏형.
        return stays, "ㅊ" if final == "ㄷ" and second.vowel in "ㅣㅕ" and _stem(
            second
        ) else becomes
    end = _ENDS[final]
    if final == "ㄺ" and lead == "ㄱ":
        end = "ㄹ"  # article 11: 맑게
    if final in _TENSING and lead in _TENSE:
        return end, _TENSE[lead]
    return _assimilated(end, lead)


def _stem(second: Syllable) -> bool:
    """Whether 히 or 혀 is of a verb's stem: 히, 혀, 혔, 힌, 힐, 힘, 힙."""
    return second.final in ("", "ㅆ", "ㄴ", "ㄹ", "ㅁ", "ㅂ")


def _after_h(final: str, lead: str) -> tuple[str, str]:
    """Article 12."""
    rest = _WITH_H[final]
    if lead in ("ㄱ", "ㄷ", "ㅈ"):
        return rest, _ASPIRATED[lead]
    if lead == "ㅅ":
        return rest, "ㅆ"
    if lead == "ㅇ":
        return "", rest or "ㅇ"
    if lead in ("ㄴ", "ㅁ") and not rest:
        return "ㄴ", lead
    return _assimilated(rest or "ㄷ", lead)


def _before_vowel(final: str, vowel: str) -> tuple[str, str]:
    """Articles 13, 14 and 17."""
    if vowel == "ㅣ" and final in _BEFORE_I:
        return _BEFORE_I[final]
    if final in ("", "ㅇ"):
        return final, "ㅇ"
    if final in DOUBLE_FINALS:
        stays, moves = tuple(DOUBLE_FINALS[final])
        return stays, "ㅆ" if moves == "ㅅ" else moves
    return "", final


def _assimilated(end: str, lead: str) -> tuple[str, str]:
    """Articles 18 to 20, of an end that is one of the seven."""
    if lead in ("ㄴ", "ㅁ") and end in _NASAL:
        return _NASAL[end], lead
    if lead == "ㄹ" and (end in _NASAL or end in ("ㅁ", "ㅇ")):
        return _NASAL.get(end, end), "ㄴ"
    if (end, lead) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        return "ㄹ", "ㄹ"
    return end, lead


def _with_plain_vowel(syllable: Syllable, first: bool) -> Syllable:
    """Article 5: 가져 -> 가저, 시계 -> 시게, 희망 -> 히망, 주의 -> 주이."""
    lead, vowel = syllable.lead, syllable.vowel
    if vowel == "ㅢ" and (lead != "ㅇ" or not first):
        return replace(syllable, vowel="ㅣ")
    if lead in _NO_Y_AFTER and vowel in _PLAIN:
        return replace(syllable, vowel=_PLAIN[vowel])
    if vowel == "ㅖ" and lead not in ("ㅇ", "ㄹ"):
        return replace(syllable, vowel="ㅔ")
    return syllable
