"""How politely a sentence is said: a text in 해요체 said in 하십시오체 or in 반말.

Changes the endings of clauses before a mark or the text's end (맞췄어요 to 맞췄습니다, 맞췄어), and
for 반말 the humble and honorific words of `speech_words`. What stands in quotes is left as it is.
It reads 해요체, and ㅂ니다 where 반말 is wanted; an ending that it does not know stays
(`unknown_endings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final

from slu.korean.conjugation import formal, infinitive, past, stem_of, with_final
from slu.korean.jamo import is_syllable, take_apart
from slu.korean.particles import attach
from slu.korean.speech_words import plain_words


class Level(Enum):
    """Levels of speech, from the most formal."""

    FORMAL = "하십시오체"
    POLITE = "해요체"
    PLAIN = "반말"


_QUOTED: Final = re.compile(r"'[^']*'|‘[^’]*’|\"[^\"]*\"|“[^”]*”")
# A word (or what stands for a value, in the private use area) before a mark or the end.
_LAST_WORDS: Final = re.compile(r"[\w%℃\ue000-\uf8ff]*[가-힣](?=[.,!?:;…~()]|$)")
_OWN_YO: Final = ("필요", "수요", "개요", "소요", "동요", "민요")
_RIEUL_STEMS: Final = "만들 열 걸 놀 팔 풀 밀 돌 불 날 울 살 알 털 들"
_STATES: Final = "않으 많으 좋으 있으 없으 맞으 싫으 늦으 같으 이 아니 계 어떠 그러"
_WHOLE: Final = {
    "안녕하세요": ("안녕하십니까", "안녕"),
    "아니에요": ("아닙니다", "아니야"),
    "아니요": ("아닙니다", "아니"),
    "네": ("네", "응"),
    "죄송해요": ("죄송합니다", "미안해"),
    "누구세요": ("누구십니까", "누구야"),
    "천만에요": ("천만의 말씀입니다", "천만에"),
    "더요": ("더입니다", "더"),
    "때요": ("때입니다", "때야"),
    "때예요": ("때입니다", "때야"),
    "어떠세요": ("어떠십니까", "어때"),
}


def said(text: str, level: Level) -> str:
    """The text at another level; the text itself at 해요체, in which it is written."""
    if level is Level.POLITE:
        return text
    parts: list[str] = []
    at = 0
    for quoted in _QUOTED.finditer(text):
        parts += [_converted(text[at : quoted.start()], text[quoted.end() :], level), quoted[0]]
        at = quoted.end()
    return "".join([*parts, _converted(text[at:], "", level)])


def unknown_endings(text: str) -> list[str]:
    """The last words of the text's sentences that end politely in a way not known here."""
    bare = _QUOTED.sub("", text)
    return [
        word[0]
        for word in _LAST_WORDS.finditer(bare)
        if word[0].endswith(("요", "죠"))
        and word[0] not in _OWN_YO
        and _ending(word[0], False, Level.FORMAL) is None
    ]


def _converted(text: str, behind: str, level: Level) -> str:
    """A stretch without quotes; `behind` is what comes after it in the sentence."""
    if level is Level.PLAIN:
        text = plain_words(text)

    def change(word: re.Match[str]) -> str:
        if word.end() == len(text) and behind:  # before a quote no clause ends
            return word[0]
        mark = re.search(r"[.!?]", text[word.end() :] + behind)
        asks = mark is not None and mark[0] == "?"
        return _ending(word[0], asks, level) or word[0]

    return _LAST_WORDS.sub(change, text)


def _ending(word: str, asks: bool, level: Level) -> str | None:
    """The word with another ending; None when its ending is not known."""
    if word in _WHOLE:
        formal_form, plain_form = _WHOLE[word]
        return formal_form if level is Level.FORMAL else plain_form
    if word in _OWN_YO:
        return None
    if word.endswith(("니다", "니까")):
        return word if level is Level.FORMAL else _from_formal(word)
    found = next((one for one in _ENDINGS if one[0].search(word)), None)
    if found is None:
        return None
    pattern, change = found
    return change(pattern.sub("", word), asks, level)


_Change = Callable[[str, bool, Level], str | None]


def _copula(noun: str, asks: bool, level: Level) -> str | None:
    """이에요, 예요, 인가요."""
    if not noun:
        return None
    if level is Level.FORMAL:
        if noun.endswith("거"):
            return f"{noun[:-1]}겁니{'까' if asks else '다'}"
        return f"{noun}입니{'까' if asks else '다'}"
    return _with_ya(noun)


def _with_ya(noun: str) -> str:
    """이야 or 야, by the noun's last sound; a value's own is found when it is filled in."""
    return noun + "이야" if _is_value(noun[-1]) else attach(noun, "이야")


def _is_value(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"


def _request(stem: str, asks: bool, level: Level) -> str | None:
    """세요: a wish, or a statement or question with 시."""
    if not stem:
        return None
    states = asks or stem.endswith(tuple(_STATES.split()))
    if level is Level.FORMAL:
        if states:
            return f"{stem}십니{'까' if asks else '다'}"
        return f"{stem}십시오"
    bare = _without_eu(stem)
    if bare.endswith("말") or bare == "마":
        return "마"
    return (
        _with_ya(stem[:-1]) if stem.endswith("이") and len(stem) > 1 and asks else infinitive(bare)
    )


def _without_eu(stem: str) -> str:
    """좋 of 좋으, which stands before 시; 크, 모으 stay."""
    closed = len(stem) > 1 and is_syllable(stem[-2]) and take_apart(stem[-2]).final
    return stem[:-1] if stem.endswith("으") and closed else stem


def _honoured_past(stem: str, asks: bool, level: Level) -> str | None:
    """셨어요, 셨네요."""
    if not stem:
        return None
    if level is Level.FORMAL:
        return formal(f"{stem}셨", asks)
    return past(infinitive(_without_eu(stem))) + "어"


def _honoured_wonder(stem: str, asks: bool, level: Level) -> str | None:
    changed = _honoured_past(stem, asks, level)
    return changed if changed is None or level is Level.FORMAL else changed[:-1] + "네"


def _promise(stem: str, asks: bool, level: Level) -> str | None:
    """ㄹ게요, with the stem's ㄹ or 을 still on it."""
    if level is Level.PLAIN:
        return f"{stem}게"
    bare = _without_rieul(stem)
    return None if bare is None else f"{bare}겠습니다"


def _offer(stem: str, asks: bool, level: Level) -> str | None:
    """ㄹ까요: a question that leaves the choice; formal speech keeps it."""
    return f"{stem}까요" if level is Level.FORMAL else f"{stem}까"


def _wish(stem: str, asks: bool, level: Level) -> str | None:
    """ㄹ래요: 하실래요."""
    bare = _without_rieul(stem)
    if bare is None:
        return None
    if level is Level.FORMAL:
        honoured = bare if bare.endswith("시") else bare + "시"
        return f"{honoured}겠습니{'까' if asks else '다'}"
    return f"{with_final(bare.removesuffix('시'), 'ㄹ')}래" if bare.endswith("시") else f"{stem}래"


def _without_rieul(stem: str) -> str | None:
    """하 of 할, 적 of 적을, 만들 of 만들."""
    if not stem:
        return None
    if stem.endswith("을") and len(stem) > 1:
        return stem[:-1]
    if stem.endswith(tuple(_RIEUL_STEMS.split())) or take_apart(stem[-1]).final != "ㄹ":
        return stem
    return with_final(stem, "")


def _wonder(stem: str, asks: bool, level: Level) -> str | None:
    """네요, 군요, 지요, 죠, 나요: on the bare stem."""
    if not stem:
        return None
    return formal(stem, asks)


def _keeps(ending: str) -> _Change:
    """Formal as `_wonder`; plain with this ending."""

    def change(stem: str, asks: bool, level: Level) -> str | None:
        if level is Level.FORMAL:
            return _wonder(stem, asks, level)
        if len(stem) > 1 and _is_value(stem[-2]) and stem.endswith("이"):
            return _with_ya(stem[:-1])  # its own last sound decides between 이네 and 네
        return f"{stem}{ending}"

    return change


def _asked(stem: str, asks: bool, level: Level) -> str | None:
    """나요: 되나요."""
    if not stem or level is Level.FORMAL:
        return _wonder(stem, True, level)
    last = take_apart(stem[-1])
    return f"{stem}어" if last.final == "ㅆ" else infinitive(stem)


def _reason(stem: str, asks: bool, level: Level) -> str | None:
    """거든요: 남거든요."""
    return f"{stem}기 때문입니다" if level is Level.FORMAL else f"{stem}거든"


def _because(stem: str, asks: bool, level: Level) -> str | None:
    """서요, behind a form in 아 or 어: 생겨서요."""
    return f"{stem}서입니다" if level is Level.FORMAL else f"{stem}서"


def _statement(form: str, asks: bool, level: Level) -> str | None:
    """The form in 아 or 어 with 요."""
    if not form or not is_syllable(form[-1]) or (take_apart(form[-1]).final):
        return None
    if take_apart(form[-1]).vowel not in "ㅏㅓㅕㅐㅔㅘㅝㅙㅞㅑ":
        return None
    return formal(stem_of(form), asks) if level is Level.FORMAL else form


_ENDINGS: Final[tuple[tuple[re.Pattern[str], _Change], ...]] = (
    (re.compile(r"(?:이에요|예요|인가요|(?<=.)이요)$"), _copula),
    (re.compile(r"셨어요$"), _honoured_past),
    (re.compile(r"셨네요$"), _honoured_wonder),
    (re.compile(r"세요$"), _request),
    (re.compile(r"게요$"), _promise),
    (re.compile(r"까요$"), _offer),
    (re.compile(r"래요$"), _wish),
    (re.compile(r"네요$"), _keeps("네")),
    (re.compile(r"군요$"), _keeps("네")),
    (re.compile(r"(?:지요|죠)$"), _keeps("지")),
    # Verbs of their own: 만나다, 일어나다, 끝나다, 지나다, 떠나다.
    (re.compile(r"(?<=[가-힣])(?<![만어끝지떠])나요$"), _asked),
    (re.compile(r"거든요$"), _reason),
    (re.compile(r"(?<=[가-힣])(?<!일어|들어)(?<!나|앞)서요$"), _because),
    (re.compile(r"요$"), _statement),
)


def _from_formal(word: str) -> str:
    """됩니다 as 돼, 반갑습니다 as 반가워, 입니다 as 이야."""
    body = word[:-2]
    if body.endswith("입") and len(body) > 1:
        return _with_ya(body[:-1])
    if body.endswith("습"):
        stem = body[:-1]
        return f"{stem}어" if stem and take_apart(stem[-1]).final == "ㅆ" else infinitive(stem)
    if not is_syllable(body[-1]) or take_apart(body[-1]).final != "ㅂ":
        return word
    stem = with_final(body, "")
    if stem.endswith("시") and len(stem) > 1:
        stem = _without_eu(stem[:-1])
    return infinitive(stem)
