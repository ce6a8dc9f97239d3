"""The neighbours of a word, families side by side; and of a word in its sentence.

배 is a fruit, a ship and a belly: a static vector has one list of neighbours for all, an encoder of
sentences a list for each.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.names import short_names
from slu.evaluation.words.neighbours import nearest_places, nearest_words

_NOTHING = "가까운 것이 없습니다"
_NO_WORDS = "낱말의 어휘가 없습니다"
_LINE = 0.145  # inches


def neighbours_figure(
    embedders: Sequence[Embedder], words: Sequence[str], count: int = 8
) -> Figure:
    """A column a family, a row a word, its neighbours with their cosines in the field."""
    columns = []
    for embedder in embedders:
        found = nearest_words(embedder, words, count)
        nothing = _NOTHING if embedder.words else _NO_WORDS
        columns.append(
            [[f"{each.word} {each.similarity:.2f}" for each in row] or [nothing] for row in found]
        )
    return _fields(
        "이웃한 낱말", short_names([each.name for each in embedders]), words, columns, width=2.2
    )


def senses_figure(
    embedders: Sequence[Embedder],
    targets: Sequence[Place],
    references: Sequence[Place],
    count: int = 5,
) -> Figure:
    """A column a family, a row a word in its sentence; in the field the most alike words of the
    reference sentences, with their cosines."""
    columns = [
        [
            [f"{cosine:.2f} {marked(place)}" for place, cosine in row] or [_NOTHING]
            for row in nearest_places(embedder, targets, references, count)
        ]
        for embedder in embedders
    ]
    names = short_names([each.name for each in embedders])
    return _fields("문장 속 이웃", names, list(map(marked, targets)), columns, width=3.4)


def marked(place: Place) -> str:
    """The sentence with its word in square brackets."""
    return f"{place.text[: place.start]}[{place.word}]{place.text[place.end :]}"


def _fields(
    title: str,
    names: Sequence[str],
    rows: Sequence[str],
    columns: Sequence[Sequence[Sequence[str]]],
    width: float,
) -> Figure:
    """A table: `columns[c][r]` are the lines of a field, `width` inches that of a column."""
    most = max((len(field) for column in columns for field in column), default=1)
    height = _LINE * (most + 2)
    figure = empty_figure(width * len(names), 1 + height * len(rows))
    figure.suptitle(title)
    grid = figure.subplots(len(rows), len(names), squeeze=False)
    for r, row in enumerate(rows):
        for c, name in enumerate(names):
            axes = grid[r, c]
            axes.set(xticks=[], yticks=[])
            axes.set_title(name if r == 0 else "", size=9)
            below = 0.95 - 1.4 / (most + 2)
            axes.text(0.03, 0.95, row, va="top", size=10)
            axes.text(0.03, below, "\n".join(columns[c][r]), va="top", size=8)
    return in_korean(figure)
