"""A little conjugation, for changing how politely a sentence ends: between a verb's stem (하, 맞추)
and its form in 아 or 어 (해, 맞춰), and what is put on either.

Stems are written as they stand before a consonant (듣, 모르, 반갑). Which irregular verbs there are
is a table of those that replies use; other verbs are taken to be regular. Finding the verb in a
sentence is `slu.korean.speech_level`.
"""

from __future__ import annotations

from typing import Final

from slu.korean.jamo import Syllable, is_syllable, take_apart

# The form in 아/어 by the end of the stem, where the rules below would be wrong.
_IRREGULAR: Final = {
    "모르": "몰라",
    "고르": "골라",
    "다르": "달라",
    "빠르": "빨라",
    "서투르": "서툴러",
    "누르": "눌러",
    "부르": "불러",
    "이르": "일러",
    "흐르": "흘러",
    "오르": "올라",
    "들르": "들러",
    "따르": "따라",
    "듣": "들어",
    "묻": "물어",
    "걷": "걸어",
    "낫": "나아",
    "짓": "지어",
    "돕": "도와",
    "그렇": "그래",
    "어떻": "어때",
    "이렇": "이래",
    "하": "해",
    "되": "돼",
    "아니": "아니야",
    "바쁘": "바빠",
    "나쁘": "나빠",
    "아프": "아파",
    "고프": "고파",
    "기쁘": "기뻐",
    "슬프": "슬퍼",
    "예쁘": "예뻐",
}
_OF_FORM: Final = {form: stem for stem, form in _IRREGULAR.items()}
# Adjectives and few verbs whose ㅂ becomes 우: 반갑다, 반가워.
_B_STEMS: Final = (
    "반갑 고맙 어렵 쉽 가깝 춥 덥 아쉽 즐겁 무섭 가볍 무겁 새롭 귀엽 맵 눕 굽 시끄럽 부드럽 어둡 "
    "두껍 더럽 뜨겁 차갑 아름답 외롭 괴롭 부럽 미끄럽 해롭 까다롭 스럽"
)
# Their form in 어 is as the stem: 켜다, 켜.
_SAME: Final = "켜 펴 서 건너 내 보내 지내 세 메 매 깨 새 재 베 떼 빼"
_BRIGHT: Final = "ㅏㅑㅗ"
_JOINED: Final = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ"}
_APART: Final = {joined: vowel for vowel, joined in _JOINED.items()}


def infinitive(stem: str) -> str:
    """The form in 아 or 어: 맞추 is 맞춰, 적 적어, 반갑 반가워."""
    for length in (3, 2, 1):
        if stem[-length:] in _IRREGULAR and len(stem) >= length:
            return stem[:-length] + _IRREGULAR[stem[-length:]]
    last = take_apart(stem[-1])
    if _ends_in(stem, _B_STEMS):
        return stem[:-1] + str(Syllable(last.lead, last.vowel)) + "워"
    if last.final:
        return stem + ("아" if last.vowel in _BRIGHT else "어")
    if last.vowel == "ㅡ":
        return stem[:-1] + str(Syllable(last.lead, "ㅓ"))
    if last.vowel in _JOINED and not (last.lead == "ㅇ" and last.vowel == "ㅣ" and len(stem) == 1):
        return stem[:-1] + str(Syllable(last.lead, _JOINED[last.vowel]))
    if last.vowel in "ㅟㅢ":
        return stem + "어"
    return stem


def stem_of(form: str) -> str:
    """The stem of a form in 아 or 어: 맞춰 is 맞추, 울려 울리, 많아 많, 반가워 반갑."""
    for length in (3, 2, 1):
        if form[-length:] in _OF_FORM and len(form) >= length:
            return form[:-length] + _OF_FORM[form[-length:]]
    last, before = take_apart(form[-1]), form[:-1]
    if form[-1] == "워" and before and is_syllable(before[-1]):
        lead = take_apart(before[-1])
        closed = before[:-1] + str(Syllable(lead.lead, lead.vowel, "ㅂ"))
        if _ends_in(closed, _B_STEMS):
            return closed
    if form[-1] in "아어" and before:
        return before
    if last.vowel in _APART and not _ends_in(form, _SAME):
        return before + str(Syllable(last.lead, _APART[last.vowel]))
    if last.vowel == "ㅓ" and not _ends_in(form, _SAME):
        return before + str(Syllable(last.lead, "ㅡ"))
    return form


def formal(stem: str, asks: bool = False) -> str:
    """The stem with 습니다 or ㅂ니다; with 까 for 다 when it asks. The ㄹ of a stem falls out."""
    end = "까" if asks else "다"
    last = take_apart(stem[-1])
    if last.final in ("", "ㄹ"):
        return f"{stem[:-1]}{Syllable(last.lead, last.vowel, 'ㅂ')}니{end}"
    return f"{stem}습니{end}"


def past(form: str) -> str:
    """The stem of the past of a form in 아 or 어: 해 is 했, 이겨 이겼."""
    last = take_apart(form[-1])
    return form[:-1] + str(Syllable(last.lead, last.vowel, "ㅆ"))


def with_final(stem: str, final: str) -> str:
    """The stem with a last consonant: 주 with ㄹ is 줄."""
    last = take_apart(stem[-1])
    return stem[:-1] + str(Syllable(last.lead, last.vowel, final))


def _ends_in(word: str, words: str) -> bool:
    return word.endswith(tuple(words.split()))
