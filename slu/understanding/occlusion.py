"""What an answer hangs on: the sentence once more without each of its words, and spaced otherwise.

Source: Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", section 4.2,
for leaving out a part; a word between spaces is the part here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from slu.core import IntentScore, Slot
from slu.errors import DataError
from slu.korean.kiwi import kiwi
from slu.understanding.predictor import Prediction, TextPredictor

_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")


class Way(StrEnum):
    """How a text was altered: a word left out, all spaces taken out, spaced by Kiwi, or every
    syllable apart."""

    WITHOUT = "without"
    JOINED = "joined"
    RESPACED = "respaced"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Effect:
    """What an alteration did: `text` after it, the `word` that it left out (empty where it was
    spaced otherwise), the `confidence` that is left for the first answer's intent, its `change`
    from there, the `best` intent now, and the slots that were lost and gained (by name and words,
    spaces aside)."""

    way: Way
    text: str
    word: str
    confidence: float
    change: float
    best: IntentScore
    lost: tuple[Slot, ...]
    gained: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Occlusion:
    """The first answer's `intent` and its confidence, and the effects: words in the order of the
    text, then other spaces."""

    intent: str
    confidence: float
    effects: tuple[Effect, ...]


def occlude(text: str, predictor: TextPredictor) -> Occlusion:
    """Asks the model again for every alteration, all at once; one that changes nothing is left
    out, and so is the only word of a sentence. Raises DataError for a text without a word."""
    if not text.strip():
        raise DataError("들여다볼 글이 없습니다. 문장을 적어 주세요.")
    altered = list(_altered(text))
    first, *others = predictor.predict_all([text, *(each for _, _, each in altered)])
    best = first.ranking[0]
    effects = (_effect(first, other, *each) for other, each in zip(others, altered, strict=True))
    return Occlusion(best.name, best.confidence, tuple(effects))


def _altered(text: str) -> Iterator[tuple[Way, str, str]]:
    """How, the word left out, and the text."""
    words = list(_WORD.finditer(text))
    if len(words) > 1:
        for word in words:
            rest = text[: word.start()].rstrip() + " " + text[word.end() :].lstrip()
            yield Way.WITHOUT, word[0], rest.strip()
    joined = _SPACE.sub("", text)
    spaced = (
        (Way.JOINED, joined),
        (Way.RESPACED, kiwi().space(text)),
        (Way.APART, " ".join(joined)),
    )
    for way, each in spaced:
        if each != text:
            yield way, "", each


def _effect(first: Prediction, other: Prediction, way: Way, word: str, text: str) -> Effect:
    intent = first.ranking[0]
    left = next(score.confidence for score in other.ranking if score.name == intent.name)
    before, after = ({_key(slot): slot for slot in each.slots} for each in (first, other))
    return Effect(
        way=way,
        text=text,
        word=word,
        confidence=left,
        change=left - intent.confidence,
        best=other.ranking[0],
        lost=tuple(slot for key, slot in before.items() if key not in after),
        gained=tuple(slot for key, slot in after.items() if key not in before),
    )


def _key(slot: Slot) -> tuple[str, str]:
    return slot.name, _SPACE.sub("", slot.text)
