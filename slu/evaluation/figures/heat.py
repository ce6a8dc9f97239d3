"""How alike each two of some words are: cosines as colours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from slu.errors import DataError
from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import products, unit

_MOST_WRITTEN = 16  # words of which the figures are written into the fields too


def similarity_heat(embedder: Embedder, words: Sequence[str]) -> Figure:
    """A field for each two words, in the order given. Raises DataError for words without a
    vector."""
    words = list(dict.fromkeys(words))
    vectors, known = embedder.word_vectors(words)
    unknown = [word for word, is_known in zip(words, known, strict=True) if not is_known]
    if unknown:
        raise DataError(f"'{embedder.name}'에 벡터가 없는 낱말입니다: {', '.join(unknown)}")
    likeness = products(unit(vectors), unit(vectors))
    size = 3 + 0.45 * len(words)
    figure = empty_figure(size + 1, size)
    axes = figure.subplots()
    image = axes.imshow(likeness, cmap="RdBu_r", vmin=-1, vmax=1)
    axes.set_xticks(range(len(words)), words, rotation=90)
    axes.set_yticks(range(len(words)), words)
    if len(words) <= _MOST_WRITTEN:
        for (row, column), cosine in np.ndenumerate(likeness):
            colour = "white" if abs(cosine) > 0.6 else "black"
            axes.text(column, row, f"{cosine:.2f}", ha="center", va="center", size=8, color=colour)
    axes.set_title(f"낱말끼리의 코사인: {Path(embedder.name).name}")
    figure.colorbar(image, shrink=0.8)
    return in_korean(figure)
