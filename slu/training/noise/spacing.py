"""Changes only spaces: joins words, drops the spaces of a whole sentence, and splits words.

거실 불 꺼 줘 -> 거실불꺼줘, 거실 불 꺼줘, 거실 불꺼 줘; 해줘 -> 해 줘. The text without its spaces
stays the same, and so do the texts of the slots without theirs.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

from slu.core import Utterance
from slu.korean.rewriting import Edit
from slu.korean.slot_ends import slot_ends
from slu.training.noise.edits import apply_edits

# Spaces that people leave out most: before a helping verb, a counter, a dependent noun, a verb
# that makes one with its noun.
_OFTEN: Final = re.compile(
    r" (?=(?:줘|주|줄|준|봐|보|볼|놔|놓|둬|두|버려|있|없|싶|못|해|하|할|했|한|돼|되|될|켜|꺼|틀|좀|"
    r"것|거|게|수|때|뒤|후|전|동안|시|분|초|개|명|잔|장|번|월|일|년|원|주|달|반|도)(?!\S{4}))"
)
# Two words in Latin letters, or two numbers, would not be read as two any more.
_SPACE: Final = re.compile(r"(?<=\S) (?=[^\sA-Za-z0-9])|(?<=[^\sA-Za-z0-9]) (?=\S)")
_HELPER: Final = re.compile(
    r"(?<=[가-힣])(?=(?:줘|주세요|줄래|봐|주라|줄 수|주실)(?:요)?[.?!~]*(?:\s|$))"
)
_KOREAN: Final = re.compile(r"(?<=\w)[가-힣]")
_LONG: Final = re.compile(r"[가-힣]{3,}")


@dataclass(frozen=True, slots=True)
class _Habits:
    """How one writer spaces: the share of spaces left out where people often do and elsewhere,
    and of words put apart where they may be and at any syllable."""

    often: float
    elsewhere: float
    apart: float = 0.0
    anywhere: float = 0.0


_WRITERS: Final = (
    (_Habits(1.0, 1.0), 20),  # no space at all
    (_Habits(0.9, 0.0), 25),  # 깨워줘, 한시간, 불꺼
    (_Habits(0.7, 0.3), 25),
    (_Habits(0.4, 0.4, 0.1, 0.03), 15),
    (_Habits(0.0, 0.0, 0.6, 0.0), 5),  # 해 줘, 서울 에서
    (_Habits(0.2, 0.1, 0.2, 0.15), 10),
)


def spacing(utterance: Utterance, draw: random.Random) -> Utterance:
    """The example with the spacing of one drawn kind of writer; changed wherever it can be."""
    edits = _edits(utterance.text, _drawn(draw), draw) or _one(utterance.text, draw)
    return apply_edits(utterance, edits)


def _drawn(draw: random.Random) -> _Habits:
    writers, weights = zip(*_WRITERS, strict=True)
    habits: _Habits = draw.choices(writers, weights)[0]
    return habits


def _edits(text: str, habits: _Habits, draw: random.Random) -> list[Edit]:
    often = {match.start() for match in _OFTEN.finditer(text)}
    edits = []
    for match in _SPACE.finditer(text):
        share = habits.often if match.start() in often else habits.elsewhere
        if draw.random() < share:
            edits.append(Edit(match.start(), match.end(), ""))
    for places, share in ((_places_apart(text), habits.apart), (_inside(text), habits.anywhere)):
        edits += [Edit(at, at, " ") for at in places if draw.random() < share]
    return sorted(set(edits))


def _places_apart(text: str) -> list[int]:
    """Where a word may be put apart: before a helping verb or a particle."""
    helpers = {match.start() for match in _HELPER.finditer(text)}
    return sorted(helpers | {at for at in slot_ends(text) if _KOREAN.match(text, at)})


def _inside(text: str) -> list[int]:
    """Between the syllables of longer words."""
    return [at for match in _LONG.finditer(text) for at in range(match.start() + 1, match.end())]


def _one(text: str, draw: random.Random) -> list[Edit]:
    """One space left out, or one put in where the text has none."""
    spaces = [match.start() for match in _SPACE.finditer(text)]
    if spaces:
        at = draw.choice(spaces)
        return [Edit(at, at + 1, "")]
    places = _places_apart(text) or _inside(text)
    return [Edit(at, at, " ") for at in [draw.choice(places)]] if places else []
