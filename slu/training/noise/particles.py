"""Joins particles that stand apart from their noun: 서울 의 날씨 -> 서울의 날씨.

A slot keeps its end before the particle. A word that may be something else than a particle
(이 노래, 나, 집 가) stays apart.
"""

from __future__ import annotations

import random
import re
from typing import Final

from slu.core import Utterance
from slu.korean.last_sound import last_sound
from slu.korean.particles import PARTICLES
from slu.korean.rewriting import Edit
from slu.training.noise.edits import apply_edits


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# After a slot these are hardly ever anything but particles.
_AFTER_SLOT: Final = _words(
    "은 는 을 를 의 에 도 로 와 과 만 랑 께 요 야 이야 에서 에게 한테 께서 까지 부터 보다 "
    "처럼 마다 으로 이랑 이나 이요 라고 이라고 이란 라는 이라는 하고 한테서 에게서 로부터 "
    "으로부터 이에요 예요 입니다 인가 이고 인데 인데요 인지 씩 쯤 정도 에는 에도 에만 에서는 "
    "에서도 에서의 에게는 한테는 까지는 까지도 까지의 부터는 부터의 으로는 로는 와의 과의 "
    "과는 와는 이라도 만은 만큼 조차 마저"
)
# After any other word only those that are no words of their own.
_ANYWHERE: Final = _words(
    "은 는 을 를 의 에 에서 에게 한테 로 으로 까지 부터 처럼 마다 와 과 이랑 에는 에도 에서는 "
    "에서의 에게는 으로는 까지는 까지의 부터의 와의 과의 라는 이라는 이라고 라고 한테서 "
    "에게서"
)
_WORD: Final = re.compile(r"(?<=\S )\S+")
_MARKS: Final = re.compile(r"[.,!?~]+$")
# 이 is a particle before what is said of a noun, and "this" before another noun.
_SAID_OF_IT: Final = re.compile(
    r" (?:뭐|뭔|무슨|누구|어때|어디|어떻|언제|얼마|왜|몇|있|없|필요|올까|올지|오나|오니|오는|좋|"
    r"안 |더|춥|덥|높|낮|많|적|되|돼|됐|됩|될|아니|내리|내릴|시작|끝나|맞|나오|나와|들어|설정|"
    r"울리)|$"
)


def particles(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with every detached particle joined to the word before it. Nothing is drawn."""
    text = utterance.text
    ends = {slot.end for slot in utterance.slots}
    edits = []
    for match in _WORD.finditer(text):
        space = match.start() - 1
        inside = any(slot.start <= space < slot.end for slot in utterance.slots)
        if not inside and is_detached(text, match, space in ends):
            edits.append(Edit(space, match.start(), ""))
    return apply_edits(utterance, edits)


def is_detached(text: str, match: re.Match[str], after_slot: bool) -> bool:
    """Whether the word `match` is a particle of the word before it."""
    word = _MARKS.sub("", match.group())
    before = text[: match.start()].split()[-1]
    last = match.end() == len(text)
    if not _agrees(before, word):
        return False
    if word == "이":
        return after_slot and _SAID_OF_IT.match(text, match.end()) is not None
    if word == "가":  # 집 가: go
        return after_slot and not last
    if word == "와":  # 누가 와: come
        return not last
    if word in ("야", "도", "만"):
        return after_slot and (last or word != "야") and not text.startswith(" 원", match.end())
    return word in (_AFTER_SLOT if after_slot else _ANYWHERE)


def _agrees(before: str, word: str) -> bool:
    """Whether the particle has the form that fits the word's last sound."""
    particle = PARTICLES.get(word)
    return particle is None or particle.after(last_sound(before)) == word
