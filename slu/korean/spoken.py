"""Text as it is said: 7시 -> 일곱 시, 35,000원 -> 삼만 오천 원, 50% -> 오십 퍼센트.

Whether a number is said natively or in Sino-Korean is `slu.korean.counters`. Latin letters and what
is written with them (A4, mp3, addresses of mails) stay as they are. The other way is
`slu.korean.written`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from slu.korean.counters import COUNTERS, read_count
from slu.korean.figures import NUMERAL, say_form, say_number
from slu.korean.number_rules import may_end
from slu.korean.numbers import parse_whole
from slu.korean.rewriting import Edit, Rewritten, rewrite
from slu.korean.units import WORD_OF

# Not after a Latin letter, nor within a version number that was left as it is.
_BEGIN: Final = re.compile(
    r"(?<![A-Za-z0-9_@])(?<!\d\.)(?:(?<![^\s(])[-−+](?=\d))?(?:[$€£¥₩]\s?)?\d"
)
_NUMBER: Final = re.compile(rf"(?P<sign>[-−+])?(?P<number>{NUMERAL})")
_FIGURES: Final = re.compile(r"[-−+$€£¥₩\s]*[\d.,:/]*\d")
_SIGN_UNIT: Final = re.compile(
    rf"(?P<gap>\s?)(?P<unit>{'|'.join(sorted(map(re.escape, WORD_OF), key=len, reverse=True))})"
    r"(?![A-Za-z\d])"
)
_LONGEST: Final = max(map(len, COUNTERS))
# After a unit, besides particles: 3가지이다, 1시간당, 7시30분.
_GOES_ON: Final = re.compile(r"\d|이[다며고라지]|이었|였|입니다|인데|라[는고]|당|째|보다|마다")
_OTHER_NOUN: Final = re.compile("시[즌대리스]")  # no unit: 2시즌 is 이시즌
_LATIN: Final = re.compile(r"[A-Za-z_@]")
_ADDRESS: Final = re.compile(r"\S*(?:@|://|www\.|\.com)\S*")
_TO: Final = re.compile(r"\s?[~∼〜–]\s?(?=\d)")
_UP_TO: Final = re.compile(rf"\s?[-~∼〜–]\s?(?P<number>{NUMERAL})")
_SIGNS: Final = {"-": "마이너스 ", "−": "마이너스 ", "+": "플러스 "}
# Before these words, after those, and after 제, 3번 is the third of them, not three times.
_WHICH: Final = re.compile(
    r"\s?(?:출구|버스|트랙|방|문제|국도|도로|고속|홈|게이트|창구|좌석|자리|타자|선수|채널|곡|노래|항목|"
    r"메일|줄|칸|테이블|알람|룸|카드|사진|레인|코스|파일|후보|손님|고객|마을|광역|라인|목록|문장|질문)"
)
_WHICH_OF: Final = re.compile(
    r"(?:국도|버스|트랙|문제|선수|교향곡|채널|번호|소나타|레벨|라디오|주파수|출구|항목|질문)$"
)
_ORDINAL: Final = re.compile(r"(?<![가-힣])제$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """The unit of a number: its word, what makes the text say it, and where it ends."""

    word: str
    edits: tuple[Edit, ...]
    end: int


def to_spoken(text: str) -> Rewritten:
    """The text with its figures in words, and the way back.

    19:30 is 열아홉 시 삼십 분, as written; -5 is 마이너스 오, -5도 영하 오 도; the digits of
    telephone numbers are said one by one.
    """
    edits: list[Edit] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    at = 0
    while (place := _BEGIN.search(text, at)) is not None:
        start = place.start()
        past = max((end for first, end in addresses if first <= start < end), default=0)
        found = [] if past else _said(text, start)
        edits += found
        figures = _FIGURES.match(text, start)
        at = found[-1].end if found else max(past, figures.end() if figures else place.end())
    return rewrite(text, edits)


def _said(text: str, start: int) -> list[Edit]:
    """The edits that say the figures that begin at `start`, the last one ending where they do;
    none where they stay as they are."""
    form = say_form(text, start)
    if form is not None and not _LATIN.match(text, form[0]):
        return [*_apart(text, start), Edit(start, form[0], form[1]), *_to(text, form[0])]
    match = _NUMBER.match(text, start)
    if match is None:
        return []
    end = match.end()
    unit = _sign_unit(text, end) or _counter(text, end) or _unit_to_come(text, end, match["number"])
    if unit is None and _LATIN.match(text, end):
        return []
    words = _words(text, match, unit.word if unit else None)
    edits = [*_apart(text, start), *_signed(text, match, unit)]
    edits.append(Edit(match.start("number"), end, words))
    return [*edits, *unit.edits, *_to(text, unit.end)] if unit else [*edits, *_to(text, end)]


def _apart(text: str, start: int) -> list[Edit]:
    """A space between a word and its figures (오후3시), but not in 제3회."""
    stuck = start > 0 and "가" <= text[start - 1] <= "힣"
    return [Edit(start, start, " ")] if stuck and not _ORDINAL.search(text[:start]) else []


def _signed(text: str, match: re.Match[str], unit: _Unit | None) -> list[Edit]:
    if not match["sign"]:
        return []
    said = _SIGNS[match["sign"]]
    if unit is not None and unit.word == "도" and match["sign"] != "+":
        said = "" if text[: match.start()].rstrip().endswith("영하") else "영하 "
    return [Edit(match.start(), match.start() + 1, said)]


def _words(text: str, match: re.Match[str], unit: str | None) -> str:
    whole = None if re.search(r"\.\d+$", match["number"]) else parse_whole(match["number"])
    if whole is None or whole >= 10**20:
        return say_number(match["number"])
    end = match.end() + len(unit or "")
    before = text[: match.start()].rstrip()
    which = _WHICH.match(text, end) or _WHICH_OF.search(before)
    named = _ORDINAL.search(before) is not None or (unit == "번" and which is not None)
    return read_count(whole, unit, named)


def _sign_unit(text: str, end: int) -> _Unit | None:
    """%, km and their like, said by their words."""
    match = _SIGN_UNIT.match(text, end)
    if match is None:
        return None
    word = WORD_OF[match["unit"]]
    gap = () if match["gap"] else (Edit(end, end, " "),)
    return _Unit(word, (*gap, Edit(match.start("unit"), match.end(), word)), match.end())


def _counter(text: str, end: int) -> _Unit | None:
    """The longest unit that the text goes on with; rather one after which its word may end."""
    start = end + (text[end : end + 1] == " ")
    units = [
        unit
        for size in range(_LONGEST, 0, -1)
        if len(unit := text[start : start + size]) == size and unit in COUNTERS
    ]
    ending = [unit for unit in units if _ends(text, start + len(unit))]
    if not ending:
        known = units and start == end and not _OTHER_NOUN.match(text, end)
        return _Unit(units[0], (), end) if known else None
    unit, close = ending[0], start + len(ending[0])
    before = (Edit(end, end, " "),) if start == end and unit != "월" else ()
    half = (Edit(close, close, " "),) if unit == "시" and text.startswith("반", close) else ()
    return _Unit(unit, before + half, close)


def _ends(text: str, end: int) -> bool:
    return may_end(text, end) or _GOES_ON.match(text, end) is not None


def _unit_to_come(text: str, end: int, figures: str) -> _Unit | None:
    """The unit that the first number of 3~5시 shares: 세 시에서 다섯 시."""
    match = _UP_TO.match(text, end)
    unit = match and (_sign_unit(text, match.end()) or _counter(text, match.end()))
    first, last = parse_whole(figures), parse_whole(match["number"]) if match else None
    if match is None or not unit or first is None or last is None or first >= last:
        return None
    gap = "" if unit.word == "월" else " "
    return _Unit(
        unit.word,
        (Edit(end, match.start("number"), f"{gap}{unit.word}에서 "),),
        match.start("number"),
    )


def _to(text: str, end: int) -> list[Edit]:
    """7시~9시: 일곱 시에서 아홉 시."""
    match = _TO.match(text, end)
    return [Edit(end, match.end(), "에서 ")] if match else []
