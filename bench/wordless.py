"""Copies a speech report's figures and leaves the clips behind: their words may not be published.

    python -m bench.wordless REPORT OUT

The licences of the measured recordings allow measuring only, so `docs/results/` holds rates and
no transcript.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.results import write_results

_CLIPS = "worst"


def wordless(report: dict[str, Any]) -> dict[str, Any]:
    """The report without its clips."""
    return {name: value for name, value in report.items() if name != _CLIPS}


def main(report: str, out: str) -> None:
    figures = wordless(json.loads(Path(report).read_text(encoding="utf-8")))
    write_results(Path(out), figures)


if __name__ == "__main__":
    main(*sys.argv[1:])
