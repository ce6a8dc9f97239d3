"""Figures as HTML and SVG, in the page's own colours and letters: pure functions.

The classes are those of `pages.css`. Every figure has its numbers as text too, for those who
cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slu.evaluation.reports import Bar, Table
from ui.web.render import escape

_CURVE = 300
_LINES = (420, 180)


def table(found: Table) -> str:
    """A row a line, its first cell the name of it."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in found.heading)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in found.rows
    )
    return wide(
        f'<table class="mg-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        next(filter(None, found.heading), ""),
    )


def bars(found: Iterable[Bar], label: str) -> str:
    """Bars as long as their shares, the interval as a thin line on each."""
    rows = "".join(
        f"<li><span>{escape(bar.name)}</span>"
        f'<span class="mg-bar"><i style="width:{_share(bar.share)}"></i>{_interval(bar)}</span>'
        f"<span>{escape(bar.shown)}</span></li>"
        for bar in found
    )
    return f'<ol class="mg-bars" aria-label="{escape(label)}">{rows}</ol>'


def heat(
    rows: Sequence[str], columns: Sequence[str], values: Any, label: str, top: float = 1.0
) -> str:
    """A field for each row and column, the more coloured the nearer its value, (rows, columns) in
    [0, 1], is to `top`; the fields have their values in hundredths."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_field(each, top) for each in row)}</tr>'
        for name, row in zip(rows, values, strict=True)
    )
    shown = f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody>"
    return wide(f'<table class="mg-heat">{shown}</table>', label)


def curve(points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """A line through points in [0, 1], beside the straight one where both are equal."""
    places = [(40 + x * (_CURVE - 50), 10 + (1 - y) * (_CURVE - 50)) for x, y in points]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in places)
    said = ", ".join(f"{x:.0%} → {y:.0%}" for x, y in points)
    foot = _CURVE - 40
    return (
        f'<svg class="mg-curve" viewBox="0 0 {_CURVE} {_CURVE}" role="img" '
        f'aria-label="{escape(across)} → {escape(up)}: {escape(said)}">'
        f'<path class="mg-axis" d="M40 10V{foot}H{_CURVE - 10}"/>'
        f'<path class="mg-even" d="M40 {foot}L{_CURVE - 10} 10"/>'
        f'<polyline points="{line}"/>{dots}'
        f'<text x="{_CURVE / 2:.0f}" y="{_CURVE - 12}">{escape(across)}</text>'
        f'<text transform="translate(18 {_CURVE / 2:.0f}) rotate(-90)">{escape(up)}</text></svg>'
    )


def lines(series: Mapping[str, Sequence[float]], top: float, label: str) -> str:
    """Lines of values in [0, top], a point after the other, each in its colour with its last value
    beside it."""
    if not any(series.values()):
        return ""
    count = max(map(len, series.values()))
    drawn, legend, said = "", "", []
    for number, (name, values) in enumerate(series.items()):
        colour = hue(number, len(series))
        places = [
            (
                10 + (_LINES[0] - 20) * at / max(count - 1, 1),
                8 + (1 - value / top) * (_LINES[1] - 16),
            )
            for at, value in enumerate(values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in places)
        drawn += f'<g style="--hue:{colour}"><polyline points="{path}"/>{dots}</g>'
        last = f"{escape(name)} {values[-1]:.2f}" if values else escape(name)
        legend += f'<li style="--hue:{colour}"><i></i>{last}</li>'
        said.append(f"{name} {', '.join(f'{value:.2f}' for value in values)}")
    return (
        f'<figure class="mg-lines"><figcaption>{escape(label)}</figcaption>'
        f'<svg viewBox="0 0 {_LINES[0]} {_LINES[1]}" role="img" '
        f'aria-label="{escape(label)}: {escape("; ".join(said))}">'
        f'<path class="mg-axis" d="M10 8V{_LINES[1] - 8}H{_LINES[0] - 10}"/>{drawn}</svg>'
        f'<ul class="mg-legend">{legend}</ul></figure>'
    )


def wide(body: str, label: str) -> str:
    """May be wider than the page: it is scrolled by itself, by the keyboard too."""
    return (
        f'<div class="mg-wide" role="region" tabindex="0" aria-label="{escape(label)}">{body}</div>'
    )


def _field(value: float, top: float) -> str:
    return f'<td style="--heat:{value / top:.2f}"><span>{value * 100:.0f}</span></td>'


def _interval(bar: Bar) -> str:
    if bar.low is None or bar.high is None:
        return ""
    return f'<b style="left:{_share(bar.low)};width:{_share(bar.high - bar.low)}"></b>'


def _share(value: float) -> str:
    return f"{min(max(value, 0.0), 1.0):.1%}"


def hue(number: int, count: int) -> int:
    """A colour of its own for each of so many, in degrees."""
    return round(360 * number / max(count, 1)) + 10
