"""Small helps for the tables of `bench.tables`."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence


def markdown(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the rest are figures."""
    rule = ["---", *["---:"] * (len(heading) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (heading, rule, *rows))


def percent(share: float) -> str:
    """A share in percent, one digit after the point."""
    return f"{share:.1%}"


def spread(shares: Sequence[float]) -> str:
    """The mean in percent and, of several shares, their sample standard deviation."""
    mean = percent(statistics.mean(shares))
    return f"{mean} ± {percent(statistics.stdev(shares))}" if len(shares) > 1 else mean
