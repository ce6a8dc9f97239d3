"""Words that look like spelled-out numbers and are none: 이유로 is no 2 euros, 사위 no 4th place.

Only what was met in running text; which units a number may have is `slu.korean.number_rules`.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.number_words import NumberWords

_EVENTS: Final = "육이오|사일구|오일팔|오일육|팔일오|삼일오"
_NAMES: Final = "삼영사|오공이|영천|이육사|사이영|사이공|영월|일월면|삼호로|오일 전쟁|천일"
_NOUNS: Final = (
    "[이사]유로|사위|사초|사공|사사구|백사장|백두대|열권|만두|만이 |만일(?! ?[년원])|천한|구분의|"
    "오만 ?가지|이년[아들]|억|석(?! |달)|한 ?개인|네 배 "
)
_OF_THIS: Final = "이주 이[후전]|이 일 이?[후전뒤]"
_ONE: Final = "한 ?시도|한시가|[한두세네] ?사람"
_LONGER_UNITS: Final = "[가-힣]+ ?(?:장면|시(?:대|즌|도[가를는로의]))"
_OTHER_WORDS: Final = re.compile("|".join((_EVENTS, _NAMES, _NOUNS, _OF_THIS, _ONE, _LONGER_UNITS)))
_SOME: Final = re.compile(r"(?:몇|수) ?$")
_POWERS: Final = re.compile("[십백천만억]+")


def is_other_word(text: str, number: NumberWords) -> bool:
    """Whether the words are no number, or only a part of one: 몇 십 개, 60 만 명."""
    if _OTHER_WORDS.match(text, number.start):
        return True
    before = text[: number.start]
    if text[number.start] in "십백천만억" and _SOME.search(before):
        return True
    said = text[number.start : number.end]
    return before.rstrip()[-1:].isdigit() and _POWERS.fullmatch(said) is not None
