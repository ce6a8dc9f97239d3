"""`malgwi evaluate` and `evaluate-speech`: what a model and a recogniser are worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from slu.paths import DEFAULT_MODEL
from ui.commands import load

if TYPE_CHECKING:
    from slu.evaluation.metrics import ClassRow, Confusion, Evaluation

_CONFUSIONS = 10

Json = Annotated[Path | None, typer.Option("--json", metavar="파일", help="결과를 쓸 JSON.")]


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="파일", help="의도와 슬롯이 붙은 예문.")],
    model: Annotated[
        Path, typer.Option(metavar="폴더", help="모델 폴더.", show_default=False)
    ] = DEFAULT_MODEL,
    without: Annotated[
        Path | None,
        typer.Option(metavar="파일", help="이 파일에도 있는 문장은 빼고 잽니다(학습 자료 등)."),
    ] = None,
    json_file: Json = None,
) -> None:
    """모델이 얼마나 잘 알아듣는지 잽니다."""
    with load.busy("재는 중…"):
        from slu.evaluation.files import evaluate_file

        measured = evaluate_file(file, model, without)
    if json_file is not None:
        load.write_json(json_file, measured.to_json())
    show_evaluation(measured, Console())


def show_evaluation(measured: Evaluation, console: Console) -> None:
    """The four figures, a table a class, and what is taken for what."""
    table = Table(f"예문 {measured.utterances:,}개", "값", "95% 신뢰구간", box=None, pad_edge=False)
    for name, figure in (
        ("의도 정확도", measured.intent_accuracy),
        ("슬롯 F1", measured.slot_f1),
        ("슬롯 F1 (조사 떼고)", measured.slot_f1_trimmed),
        ("온전히 맞음", measured.exact_match),
    ):
        table.add_row(name, f"{figure.value:.2%}", f"{figure.low:.2%} ~ {figure.high:.2%}")
    console.print(table)
    console.print(_classes("의도", measured.intents), _classes("슬롯", measured.slots))
    console.print(_confusions("의도", measured.intent_confusions))
    console.print(_confusions("슬롯", measured.slot_confusions))


def _classes(title: str, rows: tuple[ClassRow, ...]) -> Table:
    table = Table(f"\n{title}", "\n개수", "\n정밀도", "\n재현율", "\nF1", box=None, pad_edge=False)
    for row in rows:
        scores = (f"{score:.1%}" for score in (row.precision, row.recall, row.f1))
        table.add_row(Text(row.name), f"{row.count:,}", *scores)
    return table


def _confusions(title: str, rows: tuple[Confusion, ...]) -> Table:
    table = Table(f"\n헷갈린 {title}", "\n으로 앎", "\n번", box=None, pad_edge=False)
    for row in rows[:_CONFUSIONS]:
        table.add_row(Text(row.gold), Text(row.predicted), f"{row.count:,}")
    return table
