"""Finds personal data in a text, written or spoken: telephone and resident registration numbers,
cards, e-mail addresses. 010-1234-5678, 공일공에 일이삼사에 오육칠팔, 도희 골뱅이 네이버 닷 컴.

Rather a word too many than a number too few: what is found is only hidden. Reading such numbers
and addresses is not done here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, get_args

Kind = Literal["phone", "resident_number", "card", "email"]
Span = tuple[int, int]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_SAID: Final = "공영빵일이삼사오육륙칠팔구"
_D: Final = f"(?:[0-9０-９{_SAID}] ?)"
_FIGURES: Final = str.maketrans(_SAID + "０１２３４５６７８９", "0001234566789" + "0123456789")
_GAP: Final = r"(?:\s?[-‐–—.~·/)]\s?|\s?(?:다시|대시|하이픈|바|에|의)\s?|\s{1,3})?"
_ZERO, _BEGIN, _END = "[0０공영빵] ?", "(?<![0-9０-９])", "(?![0-9０-９])"
_MOBILE: Final = rf"(?:\+ ?82{_GAP}|{_ZERO})[1１일] ?[016-9０１６-９공영빵일육륙칠팔구] ?"
_AREA: Final = (
    rf"(?:\+ ?82{_GAP}|{_ZERO})(?:[2２이] ?|[3-6３-６삼사오육륙] ?[1-5１-５일이삼사오] ?"
    rf"|[57５７오칠] ?[0０공영빵] ?{_D}?)"
)
_PHONE: Final = re.compile(
    rf"{_BEGIN}\(?(?:{_MOBILE}|{_AREA}){_GAP}{_D}{{3,4}}{_GAP}{_D}{{3}}[0-9０-９{_SAID}]{_END}"
)
_RESIDENT: Final = re.compile(
    rf"{_BEGIN}(?P<birth>{_D}{{6}}){_GAP}{_D}{{6}}[0-9０-９{_SAID}]{_END}"
)
_CARD: Final = re.compile(
    rf"{_BEGIN}{_D}{{4}}(?:(?P<gap>{_GAP}){_D}{{4}}{_GAP}{_D}{{4}}{_GAP}{_D}{{2,3}}"
    rf"|{_GAP}{_D}{{6}}{_GAP}{_D}{{4}})[0-9０-９{_SAID}]{_END}"
)
_AT: Final = re.compile(r"\s*(?:@|＠|골뱅이|골벵이)\s*")
_LOCAL: Final = re.compile(r"[\w.%+\-]+$", re.ASCII)
_SPELLED: Final = re.compile(
    "(?:더블유|에이치|언더바|하이픈|에이|에프|에스|엑스|와이|제트|케이|제이|아이|아르|브이|대시"
    f"|[비씨시디지엘엠엔피큐알티유점닷{_SAID}]|[A-Za-z0-9._-])++"
)
_HOST: Final = re.compile(
    r"[\w가-힣\-]+(?:\s?(?:\.|닷|쩜|점)\s?(?:[A-Za-z]{2,}|컴|콤|넷|코|케이알|씨오|오알지|에이씨|지오))+"
)


def find_personal(text: str, kinds: frozenset[Kind]) -> list[Span]:
    """The stretches of the text that are of one of these kinds, in the order of the kinds."""
    return [span for kind in KINDS if kind in kinds for span in _FINDERS[kind](text)]


def _phones(text: str) -> Iterator[Span]:
    return (match.span() for match in _PHONE.finditer(text))


def _residents(text: str) -> Iterator[Span]:
    """Six figures that are a birthday, then seven."""
    for match in _RESIDENT.finditer(text):
        birth = _figures(match["birth"])
        if 1 <= int(birth[2:4]) <= 12 and 1 <= int(birth[4:6]) <= 31:
            yield match.span()


def _cards(text: str) -> Iterator[Span]:
    """Groups of figures; without gaps they must also add up (Luhn)."""
    for match in _CARD.finditer(text):
        figures = _figures(match.group())
        if match["gap"] or _adds_up(figures):
            yield match.span()


def _adds_up(figures: str) -> bool:
    doubled = [int(one) * (2 if at % 2 else 1) for at, one in enumerate(reversed(figures))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _emails(text: str) -> Iterator[Span]:
    for at in _AT.finditer(text):
        host = _HOST.match(text, at.end())
        start = _local_start(text[: at.start()])
        if host is not None and start < at.start():
            yield start, host.end()


def _local_start(before: str) -> int:
    """Where the part before the @ begins: the last word, and all spelled words before it."""
    latin = _LOCAL.search(before)
    start = latin.start() if latin else max(before.rfind(" ") + 1, 0)
    while start and before[start - 1] == " ":
        word = max(before.rfind(" ", 0, start - 1) + 1, 0)
        if not _SPELLED.fullmatch(before, word, start - 1):
            break
        start = word
    return start


def _figures(text: str) -> str:
    return "".join(one for one in text.translate(_FIGURES) if one.isascii() and one.isdigit())


_FINDERS: Final[Mapping[Kind, Callable[[str], Iterator[Span]]]] = {
    "phone": _phones,
    "resident_number": _residents,
    "card": _cards,
    "email": _emails,
}
