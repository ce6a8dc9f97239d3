"""Rows of numbers, dense or (of one-hot words) sparse, and how alike they are.

Similarity is the cosine throughout; that of a row of zeros with anything is 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Features = Any
"""(n, dimension) float32: an array, or a sparse matrix of rows (`scipy.sparse.csr_matrix`)."""


def unit(features: Features) -> Features:
    """The rows at length 1; rows of zeros stay."""
    lengths = np.sqrt(_squares(features)).astype(np.float32)
    scale = 1 / np.where(lengths > 0, lengths, 1)
    if sparse.issparse(features):
        return sparse.diags(scale) @ features
    return features * scale[:, None]


def paired_cosines(one: Features, other: Features) -> NDArray[np.float64]:
    """(n,): of each row of `one` with the same row of `other`. Rounded to six digits, so that equal
    rows are equally alike whatever the order of the sums."""
    a, b = unit(one), unit(other)
    products = a.multiply(b).sum(axis=1) if sparse.issparse(a) else (a * b).sum(axis=1)
    return np.round(np.asarray(products, np.float64).ravel(), 6)


def products(one: Features, other: Features) -> Floats:
    """(n, m): the product of every row of `one` with every row of `other`, dense."""
    found = one @ other.T
    return np.asarray(found.toarray() if sparse.issparse(found) else found, np.float32)


def stack(*parts: Features) -> Features:
    """The rows of all parts, one after the other."""
    if any(map(sparse.issparse, parts)):
        return sparse.vstack(parts, format="csr")
    return np.concatenate(parts)


def choose(first: Bools, one: Features, other: Features) -> Features:
    """Row by row that of `one` where `first` (n,) is true, else that of `other`."""
    order = np.where(first, np.arange(len(first)), len(first) + np.arange(len(first)))
    return stack(one, other)[order]


def means(rows: list[list[int]], vectors: Features) -> tuple[Features, Bools]:
    """(n, dimension): for each row the mean of the vectors of these numbers, and (n,) whether it
    names any; a number may stand several times."""
    lengths = np.array([len(row) for row in rows])
    weights = np.repeat(1 / np.maximum(lengths, 1), lengths).astype(np.float32)
    columns = np.array([number for row in rows for number in row], np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    shape = len(rows), vectors.shape[0]
    mixing = sparse.csr_matrix((weights, columns, starts), shape=shape)
    return mixing @ vectors, lengths > 0


def _squares(features: Features) -> NDArray[np.float64]:
    if sparse.issparse(features):
        return np.asarray(features.multiply(features).sum(axis=1), np.float64).ravel()
    squares: NDArray[np.float64] = np.square(features, dtype=np.float64).sum(axis=1)
    return squares
