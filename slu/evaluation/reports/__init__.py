"""What was measured, for people to look at: the JSON files of `docs/results/` as tables and bars.

Nothing is measured here, and no figure is written down. A file that is not there has no report; one
of another form has a report that says so. The documents' own tables are `bench.tables`'.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from slu.evaluation.reports import conversation, encoders, speech, understanding, vectors
from slu.evaluation.reports.shapes import (
    MEASURES,
    Bar,
    Group,
    Kind,
    Report,
    Say,
    Table,
    bars_of,
    korean,
)
from slu.paths import ROOT

__all__ = ["MEASURES", "RESULTS", "Bar", "Group", "Report", "Table", "bars_of", "read_reports"]
RESULTS: Final = ROOT / "docs" / "results"
_KINDS: Final = (
    *understanding.KINDS,
    *encoders.KINDS,
    *vectors.KINDS,
    *speech.KINDS,
    *conversation.KINDS,
)


def read_reports(results: Path = RESULTS, say: Say = korean) -> list[Report]:
    """A report for each file that is there, in a fixed order, those of a group together."""
    return [
        _report(kind, results / kind.file, say)
        for kind in _KINDS
        if (results / kind.file).is_file()
    ]


def _report(kind: Kind, path: Path, say: Say) -> Report:
    title, about = say(*kind.title), say(*kind.about)
    try:
        found = kind.read(json.loads(path.read_text("utf-8")), say)
        return Report(title, about, kind.file, kind.group, **found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        fault = say(
            f"{kind.file}의 꼴이 달라 보일 수 없습니다. `make measure`로 다시 재세요.",
            f"{kind.file} has another form; measure it again with `make measure`.",
        )
        return Report(title, about, kind.file, kind.group, fault=fault)
