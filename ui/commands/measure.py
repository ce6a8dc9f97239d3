"""`malgwi evaluate`: what a model is worth, on clean text and on noisy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from slu.errors import MalgwiError
from slu.paths import DEFAULT_MODEL
from ui.commands import load

if TYPE_CHECKING:
    from slu.evaluation.metrics import ClassRow, Confusion, Evaluation, Figure
    from slu.evaluation.noisy import NoisyEvaluation

_CONFUSIONS = 10
FIGURES = {
    "intent_accuracy": "의도 정확도",
    "slot_f1": "슬롯 F1",
    "slot_f1_trimmed": "슬롯 F1 (조사 떼고)",
    "slot_f1_by_value": "슬롯 F1 (뜻으로)",
    "exact_match": "온전히 맞음",
    "exact_match_by_value": "온전히 맞음 (뜻으로)",
}

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
    noisy: Annotated[
        Path | None,
        typer.Option(
            metavar="파일",
            help="잡음 낀 예문(noise apply --format noisy). 같은 id의 정답과 견줍니다.",
        ),
    ] = None,
    json_file: Json = None,
) -> None:
    """모델이 얼마나 잘 알아듣는지 잽니다."""
    if noisy is not None:
        if without is not None:
            raise MalgwiError("--noisy와 --without은 함께 줄 수 없습니다.")
        _evaluate_noisy(file, noisy, model, json_file)
        return
    with load.busy("재는 중…"):
        from slu.evaluation.files import evaluate_file

        measured = evaluate_file(file, model, without)
    if json_file is not None:
        load.write_json(json_file, measured.to_json())
    show_evaluation(measured, Console())


def _evaluate_noisy(file: Path, noisy: Path, model: Path, json_file: Path | None) -> None:
    with load.busy("재는 중…"):
        from slu.evaluation.noisy import evaluate_noisy_file

        measured = evaluate_noisy_file(file, noisy, model)
    if json_file is not None:
        load.write_json(json_file, measured.to_json())
    show_loss(measured, Console())


def show_evaluation(measured: Evaluation, console: Console) -> None:
    """The figures, a table a class, and what is taken for what."""
    table = Table(f"예문 {measured.utterances:,}개", "값", "95% 신뢰구간", box=None, pad_edge=False)
    for name, figure in measured.all_figures().items():
        table.add_row(FIGURES[name], f"{figure.value:.2%}", _interval(figure))
    console.print(table)
    console.print(_classes("의도", measured.intents), _classes("슬롯", measured.slots))
    console.print(_confusions("의도", measured.intent_confusions))
    console.print(_confusions("슬롯", measured.slot_confusions))


def show_loss(measured: NoisyEvaluation, console: Console) -> None:
    """The figures of the noisy text beside those of the clean, and the difference in points."""
    head = (
        f"예문 {measured.noisy.utterances:,}개",
        "깨끗한 글",
        "잡음 낀 글",
        "95% 신뢰구간",
        "차이",
    )
    table = Table(*head, box=None, pad_edge=False)
    clean = measured.clean.all_figures()
    for name, figure in measured.noisy.all_figures().items():
        change = (figure.value - clean[name].value) * 100
        shown = (f"{clean[name].value:.2%}", f"{figure.value:.2%}", _interval(figure))
        table.add_row(FIGURES[name], *shown, f"{change:+.2f}점")
    console.print(table)


def _interval(figure: Figure) -> str:
    return f"{figure.low:.2%} ~ {figure.high:.2%}"


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
