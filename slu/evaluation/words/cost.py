"""What a family cost and takes up: read from its folder, nothing is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.opening import folder_of

_NOTES = "training.json"


@dataclass(frozen=True, slots=True)
class Cost:
    """Training `seconds`, `words_a_second` (of an encoder: pieces) and the most memory, as
    `training.json` has them (None where it does not say); `bytes` of the folder; `words` of the
    vocabulary, 0 where pieces are no words."""

    seconds: float | None
    words_a_second: float | None
    peak_bytes: float | None
    bytes: int | None
    dimension: int
    words: int


def cost_of(embedder: Embedder) -> Cost:
    """Of a family that was opened; what has no folder has no size."""
    folder = folder_of(embedder.name)
    notes = {} if folder is None else _notes(folder / _NOTES)
    history = notes.get("history") or [{}]
    return Cost(
        seconds=_number(notes, "seconds"),
        words_a_second=_number(notes, "words_a_second") or _number(history[-1], "pieces_a_second"),
        peak_bytes=_number(notes, "peak_bytes"),
        bytes=None if folder is None else _size(folder),
        dimension=embedder.dimension,
        words=len(embedder.words),
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _notes(path: Path) -> dict[str, Any]:
    """Nothing where there is no such file: another program's folder has none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _number(notes: dict[str, Any], name: str) -> float | None:
    value = notes.get(name)
    return float(value) if isinstance(value, (int, float)) else None
