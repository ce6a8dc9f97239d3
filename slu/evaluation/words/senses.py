"""Does a word mean the same in two sentences? Word sense in context, by one threshold.

The cosine of the word's two vectors is compared with a threshold that answers most of the training
rows rightly. A static vector is the same in both sentences, so it can only give chance.

Sources: Pilehvar and Camacho-Collados 2019, "WiC"; the Korean rows are those of Kim et al. 2022,
"KOBEST: Korean Balanced Evaluation of Significant Tasks".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slu.data.rows import lines, read_text
from slu.errors import DataError
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.metrics import Figure
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.features import Bools, paired_cosines

TRAIN: Final = "data/wic-ko/train.tsv"
DEV: Final = "data/wic-ko/dev.tsv"
_COLUMNS = ("Target", "SENTENCE1", "SENTENCE2", "ANSWER")
_ANSWERS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class SensePair:
    """A word in two sentences, and whether it means the same in both."""

    first: Place
    second: Place
    same: bool


@dataclass(frozen=True, slots=True)
class Senses:
    """`accuracy` over the dev `pairs`; `chance` is the share of their more frequent answer."""

    pairs: int
    accuracy: Figure
    chance: float
    threshold: float
    train_accuracy: float


def read_senses(path: Path) -> list[SensePair]:
    """The rows in which the word stands in both sentences. Raises DataError for a file without the
    columns of the set, and naming the line, for a row of another form."""
    rows = [(number, line.split("\t")) for number, line in lines(read_text(path)) if line.strip()]
    header = rows[0][1]
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise DataError(f"첫 줄에 '{', '.join(missing)}' 열이 없습니다.", path, 1)
    columns = [header.index(name) for name in _COLUMNS]
    pairs = []
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            message = f"열이 {len(header)}개여야 하는데 {len(cells)}개입니다."
            raise DataError(message, path, number)
        target, first, second, answer = (cells[column].strip() for column in columns)
        if answer.lower() not in _ANSWERS:
            raise DataError(f"ANSWER는 True나 False여야 합니다: {answer}", path, number)
        places = _place(first, target), _place(second, target)
        if places[0] and places[1]:
            pairs.append(SensePair(places[0], places[1], _ANSWERS[answer.lower()]))
    return pairs


def measure_senses(
    embedder: Embedder, train: Sequence[SensePair], dev: Sequence[SensePair]
) -> Senses:
    """Fits the threshold on `train` and answers `dev`. Raises ValueError where either is empty."""
    threshold, learned = best_threshold(_cosines(embedder, train), _same(train))
    right = (_cosines(embedder, dev) >= threshold) == _same(dev)
    same = float(_same(dev).mean())
    return Senses(
        pairs=len(dev),
        accuracy=bootstrap(lambda rows: float(right[rows].mean()), len(dev)),
        chance=max(same, 1 - same),
        threshold=threshold,
        train_accuracy=learned,
    )


def best_threshold(cosines: NDArray[np.float64], same: Bools) -> tuple[float, float]:
    """The threshold, in the middle between two cosines, from which on `same` (n,) is answered, that
    is right most often, the lowest of several, and the share that it answers rightly."""
    values = np.unique(cosines)
    middles = (values[:-1] + values[1:]) / 2
    thresholds = np.concatenate([[values[0] - 1], middles, [values[-1] + 1]])
    hits = [float(((cosines >= threshold) == same).mean()) for threshold in thresholds]
    best = int(np.argmax(hits))
    return float(thresholds[best]), hits[best]


def _place(sentence: str, target: str) -> Place | None:
    """Where the word stands: marked, or, where nobody marked it, where it is first found."""
    if "[" in sentence:
        return Place.marked(sentence)
    at = sentence.find(target)
    return None if at < 0 else Place(sentence, at, at + len(target))


def _cosines(embedder: Embedder, pairs: Sequence[SensePair]) -> NDArray[np.float64]:
    vectors, _ = embedder.place_vectors(
        [place for pair in pairs for place in (pair.first, pair.second)]
    )
    return paired_cosines(vectors[0::2], vectors[1::2])


def _same(pairs: Sequence[SensePair]) -> Bools:
    return np.array([pair.same for pair in pairs], np.bool_)
