"""Korean particles: puts the fitting form after a word, and takes particles off a slot's text.

How a word ends when read aloud is `slu.korean.last_sound`. Where inside a word a particle may
begin, for cutting pieces, is `slu.korean.slot_ends`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from slu.korean.last_sound import Sound, last_sound


@dataclass(frozen=True, slots=True)
class Particle:
    """The form after a consonant and the form after a vowel; `after_rieul` for 으로 and kin."""

    closed: str
    open: str
    after_rieul: str

    def after(self, sound: Sound) -> str:
        match sound:
            case Sound.VOWEL:
                return self.open
            case Sound.RIEUL:
                return self.after_rieul
            case Sound.CONSONANT:
                return self.closed


_PAIRS: Final = (
    "은/는 이/가 을/를 과/와 아/야 이나/나 이랑/랑 이라/라 이라고/라고 이라는/라는 이라도/라도 "
    "이라서/라서 이라면/라면 이란/란 이며/며 이고/고 이든/든 이든지/든지 이면/면 이니/니 "
    "이지만/지만 이에요/예요 이었어요/였어요 이었어/였어 이었습니다/였습니다 이죠/죠 이지요/지요 "
    "이네요/네요 이군요/군요 이요/요 이야/야 이여/여 이야말로/야말로 이나마/나마 "
    "과의/와의 과는/와는 이랑은/랑은"
)
_LIKE_RO: Final = (
    "으로/로 으로는/로는 으로도/로도 으로서/로서 으로써/로써 으로부터/로부터 으로의/로의"
)
_FIXED: Final = (
    "에 에서 에게 한테 께 께서 의 도 만 까지 부터 보다 처럼 마다 하고 밖에 조차 마저 대로 만큼 "
    "에는 에도 에서는 에서도 에서의 에게서 에게는 한테서 한테는 까지는 까지도 부터는 만은 만으로 "
    "에만 에서만 에게만 입니다 입니까 인가요 인데 인데요 인지 쯤 씩"
)


def _table() -> dict[str, Particle]:
    table = {form: Particle(form, form, form) for form in _FIXED.split()}
    for pair in _PAIRS.split():
        closed, open_ = pair.split("/")
        particle = Particle(closed, open_, closed)
        table[closed] = particle
        table.setdefault(open_, particle)  # 야 alone is the vocative, 이야 the copula
    for pair in _LIKE_RO.split():
        closed, open_ = pair.split("/")
        table[closed] = table[open_] = Particle(closed, open_, open_)
    return table


PARTICLES: Final[Mapping[str, Particle]] = MappingProxyType(_table())
"""Every particle by any of its forms: 은 and 는 lead to the same one."""


def attach(word: str, particle: str) -> str:
    """`word` followed by the form of `particle` that fits its last sound.

    Raises ValueError for a particle not in `PARTICLES`.
    """
    if particle not in PARTICLES:
        raise ValueError(f"모르는 조사입니다: {particle}")
    return word + PARTICLES[particle].after(last_sound(word))


@dataclass(frozen=True, slots=True)
class _Ending:
    """A particle that may be taken off when at least `least` characters stay before it."""

    form: str
    least: int
    outer: bool = False  # may follow another particle, as 의 in 수현과의


_SAFE: Final = (
    "에서 에게 한테 께서 까지 부터 처럼 마다 으로 이랑 에게서 한테서 으로부터 로부터 이라고 이라는 "
    "에 을 를 이요 입니다 이에요 예요"
)
_DOUBTFUL: Final = "이 가 과 와 랑 께 로 보다 라고 라는 하고 이야"
_OUTER: Final = "은 는 의 도 만"
_ENDINGS: Final = sorted(
    [_Ending(form, 1) for form in _SAFE.split()]
    + [_Ending(form, 2) for form in _DOUBTFUL.split()]
    + [_Ending(form, 2, outer=True) for form in _OUTER.split()],
    key=lambda ending: -len(ending.form),
)
# 제주도, 고속도로, 불만: alone these end too many nouns; after another particle they are safe.
_ONLY_OUTER: Final = frozenset(("도", "만"))
# Nouns that end like a noun and its particle, with whatever ends like them; shorter ones are
# kept by the number of characters that must stay.
_NOUNS: Final = re.compile(
    r"(?:(?:고양|호랑|원숭|둥|팽|챙|맹|쟁|덩|렁|엉|뱅|벵|뚱|걸|볶|잡|놀|먹|어린|젊은|늙은|맞|거북|높|길|깊|넓|같)이"
    r"|(?:휴|추|허|요|여)가|(?:학|결)과|(?<!최)대로|(?:고속|순환|전용|간선|산업)도로"
    r"|(?:(?<![교국사대원창학])회|강|문|협|논|합|토)의)$"
)
_WHOLE_NOUNS: Final = (
    "민주주의 자본주의 사회주의 개인주의 바닷가 만화가 산부인과 을지로 첫사랑 짝사랑 새신랑 앞으로 "
    "다가오는 돌아오는"
)
_INITIALS: Final = re.compile(r"\b[A-Za-z]\.$")  # the last dot of k. b. s. is no full stop
_MARKS: Final = re.compile(r"[\s.,!?~;:ㄱ-ㅎㅏ-ㅣ]+$")


def strip(text: str) -> str:
    """The text without the particles at its end: 오후 다섯 시에 -> 오후 다섯 시.

    Conservative: a noun that only ends like a particle stays (바나나, 제주도, 사과), and so does
    a syllable that would be left alone before a doubtful one (차가). Never empty for a text
    that has letters.
    """
    text = text.strip()
    bare = text if _INITIALS.search(text) else _MARKS.sub("", text)
    rest, gap, word = bare.rpartition(" ")
    if gap and word in PARTICLES:  # detached, as in 다섯 시 에
        return strip(rest)
    return rest + gap + _without_particles(word)


def _without_particles(word: str) -> str:
    first = _ending_of(word)
    if first is None:
        return word
    left = word[: -len(first.form)]
    second = _ending_of(left) if first.outer else None
    # Behind an outer particle only one of several letters is sure: 수현과의 has two, 사과의 one.
    if (
        second is not None
        and not second.outer
        and (len(second.form) > 1 or second.form in "에과와")
    ):
        return left[: -len(second.form)]
    return word if first.form in _ONLY_OUTER else left


def _ending_of(word: str) -> _Ending | None:
    if word in _WHOLE_NOUNS.split() or _NOUNS.search(word):
        return None
    for ending in _ENDINGS:
        left = word.removesuffix(ending.form)
        if left != word and len(left) >= ending.least and _fits(left, ending.form):
            return ending
    return None


def _fits(left: str, form: str) -> bool:
    particle = PARTICLES[form]
    return particle.after(last_sound(left)) == form
