"""How many words of text that nobody trained on have a vector, as tokens and as types.

Words are morphemes, as the vectors know them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import Bools
from slu.evaluation.words.static import Cutter


@dataclass(frozen=True, slots=True)
class Coverage:
    """Over `tokens` words, `types` of them different: the shares in the vocabulary, and those with
    a vector, by what is inside the word too where the family can. `unknown`: the most frequent
    words without one."""

    tokens: int
    types: int
    known_tokens: float
    known_types: float
    reached_tokens: float
    reached_types: float
    unknown: tuple[str, ...]


def measure_coverage(
    embedder: Embedder, sentences: Sequence[str], cutter: Cutter, shown: int = 20
) -> Coverage:
    """Raises ValueError where there is no word in the sentences."""
    counts = Counter(chain.from_iterable(cutter.cut(sentences)))
    if not counts:
        raise ValueError("no words")
    words = [word for word, _ in counts.most_common()]
    times = np.array([counts[word] for word in words], float)
    known = embedder.in_vocabulary(words)
    reached = embedder.reaches(words)
    left = [word for word, is_reached in zip(words, reached, strict=True) if not is_reached]

    def share(of: Bools) -> float:
        return float(times[of].sum() / times.sum())

    return Coverage(
        tokens=int(times.sum()),
        types=len(words),
        known_tokens=share(known),
        known_types=float(known.mean()),
        reached_tokens=share(reached),
        reached_types=float(reached.mean()),
        unknown=tuple(left[:shown]),
    )
