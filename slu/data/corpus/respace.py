"""Writes a sentence as people do who do not mind its spaces: some or all gone, or some too many.

An encoder that has seen this in pretraining reads "불꺼줘" and "불 꺼 줘" alike.
"""

from __future__ import annotations

import random
import re

_ALL_GONE, _SOME_GONE = 0.4, 0.4  # the rest: spaces added
_LOST = 0.5  # the share of spaces that go where some go
_ADDED = 0.12  # the share of places between two syllables that get a space
_BETWEEN = re.compile("(?<=[가-힣])(?=[가-힣])")


def respaced(text: str, dice: random.Random) -> str:
    """`text` with other spaces; every other character stays, in its order."""
    way = dice.random()
    if way < _ALL_GONE:
        return text.replace(" ", "")
    if way < _ALL_GONE + _SOME_GONE:
        return re.sub(" ", lambda _: "" if dice.random() < _LOST else " ", text)
    return _BETWEEN.sub(lambda _: " " if dice.random() < _ADDED else "", text)
