"""Character errors: a documented normalisation, and the edit distance in characters.

The normalisation is for measuring recognisers only. It leaves digits as they are: "7시" against
"일곱 시" counts as errors, the same for every recogniser that is compared.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class CharacterErrors:
    """Edits (substitutions, deletions, insertions) against `length` characters of reference."""

    edits: int
    length: int


def normalise(text: str, spaces: bool = True) -> str:
    """NFC, case-folded, punctuation (Unicode P*) removed, runs of white space one space.

    Without `spaces`, white space is removed as well.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(c for c in folded if not unicodedata.category(c).startswith("P"))
    return (" " if spaces else "").join(kept.split())


def character_errors(reference: str, hypothesis: str, spaces: bool = True) -> CharacterErrors:
    """The edits between two texts, both normalised."""
    first, second = normalise(reference, spaces), normalise(hypothesis, spaces)
    return CharacterErrors(edit_distance(first, second), len(first))


def edit_distance(first: str, second: str) -> int:
    """Levenshtein's distance: the fewest characters replaced, removed or added."""
    return int(edit_distances(first, second)[-1])


def edit_distances(first: str, second: str) -> npt.NDArray[np.int64]:
    """The distance (len(second) + 1,) of `first` to every beginning of `second`, none included.

    One row of the table at a time. Within a row, `min over k <= j of row[k] + (j - k)` takes the
    place of adding characters one by one.
    """
    letters = np.array([ord(c) for c in second], np.int64)
    places = np.arange(len(second) + 1, dtype=np.int64)
    row = places
    for number, letter in enumerate(first, start=1):
        best = row + 1
        best[1:] = np.minimum(best[1:], row[:-1] + (letters != ord(letter)))
        best[0] = number
        row = np.minimum.accumulate(best - places) + places
    return row
