"""What each piece of a sentence looks at, as arrows: pure functions, and the script by which a
piece that is pressed shows its arrows alone. The classes are those of `look.css`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from slu.understanding.inspecting import Floats
from ui.web.language import Language
from ui.web.render import escape

PRESSING: Final = Path(__file__).with_name("arrows.js").read_text("utf-8")
"""For `js_on_load` of the element in which arrows will stand."""
_ROW = 32
_LEAST = 0.01
_TOLD = 3


def arrows(pieces: Sequence[str], weights: Floats, say: Language = Language.KOREAN) -> str:
    """From every piece on the left to those on the right, as strong as its share of `weights`
    (length, length), whose rows look at columns; shares below a hundredth are left out."""
    buttons = "".join(
        f'<li><button type="button" data-from="{row}" aria-pressed="false" lang="ko" '
        f'data-told="{escape(_told(pieces, row, weights[row], say))}">{escape(piece)}</button></li>'
        for row, piece in enumerate(pieces)
    )
    others = "".join(f'<li lang="ko">{escape(piece)}<small></small></li>' for piece in pieces)
    top = float(weights.max()) or 1.0
    lines = "".join(
        _line(row, column, float(weights[row, column]), top)
        for row, column in np.argwhere(weights >= _LEAST).tolist()
    )
    nothing = say(
        "왼쪽 조각을 누르면 그 조각의 화살표만 보입니다.",
        "Press a piece on the left to see its arrows alone.",
    )
    looking, seen = say("보는 조각", "Pieces that look"), say("보이는 조각", "Pieces looked at")
    return (
        f'<p class="mg-dim mg-told" role="status" data-nothing="{nothing}">{nothing}</p>'
        f'<div class="mg-arrows"><ol class="mg-from" aria-label="{looking}">{buttons}</ol>'
        f'<svg viewBox="0 0 100 {_ROW * len(pieces)}" preserveAspectRatio="none" '
        f'aria-hidden="true" style="height:{_ROW * len(pieces)}px">{lines}</svg>'
        f'<ol class="mg-to" aria-label="{seen}">{others}</ol></div>'
    )


def _line(row: int, column: int, share: float, top: float) -> str:
    return (
        f'<line x1="0" y1="{_ROW * row + _ROW // 2}" x2="100" y2="{_ROW * column + _ROW // 2}" '
        f'data-from="{row}" data-to="{column}" data-share="{share:.0%}" '
        f'style="--share:{share / top:.2f}"/>'
    )


def _told(pieces: Sequence[str], row: int, shares: Floats, say: Language) -> str:
    """The three largest shares of a piece as text."""
    best = np.argsort(-shares, kind="stable")[:_TOLD].tolist()
    told = ", ".join(f"'{pieces[column]}' {shares[column]:.0%}" for column in best)
    return say(
        f"'{pieces[row]}'이(가) 가장 많이 보는 조각: {told}",
        f"'{pieces[row]}' looks most at: {told}",
    )
