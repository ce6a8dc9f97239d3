"""Words on a plane: what is near in the family's many dimensions is drawn near.

Distances between far groups mean little in such a map, and their places nothing.

Source: van der Maaten and Hinton 2008, "Visualizing Data using t-SNE".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from scipy import sparse
from sklearn.manifold import TSNE

from slu.errors import DataError
from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import Features, Floats, unit

_FEWEST = 4
_PERPLEXITY = 12.0  # some hundred words at most, in groups of about ten
_COLOURS = colormaps["tab20"]


def word_map(embedder: Embedder, groups: Mapping[str, Sequence[str]], seed: int = 0) -> Figure:
    """A colour a group; words without a vector are named below. Raises DataError where fewer than
    four words have one."""
    group_of = {word: name for name, words in groups.items() for word in words}
    words = list(group_of)
    vectors, known = embedder.word_vectors(words)
    shown = [word for word, is_known in zip(words, known, strict=True) if is_known]
    if len(shown) < _FEWEST:
        raise DataError(
            f"벡터가 있는 낱말이 {len(shown)}개뿐이라 지도를 그릴 수 없습니다. {_FEWEST}개는 "
            "있어야 합니다."
        )
    places = plane(vectors[np.flatnonzero(known)], seed)
    figure = empty_figure(10, 8)
    axes = figure.subplots()
    for number, name in enumerate(groups):
        rows = [i for i, word in enumerate(shown) if group_of[word] == name]
        colour = _COLOURS(number % _COLOURS.N)
        axes.scatter(places[rows, 0], places[rows, 1], color=colour, label=name, s=18)
        for row in rows:
            axes.annotate(
                shown[row], places[row], (3, 3), textcoords="offset points", color="black"
            )
    axes.set(title=f"낱말 지도: {Path(embedder.name).name}", xticks=[], yticks=[])
    if len(groups) > 1:
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    left_out = [word for word in words if word not in set(shown)]
    if left_out:
        axes.set_xlabel(f"벡터가 없는 낱말: {', '.join(left_out)}", wrap=True)
    return in_korean(figure)


def plane(vectors: Features, seed: int) -> Floats:
    """(n, dimension) to (n, 2), the same for a seed; distances are those of directions."""
    dense = vectors.toarray() if sparse.issparse(vectors) else vectors
    perplexity = min(_PERPLEXITY, (len(dense) - 1) / 3)
    mapping = TSNE(perplexity=perplexity, init="random", random_state=seed)
    found: Floats = mapping.fit_transform(unit(dense))
    return found
