"""`malgwi compare`: families of embeddings, asked the same by every probe, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from slu.errors import MalgwiError
from slu.paths import ROOT
from ui.commands import load

if TYPE_CHECKING:
    from rich.status import Status

    from slu.evaluation.compare import Row, Watching
    from slu.training.task_loop import Progress

_COLUMNS = 5  # beside the name; what is more goes into a further table
_RECIPE = ROOT / "slu" / "training" / "recipes" / "words-joint.yml"
# As in `slu.evaluation.words.probes`, which takes seconds to import.
_PROBES = (
    "wordsim, analogies, coverage, coverage-nsmc, robustness, senses, korsts, nsmc, 3i4k, intents"
)


def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="폴더...",
            help="낱말 벡터, 인코더(ELMo, transformers 폴더, e5-small), 미세조정한 모델의 폴더.",
        ),
    ],
    probes: Annotated[
        list[str] | None,
        typer.Option("--probe", metavar="이름", help=f"잴 것: {_PROBES}. 없으면 모두."),
    ] = None,
    train: Annotated[
        str | None, typer.Option(metavar="파일", help="의도를 배울 부탁. 없으면 MASSIVE.")
    ] = None,
    dev: Annotated[
        str | None, typer.Option(metavar="파일", help="잴 부탁. 없으면 MASSIVE.")
    ] = None,
    train_rows: Annotated[
        int, typer.Option(metavar="수", help="굳은 벡터로 배울 예문의 수.")
    ] = 10_000,
    candidates: Annotated[
        int, typer.Option(metavar="수", help="유추의 답을 고를 흔한 낱말의 수.")
    ] = 50_000,
    layers: Annotated[
        str, typer.Option(metavar="층", help="인코더의 층: mean(평균)이나 last(마지막).")
    ] = "mean",
    seed: Annotated[int, typer.Option(metavar="수", help="잡음과 예문 뽑기의 씨앗.")] = 0,
    finetune: Annotated[
        list[str] | None,
        typer.Option(
            metavar="종류",
            help="벡터 위에 얹어 미세조정할 것: dan, cnn, lstm, gru. 벡터를 두려면 gru-frozen처럼.",
        ),
    ] = None,
    recipe: Annotated[
        Path, typer.Option(metavar="YAML", help="미세조정의 옵션.", show_default=_RECIPE.name)
    ] = _RECIPE,
    models: Annotated[
        Path | None, typer.Option(metavar="폴더", help="미세조정한 모델을 둘 폴더.")
    ] = None,
    finetune_seeds: Annotated[
        list[int] | None,
        typer.Option("--finetune-seed", metavar="수", help="미세조정의 씨앗. 여럿이면 평균합니다."),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="파일", help="결과를 쓸 JSON. 이미 있으면 이어서 잽니다."),
    ] = None,
    plots: Annotated[Path | None, typer.Option(metavar="폴더", help="그림(PNG)을 쓸 폴더.")] = None,
    again: Annotated[bool, typer.Option("--again", help="이미 잰 것도 다시 잽니다.")] = False,
) -> None:
    """임베딩의 갈래들에 같은 것을 묻고 한 표로 견줍니다."""
    if finetune and models is None:
        raise MalgwiError("미세조정한 모델을 둘 폴더를 --models로 알려 주세요.")
    with load.SIGNS.status("준비하는 중…") as status:
        from slu.evaluation.compare import CompareOptions, read_rows
        from slu.evaluation.compare import compare as measure
        from slu.evaluation.words.finetuned import Finetuning
        from slu.evaluation.words.probes import PROBES, Settings

        seeds = tuple(finetune_seeds or (0,))
        requests = {name: value for name, value in (("train", train), ("dev", dev)) if value}
        options = CompareOptions(
            probes=tuple(probes or PROBES),
            settings=Settings(
                **requests,
                candidates=candidates,
                train_rows=train_rows,
                layers=layers,
                seed=seed,
            ),
            finetunings=tuple(
                Finetuning(kind, recipe, models or Path(), seeds, **requests)
                for kind in finetune or ()
            ),
            again=again,
        )
        known = [] if json_file is None else read_rows(json_file)
        rows = measure(names, options, known, _watching(status, json_file))
    show_comparison(rows, Console())
    if plots is not None:
        _draw(rows, plots)


def show_comparison(rows: Sequence[Row], console: Console) -> None:
    """A row a family: what was measured, in as many tables as the figures need, then what each
    cost. The best of each column stands out."""
    from slu.evaluation.compare import columns
    from slu.evaluation.words.names import short_names

    shown = columns(rows)
    names = short_names([row.name for row in rows])
    for at in range(0, len(shown), _COLUMNS):
        part = shown[at : at + _COLUMNS]
        table = _table([column.title for _, column in part])
        values = [[column.of(row.probes.get(name, {})) for name, column in part] for row in rows]
        best = [max(v for v in each if v is not None) for each in zip(*values, strict=True)]
        for name, found in zip(names, values, strict=True):
            cells = (
                _cell(value, column.form, value == top)
                for value, (_, column), top in zip(found, part, best, strict=True)
            )
            table.add_row(Text(name), *cells)
        console.print(table, "")
    console.print(_costs(rows, names))


def _cell(value: float | None, form: str, best: bool = False) -> Text:
    return Text("-" if value is None else format(value, form), "bold" if best else "")


def _costs(rows: Sequence[Row], names: Sequence[str]) -> Table:
    table = _table(["학습(초)", "낱말/초", "메모리(MB)", "크기(MB)", "차원", "어휘"])
    forms = (
        ("seconds", 1, ",.0f"),
        ("words_a_second", 1, ",.0f"),
        ("peak_bytes", 1e6, ",.0f"),
        ("bytes", 1e6, ",.1f"),
        ("dimension", 1, ",.0f"),
        ("words", 1, ",.0f"),
    )
    for row, short in zip(rows, names, strict=True):
        values = [(row.cost.get(name), unit, form) for name, unit, form in forms]
        cells = (_cell(value and value / unit, form) for value, unit, form in values)
        table.add_row(Text(short), *cells)
    return table


def _table(titles: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for title in titles:
        table.add_column(title, justify="right")
    return table


def _watching(status: Status, json_file: Path | None) -> Watching:
    """Shows on stderr what is going on, says once why a probe is passed over, and keeps the file
    up to date."""
    from slu.evaluation.compare import Watching, rows_json

    told: set[tuple[str, str]] = set()
    at = ""

    def doing(row: str, probe: str) -> None:
        nonlocal at
        at = f"{row}: {probe}"
        status.update(f"{at} 재는 중…")

    def skipped(row: str, probe: str, why: str) -> None:
        if (probe, why) not in told:
            told.add((probe, why))
            load.SIGNS.print(Text(f"{probe}: 재지 않고 넘어갑니다. {why}"), soft_wrap=True)

    def learning(progress: Progress) -> None:
        status.update(f"{at}: {progress.epoch + 1}/{progress.epochs}번째, 손실 {progress.loss:.3f}")

    def done(rows: Sequence[Any]) -> None:
        if json_file is not None:
            load.write_json(json_file, rows_json(rows))

    return Watching(doing, skipped, learning, done)


def _draw(rows: Sequence[Row], folder: Path) -> None:
    with load.busy("그리는 중…"):
        from slu.evaluation.figures.bars import comparison_figures
        from slu.evaluation.figures.canvas import save_png

        figures = comparison_figures(rows)
        for name, figure in figures.items():
            save_png(figure, folder / f"{name}.png")
    typer.echo(f"그림 {len(figures)}개를 {folder}에 그렸습니다.")
