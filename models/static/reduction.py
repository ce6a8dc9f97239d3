"""Truncated SVD: long, sparse rows of counts to short, dense ones that are as alike.

The rows become U S^p: p is 1 in latent semantic analysis (Deerwester et al. 1990); less, down to 0,
makes better word vectors (Levy, Goldberg and Dagan 2015, section 3.3, "eigenvalue weighting"). One
factor for all then makes the mean square of the numbers 1, which no cosine notices.
ARPACK finds the largest singular values to the last digit, in the memory of one side's vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

Floats = NDArray[np.float32]


def reduced(matrix: Any, dimension: int, power: float, seed: int) -> Floats:
    """(n, dimension) float32 of a sparse matrix (n, m); columns from the largest singular value
    down, the largest number of each positive. The same for the same seed. Raises ValueError when
    `dimension` is not less than both n and m, and for a matrix of zeros."""
    least = min(matrix.shape)
    if not 0 < dimension < least:
        raise ValueError(f"a matrix of {matrix.shape} cannot be reduced to {dimension} columns")
    if not matrix.count_nonzero():
        raise ValueError("a matrix of zeros cannot be reduced")
    start = np.random.default_rng(seed).standard_normal(least).astype(np.float32)
    matrix = matrix.astype(np.float32, copy=False)
    left, values, _ = svds(matrix, dimension, v0=start, return_singular_vectors="u")
    order = np.argsort(-values)
    left, values = left[:, order], values[order]
    largest = left[np.abs(left).argmax(axis=0), np.arange(dimension)]
    rows: Floats = left * np.where(largest < 0, -1, 1) * values**power
    return (rows / (np.sqrt((rows**2).mean()) or 1)).astype(np.float32)
