"""What is left of sentences in frozen vectors: how alike two are, and what a linear model reads.

A sentence is the mean of its words or pieces. Nothing of the family learns here; for fine-tuning
see `finetuned`.

Sources: KorSTS of Ham et al. 2020 (2004.03289); probing of frozen features by logistic regression
as in Conneau and Kiela 2018, "SentEval".
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from slu.core import Utterance
from slu.data.tasks import TaskData, TaskExample
from slu.errors import DataError
from slu.evaluation.scores import ClassFigures, GradeFigures, measure_classes, measure_grades
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import Features, paired_cosines, unit
from slu.evaluation.words.static import StaticEmbedder

_COUNTING: Final = ("bow", "tfidf")
_ITERATIONS = 200


@dataclass(frozen=True, slots=True)
class Labelled:
    """Sentences with the numbers of their classes."""

    sentences: tuple[str, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What logistic regression on frozen vectors is worth, learned of `train` sentences; `sparse`:
    on the weighted counts themselves, for families that count the words of documents."""

    train: int
    dev: ClassFigures
    sparse: ClassFigures | None


def measure_likeness(embedder: Embedder, pairs: Sequence[TaskExample]) -> GradeFigures:
    """The cosines of pairs of sentences beside the grades that people gave. Raises ValueError for
    sentences that are no pairs."""
    if any(pair.second is None for pair in pairs):
        raise ValueError("a sentence without a second one")
    first = embedder.sentence_vectors([pair.first for pair in pairs])[0]
    second = embedder.sentence_vectors([pair.second or "" for pair in pairs])[0]
    return measure_grades([pair.label for pair in pairs], list(paired_cosines(first, second)))


def classes_of(task: TaskData) -> tuple[Labelled, Labelled]:
    """Train and dev of a task with classes."""
    train, dev = (
        Labelled(tuple(each.first for each in part), tuple(int(each.label) for each in part))
        for part in (task.train, task.dev)
    )
    return train, dev


def intents_of(train: Sequence[Utterance], dev: Sequence[Utterance]) -> tuple[Labelled, Labelled]:
    """Requests with their intents, numbered; an intent that is not in train can only be missed."""
    names = sorted({str(utterance.intent) for utterance in train})
    numbers = {name: n for n, name in enumerate(names)}
    learned, held = (
        Labelled(
            tuple(each.text for each in part),
            tuple(numbers.get(str(each.intent), len(numbers)) for each in part),
        )
        for part in (train, dev)
    )
    return learned, held


def some(examples: Labelled, most: int, seed: int) -> Labelled:
    """At most so many of the examples, the same for a seed."""
    if len(examples.labels) <= most:
        return examples
    rows = list(zip(examples.sentences, examples.labels, strict=True))
    sentences, labels = zip(*random.Random(seed).sample(rows, most), strict=True)
    return Labelled(sentences, labels)


def measure_frozen(embedder: Embedder, train: Labelled, dev: Labelled) -> Frozen:
    """Learns classes on frozen vectors. Raises DataError where there is one class alone."""
    if len(set(train.labels)) < 2:
        raise DataError("부류가 하나뿐이라 배울 것이 없습니다.")

    def by_means(sentences: Sequence[str]) -> Features:
        return embedder.sentence_vectors(sentences)[0]

    return Frozen(
        train=len(train.labels),
        dev=_regression(by_means, train, dev),
        sparse=_on_counts(embedder, train, dev),
    )


def _on_counts(embedder: Embedder, train: Labelled, dev: Labelled) -> ClassFigures | None:
    if not isinstance(embedder, StaticEmbedder) or embedder.family not in _COUNTING:
        return None
    if embedder.family == "bow":
        return _regression(embedder.documents, train, dev)
    weighing = TfidfTransformer().fit(embedder.documents(train.sentences))

    def weighed(sentences: Sequence[str]) -> Features:
        return weighing.transform(embedder.documents(sentences))

    return _regression(weighed, train, dev)


def _regression(
    features: Callable[[Sequence[str]], Features], train: Labelled, dev: Labelled
) -> ClassFigures:
    """Logistic regression, with the strength of regularising that scikit-learn begins with, on
    standardised columns; sparse rows are brought to length 1 instead."""
    learned, asked = features(train.sentences), features(dev.sentences)
    if sparse.issparse(learned):
        learned, asked = unit(learned), unit(asked)
    else:
        scaler = StandardScaler().fit(learned)
        learned, asked = scaler.transform(learned), scaler.transform(asked)
    model = LogisticRegression(max_iter=_ITERATIONS)
    with warnings.catch_warnings():
        # Short of the last digit it is as good: every family has the same number of steps.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(learned, train.labels)
    found = model.predict(asked).tolist()
    return measure_classes(dev.labels, found, max(*train.labels, *dev.labels) + 1)
