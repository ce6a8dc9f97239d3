"""Where inside a word a slot may end: before a particle, and where the script changes; and,
since spaces may be missing (거실창문닫아줘), between any two syllables of a very long word.

Permissive on purpose: an extra cut costs a piece, a missing one makes a slot impossible to
mark. Which particle a word really carries is `slu.korean.particles`' question.
"""

from __future__ import annotations

import re
from functools import lru_cache

# What may follow a noun inside a word, written as one unit; several may follow each other.
_SUFFIX_LIST = """
    은 는 이 가 을 를 의 에 도 로 와 과 만 랑 나 야 아 께 요 에서 에게 한테 께서 까지 부터
    보다 처럼 마다 밖에 조차 으로 이랑 이나 이야 이요 이라 라고 이라고 이란 하고 대로
    에다 에다가 한테서 에게서 로부터 이에요 예요 입니다 인가 이고 이며 인데 씩 쯤 정도
"""
_SUFFIXES = frozenset(_SUFFIX_LIST.split())
_LONGEST = max(map(len, _SUFFIXES))
# 7시에ㅋㅋ!
_TAIL = re.compile(r"[.?!,~;ㄱ-ㅎㅏ-ㅣ]+$")
_WORD = re.compile(r"\S+")
_HANGUL = re.compile("[가-힣]")
_LONGEST_WORD = 6  # syllables; of MASSIVE's words fewer than 2 in 1,000 have more
_SCRIPT_CHANGE = re.compile(
    r"(?<=[0-9%])(?=[가-힣])|(?<=[가-힣])(?=[0-9])|(?<=[A-Za-z])(?=[가-힣])|(?<=[가-힣])(?=[A-Za-z])"
    r"|(?<=[\w%])(?=[^\w\s%.:])|(?<=[^\w\s.:])(?=\w)"
)


def slot_ends(text: str) -> tuple[int, ...]:
    """Offsets strictly inside the words of `text` where a slot may end, ascending."""
    ends: set[int] = set()
    for word in _WORD.finditer(text):
        ends.update(word.start() + at for at in _inside(word.group()))
    return tuple(sorted(ends))


def piece_ends(text: str) -> tuple[int, ...]:
    """Offsets strictly inside the words of `text` where a piece must end, ascending: `slot_ends`,
    and every syllable of words so long that they are probably several."""
    ends = set(slot_ends(text))
    for word in _WORD.finditer(text):
        if len(word.group()) > _LONGEST_WORD:
            syllables = [word.start() + found.start() for found in _HANGUL.finditer(word.group())]
            if len(syllables) > _LONGEST_WORD:
                ends.update(at for at in syllables if at > word.start())
    return tuple(sorted(ends))


@lru_cache(maxsize=65536)
def _inside(word: str) -> tuple[int, ...]:
    ends = {found.start() for found in _SCRIPT_CHANGE.finditer(word)}
    end = len(_TAIL.sub("", word))
    while True:
        cut = _longest_suffix(word, end)
        if cut is None:
            return tuple(ends)
        ends.add(cut)
        end = cut


def _longest_suffix(word: str, end: int) -> int | None:
    """Where the longest particle that ends at `end` begins, at least one character left of it."""
    for size in range(min(_LONGEST, end - 1), 0, -1):
        if word[end - size : end] in _SUFFIXES:
            return end - size
    return None


def is_particle(word: str) -> bool:
    """Whether the whole of `word` is one of the units that may follow a noun."""
    return word in _SUFFIXES
