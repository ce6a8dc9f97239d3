"""What `malgwi compare` measured, as bars: a figure a probe, a bar a family."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from slu.evaluation.compare import Row, columns
from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.names import short_names
from slu.evaluation.words.probes import PROBES, Column


def comparison_figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """By the name of the probe, each probe of which there is a figure; families in their order."""
    shown: dict[str, list[Column]] = {}
    for name, column in columns(rows):
        shown.setdefault(name, []).append(column)
    return {name: _bars(rows, name, each) for name, each in shown.items()}


def _bars(rows: Sequence[Row], probe: str, shown: Sequence[Column]) -> Figure:
    found = [[column.of(row.probes.get(probe, {})) for column in shown] for row in rows]
    named = zip(short_names([row.name for row in rows]), found, strict=True)
    kept = [(name, each) for name, each in named if None not in each]
    figure = empty_figure(2.5 + 4 * len(shown), 1.5 + 0.35 * len(kept))
    figure.suptitle(PROBES[probe].about if probe in PROBES else "미세조정한 모델의 의도와 슬롯")
    grid = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for number, (axes, column) in enumerate(zip(grid, shown, strict=True)):
        values = [each[number] or 0.0 for _, each in kept]
        bars = axes.barh(range(len(kept)), values, color="tab:blue")
        axes.bar_label(bars, [format(value, column.form) for value in values], padding=3, size=8)
        axes.set_yticks(range(len(kept)), [name for name, _ in kept])
        axes.set(title=column.title, xticks=[])
        axes.margins(x=0.18)
    grid[0].invert_yaxis()  # shared by all
    return in_korean(figure)
