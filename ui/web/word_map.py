"""Words on a plane as SVG that can be made larger and moved about: pure functions, and the script
for the element that holds a map. The classes are those of `look.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ui.web.charts import hue
from ui.web.language import Language
from ui.web.render import escape

ZOOMING: Final = Path(__file__).with_name("word_map.js").read_text("utf-8")
"""For `js_on_load` of the element in which maps will stand."""
_WIDTH, _HEIGHT, _MARGIN = 900, 620, 46


@dataclass(frozen=True, slots=True)
class Point:
    """A word, the number of its group, and where it stands, of any scale; one that is `marked` is
    drawn larger and named before others."""

    word: str
    group: int
    x: float
    y: float
    marked: bool = False


def word_map(
    points: Sequence[Point], groups: Sequence[str], say: Language = Language.KOREAN
) -> str:
    """Words on a plane, at least one. To the right there is room for the words themselves."""
    across = _scaled([point.x for point in points], _WIDTH - 3 * _MARGIN)
    up = _scaled([point.y for point in points], _HEIGHT - 2 * _MARGIN)
    placed = sorted(zip(points, across, up, strict=True), key=lambda each: not each[0].marked)
    marks = "".join(_mark(point, x, y, len(groups)) for point, x, y in placed)
    legend = "".join(
        f'<li style="--hue:{hue(number, len(groups))}" lang="ko"><i></i>{escape(name)}</li>'
        for number, name in enumerate(groups)
    )
    label = say("낱말 지도", "Map of words")
    view, words = f"0 0 {_WIDTH} {_HEIGHT}", ", ".join(point.word for point, *_ in placed)
    return (
        f'<div class="mg-atlas" role="group" tabindex="0" aria-label="{label}">'
        f'{_buttons(say)}<svg class="mg-map" viewBox="{view}" data-whole="{view}" role="img" '
        f'aria-label="{label}: {escape(words)}">{marks}</svg></div>'
        f'<ul class="mg-legend" aria-label="{say("갈래", "Groups")}">{legend}</ul>'
    )


def about_zooming(say: Language) -> str:
    """How a map is moved about, in a line."""
    return say(
        "누르고 나면 휠과 두 손가락, +와 −와 0, 화살표로 가까이 보고 옮깁니다. 겹치는 낱말은 "
        "가까이 가면 보입니다.",
        "Press it, then use the wheel or two fingers, + and − and 0, or the arrow keys. Words that "
        "would overlap show as you come nearer.",
    )


def _mark(point: Point, x: int, y: int, groups: int) -> str:
    """The inner group is kept at one size on the screen by the style."""
    kind = " mg-own" if point.marked else ""
    return (
        f'<g class="mg-word{kind}" style="--hue:{hue(point.group, groups)}" data-at="{x} {y}" '
        f'transform="translate({x} {y})"><g><title>{escape(point.word)}</title>'
        f'<circle r="{6 if point.marked else 4}"/>'
        f'<text x="8" y="4" lang="ko">{escape(point.word)}</text></g></g>'
    )


def _buttons(say: Language) -> str:
    each: Iterable[tuple[str, str, str]] = (
        ("+", "+", say("가까이", "Nearer")),
        ("-", "−", say("멀리", "Farther")),
        ("0", say("처음대로", "Reset"), say("처음대로", "Reset")),
    )
    return '<div class="mg-tools">{}</div>'.format(
        "".join(
            f'<button type="button" data-map="{key}" aria-label="{label}">{sign}</button>'
            for key, sign, label in each
        )
    )


def _scaled(values: Sequence[float], size: int) -> list[int]:
    """Spread over so many units, after a margin."""
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    return [round(_MARGIN + size * (value - low) / room) for value in values]
