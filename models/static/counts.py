"""Families of word vectors that only count: no guessing, no steps of learning.

| family                 | a word's row before it is reduced                                      |
|------------------------|------------------------------------------------------------------------|
| one-hot                | 1 in a column of its own; never reduced                                |
| bag of words           | how often each document holds it                                       |
| TF-IDF                 | the same, damped: (1 + log count) (1 + log(documents / with the word)) |
| co-occurrence          | log(1 + how often each word stands near it)                            |
| PPMI                   | how much more often than by chance, where it is more                   |
| shifted PPMI           | PPMI less log k                                                        |

Rows are reduced by truncated SVD (`models.static.reduction`). How pairs are counted is told in
`models.static.cooccurrence`.

Sources: Deerwester et al. 1990 (documents); Bullinaria and Levy 2007 (PPMI); Levy and Goldberg
2014, "Neural word embedding as implicit matrix factorization" (shifted by log k, what skip-gram
with k negative samples learns); Levy, Goldberg and Dagan 2015 (smoothing of contexts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfTransformer

from models.static.cooccurrence import Block, Pairs, csr_of
from models.static.reduction import reduced
from models.static.vectors import WordVectors
from models.static.vocabulary import Ids, Vocabulary

_DOCUMENTS = 10_000  # documents counted at a time


@dataclass(frozen=True, slots=True)
class CountOptions:
    """`dimension` of the reduced rows; `power` of the singular values; `smoothing`: the power that
    makes rare contexts less surprising, 1 for none; `seed` of the SVD's first guess."""

    dimension: int = 100
    power: float = 0.5
    smoothing: float = 0.75
    seed: int = 0


def one_hot(vocabulary: Vocabulary) -> WordVectors:
    """Every word equally unlike every other."""
    return WordVectors(vocabulary.words, None, vocabulary.counts)


def bag_of_words(
    documents: Iterable[Ids], vocabulary: Vocabulary, options: CountOptions
) -> WordVectors:
    """Words that the same documents hold are alike. Raises ValueError, as all that reduce, for a
    `dimension` that is not less than the number of words, and of documents."""
    counts = document_counts(documents, len(vocabulary))
    return _reduced(counts.T, vocabulary, options)


def tf_idf(documents: Iterable[Ids], vocabulary: Vocabulary, options: CountOptions) -> WordVectors:
    """`bag_of_words` where repeated words count little more than once, and rare ones more than
    frequent ones (scikit-learn). Documents keep their lengths: made equal, the many of one line
    would decide everything."""
    counts = document_counts(documents, len(vocabulary))
    weighted = TfidfTransformer(norm=None, sublinear_tf=True).fit_transform(counts)
    return _reduced(weighted.T, vocabulary, options)


def log_counts(pairs: Pairs, vocabulary: Vocabulary, options: CountOptions) -> WordVectors:
    """Words that stand near the same words are alike, by log(1 + count)."""
    counts = pairs.to_csr()
    counts.data = np.log1p(counts.data)
    return _reduced(counts, vocabulary, options)


def ppmi(
    pairs: Pairs, vocabulary: Vocabulary, options: CountOptions, shift: float = 1
) -> WordVectors:
    """The same by positive pointwise mutual information; shifted by log `shift`."""
    return _reduced(positive_pmi(pairs, options.smoothing, shift), vocabulary, options)


def document_counts(documents: Iterable[Ids], size: int) -> Any:
    """How often each document holds each of `size` words: a CSR matrix (documents, size)."""
    documents, blocks = iter(documents), [csr_matrix((0, size), dtype=np.float32)]
    while block := list(islice(documents, _DOCUMENTS)):
        words, starts = np.concatenate(block), np.cumsum([0, *map(len, block)])
        ones = np.ones(len(words), np.float32)
        counts = csr_matrix((ones, words, starts), shape=(len(block), size))
        counts.sum_duplicates()
        blocks.append(counts)
    return vstack(blocks, format="csr")


def positive_pmi(pairs: Pairs, smoothing: float = 1, shift: float = 1) -> Any:
    """max(0, log P(w, c) / (P(w) P(c)) - log `shift`), P(c) of counts to the power of `smoothing`:
    a CSR matrix (words, words) without its zeros."""
    sums = pairs.row_sums()
    contexts = sums**smoothing / (sums**smoothing).sum()

    def blocks() -> Iterator[Block]:
        for rows, columns, counts in pairs.blocks():
            values = np.log(counts / (sums[rows] * contexts[columns] * shift)).astype(np.float32)
            kept = values > 0
            yield rows[kept], columns[kept], values[kept]

    return csr_of(blocks(), len(sums))


def _reduced(matrix: Any, vocabulary: Vocabulary, options: CountOptions) -> WordVectors:
    rows = reduced(matrix, options.dimension, options.power, options.seed)
    return WordVectors(vocabulary.words, rows, vocabulary.counts)
