"""The figures of a bench as JSON: written by the bench, read by the tables of `bench.tables`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_results(path: Path, figures: Any) -> None:
    """Writes figures to `path`, in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def read_results(results: Path, name: str) -> Any:
    """The figures of one bench. Raises FileNotFoundError when it has not been run."""
    return json.loads((results / f"{name}.json").read_text(encoding="utf-8"))


def rows_of(path: Path) -> dict[str, Any]:
    """The rows that a file of results already has, by name; none where it is not there."""
    if not path.exists():
        return {}
    return {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))["rows"]}
