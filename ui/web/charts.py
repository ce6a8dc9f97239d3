"""Figures as HTML and SVG, in the page's own colours and letters: pure functions.

The classes are those of `pages.css`. Every figure has its numbers as text too, for those who
cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from slu.evaluation.reports import Bar, Table
from ui.web.render import escape

_WIDTH, _HEIGHT, _MARGIN = 900, 620, 46
_CURVE = 300


def table(found: Table) -> str:
    """A row a line, its first cell the name of it."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in found.heading)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in found.rows
    )
    return _wide(
        f'<table class="mg-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        found.heading[0] or "표",
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
    return _wide(f'<table class="mg-heat">{shown}</table>', label)


def scatter(points: Sequence[tuple[str, int, float, float]], groups: Sequence[str]) -> str:
    """Words on a plane, at least one: each with the number of its group, x and y of any scale.
    To the right there is room for the words themselves."""
    across = _scaled([x for *_, x, _ in points], _WIDTH - 3 * _MARGIN)
    up = _scaled([y for *_, y in points], _HEIGHT - 2 * _MARGIN)
    marks = "".join(
        f'<g class="mg-word" style="--hue:{_hue(group, len(groups))}">'
        f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x + 7}" y="{y + 4}">{escape(word)}</text></g>'
        for (word, group, *_), x, y in zip(points, across, up, strict=True)
    )
    legend = "".join(
        f'<li style="--hue:{_hue(number, len(groups))}"><i></i>{escape(name)}</li>'
        for number, name in enumerate(groups)
    )
    words = ", ".join(word for word, *_ in points)
    return (
        _wide(
            f'<svg class="mg-map" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="낱말 지도: {escape(words)}">{marks}</svg>',
            "낱말 지도",
        )
        + f'<ul class="mg-legend" aria-label="갈래">{legend}</ul>'
    )


def curve(points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """A line through points in [0, 1], beside the straight one where both are equal."""
    places = [(40 + x * (_CURVE - 50), 10 + (1 - y) * (_CURVE - 50)) for x, y in points]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4"/>' for x, y in places)
    said = ", ".join(f"{x:.0%}일 때 {y:.0%}" for x, y in points)
    foot = _CURVE - 40
    return (
        f'<svg class="mg-curve" viewBox="0 0 {_CURVE} {_CURVE}" role="img" '
        f'aria-label="{escape(across)}에 따른 {escape(up)}: {escape(said)}">'
        f'<path class="mg-axis" d="M40 10V{foot}H{_CURVE - 10}"/>'
        f'<path class="mg-even" d="M40 {foot}L{_CURVE - 10} 10"/>'
        f'<polyline points="{line}"/>{dots}'
        f'<text x="{_CURVE / 2:.0f}" y="{_CURVE - 12}">{escape(across)}</text>'
        f'<text transform="translate(18 {_CURVE / 2:.0f}) rotate(-90)">{escape(up)}</text></svg>'
    )


def _wide(body: str, label: str) -> str:
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


def _scaled(values: Sequence[float], size: int) -> list[int]:
    """Spread over so many units, after a margin."""
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    return [round(_MARGIN + size * (value - low) / room) for value in values]


def _hue(number: int, count: int) -> int:
    return round(360 * number / max(count, 1)) + 10
