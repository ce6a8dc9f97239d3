"""The spoken sentences of `bench.direct`: which are chosen, and who speaks them.

Of the most frequent intents of MASSIVE's train, equally many sentences of each learn and, out of
dev, equally many measure. Three voices of `bench.voice` speak the first, two others the second. A
sentence that stands in both sets is not measured on.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.spoken import MANIFEST, speak
from bench.voice import VOICES, is_speakable
from slu.core import Utterance
from slu.data import read
from slu.data.recordings import Recording, read_recordings

LEARNING_VOICES: Final = VOICES[:3]
MEASURING_VOICES: Final = VOICES[3:]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of the most frequent intents, how many sentences of each, and of how many characters
    at most: a voice needs as long to speak as a sentence lasts."""

    intents: int = 12
    learning: int = 26
    measuring: int = 12
    characters: int = 20


def choose(
    train: Sequence[Utterance], dev: Sequence[Utterance], sizes: Sizes
) -> tuple[list[Utterance], list[Utterance]]:
    """Those to learn from and those to measure on, drawn by seed 0, intent after intent."""
    learning, measuring = (_fit(each, sizes) for each in (train, dev))
    known = {each.text.replace(" ", "") for each in learning}
    measuring = [each for each in measuring if each.text.replace(" ", "") not in known]
    counts = Counter(each.intent for each in learning)
    intents = [intent for intent, _ in counts.most_common(sizes.intents)]
    draw = random.Random(0)
    return (
        _drawn(learning, intents, sizes.learning, draw),
        _drawn(measuring, intents, sizes.measuring, draw),
    )


def sounds(
    train: Path, dev: Path, sizes: Sizes, cache: Path
) -> tuple[list[Recording], list[Recording]]:
    """The recordings to learn from and to measure on, spoken where they are not in `cache`."""
    found = []
    chosen = choose(read(train), read(dev), sizes)
    named = zip(("learning", "measuring"), chosen, (LEARNING_VOICES, MEASURING_VOICES), strict=True)
    for name, sentences, voices in named:
        folder = cache / name
        if not _holds(folder / MANIFEST, sentences):
            speak(sentences, folder, voices)
        found.append(read_recordings(folder / MANIFEST))
    return found[0], found[1]


def _fit(given: Sequence[Utterance], sizes: Sizes) -> list[Utterance]:
    return [
        each for each in given if is_speakable(each.text) and len(each.text) <= sizes.characters
    ]


def _drawn(
    given: Sequence[Utterance], intents: Sequence[str | None], most: int, draw: random.Random
) -> list[Utterance]:
    found = []
    for intent in intents:
        own = [each for each in given if each.intent == intent]
        found += draw.sample(own, min(most, len(own)))
    return found


def _holds(manifest: Path, sentences: Sequence[Utterance]) -> bool:
    if not manifest.exists():
        return False
    return [each.gold.text for each in read_recordings(manifest)] == [
        each.text for each in sentences
    ]
