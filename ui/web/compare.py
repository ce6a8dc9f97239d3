"""비교: what was measured, from the files of `docs/results/`; nothing is typed in. What happens and
where it stands; the figures are those of `slu.evaluation.reports` and `slu.evaluation.compare`,
which takes two seconds to import and therefore waits for the first visitor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from slu.errors import DataError
from slu.evaluation.reports import RESULTS, Report, Table, bars_of, read_reports
from slu.evaluation.words.names import short_names
from ui.web import charts
from ui.web.frame import BUSY, empty, fault, lay_out_head, section, shown

if TYPE_CHECKING:
    from slu.evaluation.compare import Row
    from slu.evaluation.words.probes import Column

PATH = "compare"
_WORDS = "words.json"
_TUNED = "미세조정한 모델"


@dataclass(frozen=True)
class ComparePage:
    """The page over a folder of results."""

    results: Path = RESULTS

    def measures(self) -> list[str]:
        """The names of what families of embeddings were measured by."""
        return list(self._columns())

    def families(self, measure: object) -> str:
        """All families by one measure, the best first, as bars, and every figure in a table."""

        def make() -> str:
            from slu.evaluation.words.probes import PROBES

            found = self._columns()
            if not found:
                return empty("아직 재지 않았습니다. `malgwi compare`가 재고 적습니다.")
            if measure not in found:
                raise DataError("무엇으로 견줄지 고르세요.")
            probe, column = found[str(measure)]
            values = {
                name: value
                for name, row in self._rows().items()
                if (value := column.of(row.probes.get(probe, {}))) is not None
            }
            order = sorted(values, key=lambda name: -values[name])
            bars = bars_of({name: values[name] for name in order}, column.form)
            about = PROBES[probe].about if probe in PROBES else _TUNED
            return empty(about) + charts.bars(bars, str(measure)) + self._table(found)

        return shown(make)

    def reports(self) -> str:
        """Everything else that was measured."""

        def make() -> str:
            found = "".join(map(_report, read_reports(self.results)))
            return found or empty("아직 재지 않았습니다. `make measure`가 재고 적습니다.")

        return shown(make)

    def _rows(self) -> Mapping[str, Row]:
        from slu.evaluation.compare import read_rows

        rows = read_rows(self.results / _WORDS)
        return dict(zip(short_names([row.name for row in rows]), rows, strict=True))

    def _columns(self) -> dict[str, tuple[str, Column]]:
        """By its title, the probe and the figure of it."""
        from slu.evaluation.compare import columns

        found = columns(list(self._rows().values()))
        return {column.title: (probe, column) for probe, column in found}

    def _table(self, found: Mapping[str, tuple[str, Column]]) -> str:
        rows = tuple(
            (name, *(_cell(row, probe, column) for probe, column in found.values()))
            for name, row in self._rows().items()
        )
        body = charts.table(Table(("임베딩", *found), rows))
        return f"<details><summary>모든 수</summary>{body}</details>"


def lay_out(page: ComparePage, blocks: gr.Blocks) -> None:
    """The page's widgets; the files are read when the page is opened."""
    lay_out_head(PATH)
    gr.HTML(
        section("임베딩", "같은 글에서 배운 임베딩들에 같은 것을 물었습니다. 길수록 좋습니다.", ""),
        elem_classes="mg-page",
    )
    measure = gr.Dropdown([], label="무엇으로 견줄까요", elem_id="mg-measure")
    families = gr.HTML(elem_classes="mg-page", elem_id="mg-compared")
    reports = gr.HTML(elem_classes="mg-page", elem_id="mg-reports")

    def open_() -> tuple[gr.Dropdown, str, str]:
        try:
            titles = page.measures()
        except DataError:
            titles = []
        first = titles[0] if titles else None
        return gr.Dropdown(titles, value=first), page.families(first), page.reports()

    blocks.load(open_, None, [measure, families, reports], **BUSY)
    measure.input(page.families, measure, families, **BUSY)


def _report(report: Report) -> str:
    if report.fault:
        return section(report.title, "", fault(report.fault))
    body = charts.bars(report.bars, report.title) if report.bars else ""
    if report.points:
        body += charts.curve(report.points, "확신", "맞은 몫")
    if report.table is not None:
        body += f"<details><summary>모든 수</summary>{charts.table(report.table)}</details>"
    source = f'<p class="mg-dim mg-source">docs/results/{report.file}</p>'
    return section(report.title, report.about, body + source)


def _cell(row: Row, probe: str, column: Column) -> str:
    value = column.of(row.probes.get(probe, {}))
    return "–" if value is None else format(value, column.form)
