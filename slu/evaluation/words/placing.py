"""Places for words on a plane: what is near in the family's many dimensions stands near.

Distances between far groups mean little in such a map, and their places nothing.

Source: van der Maaten and Hinton 2008, "Visualizing Data using t-SNE".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.manifold import TSNE

from slu.errors import DataError
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import Features, Floats, unit

_FEWEST = 4
_PERPLEXITY = 12.0  # some hundred words at most, in groups of about ten


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """`words` with their `places` (n, 2); `left_out` have no vector."""

    words: tuple[str, ...]
    places: Floats
    left_out: tuple[str, ...]


def place_words(embedder: Embedder, words: Sequence[str], seed: int = 0) -> Placed:
    """Each word once, in the order given, the same for a seed. Raises DataError where fewer than
    four words have a vector."""
    words = list(dict.fromkeys(words))
    vectors, known = embedder.word_vectors(words)
    shown = [word for word, is_known in zip(words, known, strict=True) if is_known]
    if len(shown) < _FEWEST:
        raise DataError(
            f"벡터가 있는 낱말이 {len(shown)}개뿐이라 지도를 그릴 수 없습니다. {_FEWEST}개는 "
            "있어야 합니다."
        )
    left_out = tuple(word for word, is_known in zip(words, known, strict=True) if not is_known)
    return Placed(tuple(shown), plane(vectors[np.flatnonzero(known)], seed), left_out)


def plane(vectors: Features, seed: int) -> Floats:
    """(n, dimension) to (n, 2), the same for a seed; distances are those of directions."""
    dense = vectors.toarray() if sparse.issparse(vectors) else vectors
    perplexity = min(_PERPLEXITY, (len(dense) - 1) / 3)
    mapping = TSNE(perplexity=perplexity, init="random", random_state=seed)
    found: Floats = mapping.fit_transform(unit(dense))
    return found
