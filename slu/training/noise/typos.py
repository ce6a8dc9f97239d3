"""Makes the mistakes of Korean typing: a neighbouring key, a letter too many or too few, a common
misspelling, ㅋㅋ at the end.

The keyboard is the usual two-set layout (KS X 5002). A slot keeps its place; its text takes the
mistakes that fall into it. Spaces and numbers are never touched.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from slu.core import Utterance
from slu.korean.jamo import FINALS, LEADS, VOWELS, Syllable, is_syllable, take_apart
from slu.korean.rewriting import Edit
from slu.training.noise.edits import apply_edits, fits

_ROWS: Final = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_SYLLABLES_A_TYPO: Final = 10  # a long sentence gets more of them

# Written otherwise by many.
_MISSPELLINGS: Final = (
    ("돼", "되"),
    ("되", "돼"),
    ("됐", "됬"),
    ("에", "애"),
    ("에서", "에소"),
    ("안 ", "않 "),
    ("않", "안"),
    ("할게", "할께"),
    ("할 수", "할수"),
    ("며칠", "몇일"),
    ("왠지", "웬지"),
    ("웬", "왠"),
    ("깨워", "께워"),
    ("예약", "예악"),
    ("틀어", "트러"),
    ("켜줘", "켜죠"),
    ("해줘", "해죠"),
    ("알려줘", "알려죠"),
    ("주세요", "주새요"),
    ("낮춰", "낮혀"),
    ("맞춰", "맞쳐"),
    ("설정", "셜정"),
    ("찾아", "차자"),
    ("좋아", "조아"),
    ("같이", "가치"),
    ("어떻게", "어떡해"),
    ("있어", "잇어"),
    ("없어", "업어"),
    ("뭐", "모"),
)
_VOWEL_SWAPS: Final = {
    **{"ㅐ": "ㅔ", "ㅔ": "ㅐ", "ㅙ": "ㅚ", "ㅚ": "ㅙ", "ㅞ": "ㅙ", "ㅖ": "ㅔ", "ㅒ": "ㅐ"},
    "ㅢ": "ㅣ",
}
_FINAL_SWAPS: Final = {
    **{"ㅆ": "ㅅ", "ㅅ": "ㅆ", "ㄶ": "ㄴ", "ㅀ": "ㄹ", "ㅄ": "ㅂ", "ㄲ": "ㄱ", "ㅈ": "ㅅ"},
    **{"ㅊ": "ㅅ", "ㅌ": "ㄷ", "ㅍ": "ㅂ", "ㄺ": "ㄱ", "ㄻ": "ㅁ", "ㅎ": ""},
}
_LAUGHS: Final = ("ㅋㅋ", "ㅋㅋㅋ", "ㅎㅎ", "ㅠㅠ", "ㅇㅇ", "~", "!!", "..", "?")
# A letter made of two keys ends with the second.
_LAST_KEY: Final = dict(
    zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄㅘㅙㅚㅝㅞㅟㅢ", "ㅅㅈㅎㄱㅁㅂㅅㅌㅍㅎㅅㅏㅐㅣㅓㅔㅣㅣ", strict=True)
)


def _near() -> dict[str, str]:
    """For each key those beside it, in its row and in the next ones, and the one that it is with
    the shift key or without."""
    keys = {key: (x + y / 2, y) for y, row in enumerate(_ROWS) for x, key in enumerate(row)}
    near = {
        key: "".join(
            other
            for other, (x, y) in keys.items()
            if other != key and abs(x - keys[key][0]) <= 1 and abs(y - keys[key][1]) <= 1
        )
        for key in keys
    }
    for plain, shifted in zip("ㅂㅈㄷㄱㅅㅐㅔ", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True):
        near[plain] += shifted
        near[shifted] = plain
    return near


_NEAR: Final = _near()


def typos(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with one mistake, and with up to one more for every ten syllables; unchanged
    only where it has no Hangul."""
    syllables = sum(map(is_syllable, utterance.text))
    if not syllables:
        return utterance
    found = utterance
    for _ in range(1 + draw.randint(0, syllables // _SYLLABLES_A_TYPO)):
        mistake = draw.choices(*zip(*_MISTAKES, strict=True))[0]
        edit = mistake(found.text, draw)
        if edit is not None and fits(edit, found.slots):
            found = apply_edits(found, [edit])
    if found.text != utterance.text:
        return found
    return apply_edits(utterance, [_wrong_key(utterance.text, draw)])


def _wrong_key(text: str, draw: random.Random) -> Edit:
    """A key beside the right one. The text must have a syllable."""
    at = _any_syllable(text, draw)
    syllable = take_apart(text[at])
    return Edit(at, at + 1, str(draw.choice(_beside(syllable))))


def _beside(syllable: Syllable) -> list[Syllable]:
    """The syllables that one wrong key makes of this one."""
    return [
        *(replace(syllable, lead=key) for key in _NEAR.get(syllable.lead, "") if key in LEADS),
        *(replace(syllable, vowel=key) for key in _NEAR.get(syllable.vowel, "") if key in VOWELS),
        *(replace(syllable, final=key) for key in _NEAR.get(syllable.final, "") if key in FINALS),
    ]


def _dropped(text: str, draw: random.Random) -> Edit | None:
    """A final left out: 불 -> 부."""
    places = [at for at, char in enumerate(text) if is_syllable(char) and take_apart(char).final]
    if not places:
        return None
    at = draw.choice(places)
    return Edit(at, at + 1, str(replace(take_apart(text[at]), final="")))


def _doubled(text: str, draw: random.Random) -> Edit:
    """The last letter of a syllable typed twice: 줘 -> 줘ㅓ."""
    at = _any_syllable(text, draw)
    syllable = take_apart(text[at])
    last = syllable.final or syllable.vowel
    return Edit(at, at + 1, text[at] + _LAST_KEY.get(last, last))


def _swapped(text: str, draw: random.Random) -> Edit | None:
    """A vowel or final for another that sounds the same: 에 -> 애, 있 -> 잇."""
    found = []
    for at, char in enumerate(text):
        if is_syllable(char):
            syllable = take_apart(char)
            if syllable.vowel in _VOWEL_SWAPS:
                found.append(Edit(at, at + 1, str(_with_vowel_swapped(syllable))))
            if syllable.final in _FINAL_SWAPS:
                final = _FINAL_SWAPS[syllable.final]
                found.append(Edit(at, at + 1, str(replace(syllable, final=final))))
    return draw.choice(found) if found else None


def _with_vowel_swapped(syllable: Syllable) -> Syllable:
    return replace(syllable, vowel=_VOWEL_SWAPS[syllable.vowel])


def _misspelt(text: str, draw: random.Random) -> Edit | None:
    found = [
        Edit(match.start(), match.end(), wrong)
        for right, wrong in _MISSPELLINGS
        if right in text
        for match in re.finditer(right, text)
    ]
    return draw.choice(found) if found else None


def _laughing(text: str, draw: random.Random) -> Edit | None:
    """ㅋㅋ, ~ or another mark after the last word."""
    if not is_syllable(text[-1]):
        return None
    return Edit(len(text), len(text), draw.choice(("", " ")) + draw.choice(_LAUGHS))


def _any_syllable(text: str, draw: random.Random) -> int:
    return draw.choice([at for at, char in enumerate(text) if is_syllable(char)])


_MISTAKES: Final[tuple[tuple[Callable[[str, random.Random], Edit | None], int], ...]] = (
    (_wrong_key, 30),
    (_swapped, 20),
    (_misspelt, 20),
    (_dropped, 12),
    (_doubled, 10),
    (_laughing, 8),
)
