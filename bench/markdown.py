"""Small helps for the tables of `bench.tables`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def markdown(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the rest are figures."""
    rule = ["---", *["---:"] * (len(heading) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, rule, *rows))


def read_results(results: Path, name: str) -> Any:
    """The figures of one bench. Raises FileNotFoundError when it has not been run."""
    return json.loads((results / f"{name}.json").read_text(encoding="utf-8"))


def percent(share: float) -> str:
    """A share in percent, one digit after the point."""
    return f"{share:.1%}"
