"""An empty figure, its letters in a font that has Korean ones, and its file.

Without such a font matplotlib would draw a box for each letter; then nothing is drawn, and a
sentence says what is missing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from slu.errors import DataError, MalgwiError

_PREFERRED: Final = (
    "NanumGothic",
    "NanumBarunGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
)
_SAMPLE: Final = "가뷁ㅎ"
_DPI: Final = 120


def empty_figure(width: float, height: float) -> Figure:
    """So many inches."""
    return Figure(figsize=(width, height), layout="constrained")


def in_korean(figure: Figure) -> Figure:
    """The figure, all its text in a Korean font, signs that the font lacks in matplotlib's own.
    Raises MalgwiError when this machine has no Korean font."""
    families = [korean_font(), "DejaVu Sans"]
    for text in figure.findobj(Text):
        text.set_fontfamily(families)
    return figure


@cache
def korean_font() -> str:
    """The family of a font with Korean letters: one that reads well, or any. Raises MalgwiError
    where there is none."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    for name in _PREFERRED:
        if name in known:
            return name
    # What matplotlib knows may be older than the fonts of this machine.
    for path in sorted(font_manager.findSystemFonts(), key=_taste):
        if _has_korean(path):
            font_manager.fontManager.addfont(path)
            return str(font_manager.FontProperties(fname=path).get_name())
    raise MalgwiError(
        "한글 글꼴이 없어 그림에 글자를 적을 수 없습니다. 나눔고딕을 설치하세요"
        "(Debian과 Ubuntu: `sudo apt-get install fonts-nanum`)."
    )


def save_png(figure: Figure, path: Path) -> None:
    """Raises DataError when the file cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=_DPI, format="png")
    except OSError as fault:
        raise DataError(f"그림을 쓸 수 없습니다({fault.strerror}).", path) from fault


def _taste(path: str) -> tuple[bool, str]:
    """Plain shapes first."""
    return "gothic" not in path.lower(), path


def _has_korean(path: str) -> bool:
    try:
        font = font_manager.get_font(path)
        return all(font.get_char_index(ord(letter)) for letter in _SAMPLE)
    except (OSError, RuntimeError):  # no font that FreeType can read
        return False
