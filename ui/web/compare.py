"""비교: what was measured, from the files of `docs/results/`; nothing is typed in. What happens and
where it stands; the figures are those of `slu.evaluation.reports` and `slu.evaluation.compare`,
which takes two seconds to import and therefore waits for the first visitor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from slu.errors import DataError
from slu.evaluation.reports import RESULTS, Group, Report, Table, bars_of, read_reports
from slu.evaluation.words.names import short_names
from ui.web import charts
from ui.web.compare_names import GROUPS, measure_about, measure_title
from ui.web.frame import BUSY, empty, fault, section, shown
from ui.web.language import Language
from ui.web.render import escape

if TYPE_CHECKING:
    from slu.evaluation.compare import Row
    from slu.evaluation.words.probes import Column

PATH = "compare"
KOREAN = Language.KOREAN
_WORDS = "words.json"
_FIRST: tuple[Group, ...] = ("understanding", "encoders")


@dataclass(frozen=True)
class ComparePage:
    """The page over a folder of results."""

    results: Path = RESULTS

    def measures(self, say: Language = KOREAN) -> list[tuple[str, str]]:
        """What families of embeddings were measured by: what it is called, and its name."""
        return [(measure_title(title, say), title) for title in self._columns()]

    def families(self, measure: object, say: Language = KOREAN) -> str:
        """All families by one measure, the best first, as bars, and every figure in a table."""

        def make() -> str:
            from slu.evaluation.words.probes import PROBES

            found = self._columns()
            if not found:
                return empty(
                    say(
                        "아직 재지 않았습니다. `malgwi compare`가 재고 적습니다.",
                        "Not measured yet; `malgwi compare` measures it.",
                    )
                )
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
            about = measure_about(probe, PROBES[probe].about if probe in PROBES else None, say)
            title = measure_title(str(measure), say)
            return empty(about) + charts.bars(bars, title) + self._table(found, say)

        return shown(make)

    def reports(self, groups: Sequence[Group] = tuple(GROUPS), say: Language = KOREAN) -> str:
        """Everything else that was measured, group by group."""

        def make() -> str:
            found = read_reports(self.results, say)
            if not found:
                return empty(
                    say(
                        "아직 재지 않았습니다. `make measure`가 재고 적습니다.",
                        "Not measured yet; `make measure` measures it.",
                    )
                )
            return "".join(
                _group(group, [one for one in found if one.group == group], say) for group in groups
            )

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

    def _table(self, found: Mapping[str, tuple[str, Column]], say: Language) -> str:
        rows = tuple(
            (name, *(_cell(row, probe, column) for probe, column in found.values()))
            for name, row in self._rows().items()
        )
        heading = (say(*GROUPS["embeddings"]), *(measure_title(each, say) for each in found))
        return _all_figures(charts.table(Table(heading, rows)), say)


def lay_out(page: ComparePage, blocks: gr.Blocks, say: Language = KOREAN) -> None:
    """The page's widgets; the files are read when the page is opened."""
    first = gr.HTML(elem_classes="mg-page", elem_id="mg-reports")
    about = say(
        "같은 글에서 배운 임베딩들에 같은 것을 물었습니다. 길수록 좋습니다.",
        "The same was asked of embeddings learned from the same text; longer is better.",
    )
    gr.HTML(section(say(*GROUPS["embeddings"]), about, ""), elem_classes="mg-page")
    label = say("무엇으로 견줄까요", "Compare by")
    measure = gr.Dropdown([], label=label, elem_id="mg-measure")
    families = gr.HTML(elem_classes="mg-page", elem_id="mg-compared")
    rest = gr.HTML(elem_classes="mg-page", elem_id="mg-reports-after")

    def open_() -> tuple[gr.Dropdown, str, str, str]:
        try:
            choices = page.measures(say)
        except DataError:
            choices = []
        chosen = choices[0][1] if choices else None
        after = [group for group in GROUPS if group not in _FIRST]
        reports = page.reports(_FIRST, say), page.reports(after, say)
        return gr.Dropdown(choices, value=chosen), page.families(chosen, say), *reports

    def choose(measure: object) -> str:
        return page.families(measure, say)

    blocks.load(open_, None, [measure, families, first, rest], **BUSY)
    measure.input(choose, measure, families, **BUSY)


def _group(group: Group, reports: Sequence[Report], say: Language) -> str:
    """The reports of a group beneath its name; those of embeddings stand below what is asked."""
    body = "".join(_report(report, say) for report in reports)
    if not body:
        return ""
    title = "" if group == "embeddings" else f"<h2>{say(*GROUPS[group])}</h2>"
    return f'<section class="mg-part mg-group">{title}{body}</section>'


def _report(report: Report, say: Language) -> str:
    title = f"<h3>{escape(report.title)}</h3>"
    if report.fault:
        return title + fault(report.fault)
    body = charts.bars(report.bars, report.title) if report.bars else ""
    if report.points:
        body += charts.curve(report.points, say("확신", "confidence"), say("맞은 몫", "right"))
    if report.table is not None:
        body += _all_figures(charts.table(report.table), say)
    source = f'<p class="mg-dim mg-source">docs/results/{report.file}</p>'
    return f'<article class="mg-report">{title}{empty(report.about)}{body}{source}</article>'


def _all_figures(table: str, say: Language) -> str:
    return f"<details><summary>{say('모든 수', 'All figures')}</summary>{table}</details>"


def _cell(row: Row, probe: str, column: Column) -> str:
    value = column.of(row.probes.get(probe, {}))
    return "–" if value is None else format(value, column.form)
