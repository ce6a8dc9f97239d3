"""Words on a plane: what is near in the family's many dimensions is drawn near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib import colormaps
from matplotlib.figure import Figure

from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.placing import place_words

_COLOURS = colormaps["tab20"]


def word_map(embedder: Embedder, groups: Mapping[str, Sequence[str]], seed: int = 0) -> Figure:
    """A colour a group; words without a vector are named below. Raises DataError where fewer than
    four words have one."""
    group_of = {word: name for name, words in groups.items() for word in words}
    found = place_words(embedder, list(group_of), seed)
    figure = empty_figure(10, 8)
    axes = figure.subplots()
    for number, name in enumerate(groups):
        rows = [i for i, word in enumerate(found.words) if group_of[word] == name]
        colour = _COLOURS(number % _COLOURS.N)
        axes.scatter(found.places[rows, 0], found.places[rows, 1], color=colour, label=name, s=18)
        for row in rows:
            axes.annotate(
                found.words[row],
                found.places[row],
                (3, 3),
                textcoords="offset points",
                color="black",
            )
    axes.set(title=f"낱말 지도: {Path(embedder.name).name}", xticks=[], yticks=[])
    if len(groups) > 1:
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    if found.left_out:
        axes.set_xlabel(f"벡터가 없는 낱말: {', '.join(found.left_out)}", wrap=True)
    return in_korean(figure)
