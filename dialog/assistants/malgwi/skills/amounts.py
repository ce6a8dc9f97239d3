"""How far to turn something up or down: 이십 퍼센트로, 십만큼, 조금, 최대로, 두 단계.

Levels are percent, 0 to 100. What is turned, and which way when nothing says it, the skill knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialog.assistants.malgwi.skills.figures import find_figures

_MOST = re.compile(r"최대|최고|제일 (?:크|밝|높)|가장 (?:크|밝|높)|끝까지")
_LEAST = re.compile(r"최소|최저|제일 (?:작|어둡|낮)|가장 (?:작|어둡|낮)")
_HALF = re.compile(r"절반|반으로|반만|반쯤|반 정도|중간|평균|보통")
_LITTLE = re.compile(r"조금|약간|살짝")
_MUCH = re.compile(r"많이|훨씬|확")
_BY = re.compile(r"\s*(?:퍼센트|프로|%)?\s*(?:만큼|정도 더|더)")
_TO = re.compile(r"\s*(?:퍼센트|프로|%|단계)?\s*(?:으로|로|에)")
# What makes a number an amount; the 이 of 이 조명 is none.
_AMOUNT = re.compile(r"\s*(?:퍼센트|프로|%|단계|만큼|정도|으로|로)")
_STEPS = re.compile(r"\s*단계")
_NATIVE_STEPS = {"한 단계": 1, "두 단계": 2, "세 단계": 3, "네 단계": 4}
_STEP = 10


@dataclass(frozen=True, slots=True)
class Change:
    """`to` is the level to set, or else `by` is how far to move it, without a sign."""

    to: int | None = None
    by: int | None = None

    def applied(self, level: int, direction: int, usual: int = 20) -> int:
        """The new level, held within 0 and 100; `direction` is 1 for up and -1 for down."""
        if self.to is not None:
            return max(0, min(100, self.to))
        return max(0, min(100, level + direction * (usual if self.by is None else self.by)))


def find_change(text: str) -> Change:
    """The change that the text asks for; nothing said gives an empty Change."""
    for pattern, to in ((_MOST, 100), (_LEAST, 1), (_HALF, 50)):
        if pattern.search(text):
            return Change(to=to)
    for words, steps in _NATIVE_STEPS.items():
        if words in text:
            return Change(by=steps * _STEP)
    for figure in find_figures(text):
        rest = text[figure.end :]
        if _AMOUNT.match(rest) or figure.end - figure.start == len(text.strip()):
            return _by_figure(rest, round(figure.value))
    if _LITTLE.search(text):
        return Change(by=_STEP)
    return Change(by=4 * _STEP) if _MUCH.search(text) else Change()


def _by_figure(rest: str, number: int) -> Change:
    """Twenty percent down is a move; down to twenty, or plain twenty, is a level."""
    if _STEPS.match(rest):
        return Change(to=number * _STEP) if _TO.match(rest) else Change(by=number * _STEP)
    if _BY.match(rest):
        return Change(by=number)
    if re.match(r"\s*(?:퍼센트|프로|%)", rest) and not _TO.match(rest):
        return Change(by=number)
    return Change(to=number)
