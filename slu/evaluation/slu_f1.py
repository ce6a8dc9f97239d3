"""SLU-F1: slots found in what was heard, a wrong word in a slot counting by how wrong it is.

Source: Bastianelli, Vanzo, Swietojanski and Rieser 2020, "SLURP: A Spoken Language Understanding
Resource Package", section 5. Slots of one name are paired by the nearest text. A pair is one true
positive, and its distance, in words (edits by gold words) or characters (edits by characters of the
longer), is added to the false positives and to the false negatives. SLU-F1 adds up both counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slu.core import Slot, Utterance
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.characters import edit_distance
from slu.evaluation.metrics import Figure

Distance = Callable[[str, str], float]
"""Of a gold text and a predicted one; 0 for equal texts."""


@dataclass(frozen=True, slots=True)
class SluFigures:
    """By words, by characters, and SLU-F1, which is of both."""

    words: Figure
    characters: Figure
    both: Figure


def evaluate_slu(gold: Sequence[Utterance], predicted: Sequence[Utterance]) -> SluFigures:
    """Compares utterance by utterance, both in the same order; their texts may differ."""
    words, characters = (
        np.array(
            [
                _counts(ours.slots, theirs.slots, distance)
                for ours, theirs in zip(gold, predicted, strict=True)
            ],
            float,
        ).reshape(-1, 2)
        for distance in (word_distance, character_distance)
    )
    return SluFigures(_figure(words), _figure(characters), _figure(words, characters))


def word_distance(gold: str, predicted: str) -> float:
    """Words to be changed, put in or left out, by gold words; above 1 for much too long a text."""
    ours, theirs = gold.split(), predicted.split()
    letters = {word: chr(0xE000 + n) for n, word in enumerate(dict.fromkeys(ours + theirs))}
    first, second = ("".join(letters[word] for word in words) for words in (ours, theirs))
    return edit_distance(first, second) / len(ours)


def character_distance(gold: str, predicted: str) -> float:
    """The same of characters, by the characters of the longer text."""
    return edit_distance(gold, predicted) / max(len(gold), len(predicted))


def _figure(*counts: npt.NDArray[np.float64]) -> Figure:
    """F1 of true positives and errors (examples, 2), each of `counts` added to the others."""
    both = sum(counts[1:], counts[0])

    def f1(rows: npt.NDArray[np.int64]) -> float:
        found, errors = both[rows].sum(0)
        return float(2 * found / (2 * found + errors)) if found + errors else 1.0

    return bootstrap(f1, len(both))


def _counts(
    gold: Sequence[Slot], predicted: Sequence[Slot], distance: Distance
) -> tuple[float, float]:
    """True positives, and false positives with false negatives."""
    left, found, errors = list(gold), 0.0, 0.0
    for slot in predicted:
        same = [other for other in left if other.name == slot.name]
        if not same:
            errors += 1
            continue
        nearest = min(same, key=lambda other: distance(other.text, slot.text))
        left.remove(nearest)
        found += 1
        errors += 2 * distance(nearest.text, slot.text)
    return found, errors + len(left)
