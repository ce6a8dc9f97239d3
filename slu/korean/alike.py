"""Which of some known words was meant by one that was misheard or misspelt: 가실 for 거실.

Words are compared as rows of sounds (`slu.korean.pronunciation`). Sounds that recognisers and
writers take for each other cost less than others (ㅓ and ㅏ, ㄱ and ㅋ); the costs are ours, not
learned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import Final

from slu.korean.jamo import is_syllable, take_apart
from slu.korean.normalise import normalise
from slu.korean.particles import strip
from slu.korean.pronunciation import pronounce
from slu.korean.spoken import to_spoken
from slu.korean.written import to_written

_SHORTEST: Final = 4  # sounds; of fewer too many words are alike
_LIMIT: Final = 0.15  # of the sounds: in up to six, letters may be near ones, none wholly another
_MARGIN: Final = 0.25  # by which another name has to be farther away
_NEAR: Final = (
    (0.1, "ㅐㅔ ㅒㅖ ㅙㅚㅞ"),
    (0.3, "ㄱㄲㅋ ㄷㄸㅌ ㅂㅃㅍ ㅅㅆ ㅈㅉㅊ"),
    (0.5, "ㅏㅓ ㅓㅗ ㅗㅜ ㅓㅡ ㅜㅡ ㅡㅣ ㅣㅔ ㅣㅐ ㅏㅑ ㅓㅕ ㅗㅛ ㅜㅠ ㅑㅕ ㅕㅛ ㅛㅠ"),
    (
        0.5,
        "ㅔㅖ ㅐㅔㅚ ㅏㅘ ㅗㅘ ㅓㅝ ㅜㅝ ㅣㅟ ㅜㅟ ㅡㅢ ㅣㅢ ㄴㅁㅇ ㄴㄹ ㄴㄷ ㅁㅂ ㄱㅇ ㅅㅈ ㅅㄷ",
    ),
)
_COSTS: Final = {
    frozenset(pair): cost
    for cost, groups in reversed(_NEAR)
    for group in groups.split()
    for pair in combinations(group, 2)
}
_WEAK: Final = {"ㅎ": 0.5}  # what costs less than a whole sound to leave out


@lru_cache(maxsize=8192)
def one_form(text: str) -> str:
    """The text as it is said, in one word without trailing particles: 7시에, 일곱 시 -> 일곱시."""
    said = to_spoken(to_written(strip(normalise(text).text)).text).text
    return strip(said.replace(" ", "")).casefold()


def meant(said: str, names: Mapping[str, str]) -> str | None:
    """The name that `said` stands for, given every known word and its name; None for none.

    A word that is the same in one form is taken before any that is alike; where two names are
    about as near, neither.
    """
    form = one_form(said)
    if not form:
        return None
    for word, name in names.items():
        if one_form(word) == form:
            return name
    sounds = _sounds(form)
    if len(sounds) < _SHORTEST:
        return None
    costs: dict[str, float] = {}
    for word, name in names.items():
        if _figures(word) == _figures(said):  # 일번 국도 is not 칠번 국도
            costs[name] = min(distance(form, one_form(word)), costs.get(name, float("inf")))
    if not costs:
        return None
    (name, least), *others = sorted(costs.items(), key=lambda each: each[1])
    sure = not others or others[0][1] - least >= _MARGIN
    return name if sure and least <= _LIMIT * len(sounds) else None


def distance(one: str, other: str) -> float:
    """How far apart two words sound: the least cost of letters changed, put in and left out
    (Levenshtein's distance with weights), 1 for a letter unlike the other. 0 for 이 and 이."""
    ours, theirs = _sounds(one), _sounds(other)
    above = [0.0]
    for letter in theirs:
        above.append(above[-1] + _weight(letter))
    for letter in ours:
        row = [above[0] + _weight(letter)]
        for at, against in enumerate(theirs):
            row.append(
                min(
                    above[at] + _cost(letter, against),
                    above[at + 1] + _weight(letter),
                    row[at] + _weight(against),
                )
            )
        above = row
    return above[-1]


def _cost(one: str, other: str) -> float:
    return 0.0 if one == other else _COSTS.get(frozenset((one, other)), 1.0)


def _weight(letter: str) -> float:
    return _WEAK.get(letter, 1.0)


@lru_cache(maxsize=8192)
def _figures(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", to_written(text).text))


@lru_cache(maxsize=8192)
def _sounds(word: str) -> str:
    """The letters that are heard, without the silent ㅇ: 옷이 is ㅗㅅㅣ, 부엌 ㅂㅜㅓㄱ."""
    return "".join(map(_letters, pronounce(word)))


def _letters(char: str) -> str:
    if not is_syllable(char):
        return char
    syllable = take_apart(char)
    return syllable.lead.replace("ㅇ", "") + syllable.vowel + syllable.final
