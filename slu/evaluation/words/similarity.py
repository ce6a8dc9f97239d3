"""Are words alike where people find them alike? WordSim-353 in Korean, by rank correlation.

Source: Finkelstein et al. 2002, "Placing Search in Context"; the Korean pairs and grades are those
of Park et al. 2018, "Subword-level Word Vector Representations for Korean".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slu.data.rows import read_text
from slu.errors import DataError
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.metrics import Figure
from slu.evaluation.scores import spearman
from slu.evaluation.words.embedder import Embedder, composed_vectors
from slu.evaluation.words.features import Bools, paired_cosines

FILE: Final = "data/word-eval/WS353_korean.csv"
_COLUMNS = ("word 1", "word 2", "kor_score")


@dataclass(frozen=True, slots=True)
class WordPair:
    """Two words and how alike people find them, 0 to 10."""

    first: str
    second: str
    grade: float


@dataclass(frozen=True, slots=True)
class WordSimilarity:
    """`spearman` over the `covered` share of the `pairs`, words outside of the vocabulary composed
    of their morphemes; `whole_spearman` over the `whole_pairs` both of whose words are in the
    vocabulary. None of less than two pairs."""

    pairs: int
    covered: float
    spearman: Figure | None
    whole_pairs: int
    whole_spearman: Figure | None


def read_pairs(path: Path) -> list[WordPair]:
    """Raises DataError for another heading, and naming the line, for a row of another form."""
    rows = csv.reader(read_text(path).splitlines())
    if tuple(next(rows)) != _COLUMNS:
        raise DataError(f"첫 줄이 '{','.join(_COLUMNS)}'이어야 합니다.", path, 1)
    pairs = []
    for line, cells in enumerate(rows, 2):
        try:
            first, second, grade = cells
            pairs.append(WordPair(first.strip(), second.strip(), float(grade)))
        except ValueError:
            message = f"낱말 둘과 점수가 쉼표로 나뉘어 있어야 합니다: {','.join(cells)}"
            raise DataError(message, path, line) from None
    return pairs


def measure_similarity(embedder: Embedder, pairs: list[WordPair]) -> WordSimilarity:
    """The cosines of the words beside what people say."""
    words = list(dict.fromkeys(word for pair in pairs for word in (pair.first, pair.second)))
    vectors, known = composed_vectors(embedder, words)
    whole = embedder.in_vocabulary(words)
    number = {word: n for n, word in enumerate(words)}
    first = np.array([number[pair.first] for pair in pairs])
    second = np.array([number[pair.second] for pair in pairs])
    cosines = paired_cosines(vectors[first], vectors[second])
    grades = np.array([pair.grade for pair in pairs])
    covered, inside = known[first] & known[second], whole[first] & whole[second]
    return WordSimilarity(
        pairs=len(pairs),
        covered=float(covered.mean()),
        spearman=_correlation(cosines, grades, covered),
        whole_pairs=int(inside.sum()),
        whole_spearman=_correlation(cosines, grades, inside),
    )


def _correlation(
    cosines: NDArray[np.float64], grades: NDArray[np.float64], counted: Bools
) -> Figure | None:
    ours, theirs = cosines[counted], grades[counted]
    if len(ours) < 2:
        return None
    return bootstrap(lambda rows: spearman(ours[rows], theirs[rows]), len(ours))
