"""The names of families as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def short_names(names: Sequence[str]) -> list[str]:
    """Of folders the last part alone, where no two share it."""
    last = [Path(name).name for name in names]
    pairs = zip(names, last, strict=True)
    return [name if last.count(short) > 1 else short for name, short in pairs]
