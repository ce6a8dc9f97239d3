"""`malgwi finetune-tasks` and `malgwi classify`: an encoder on other tasks than the assistant's."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from ui.commands import load
from ui.commands.before_learning import Overwrite, Precision, check_place
from ui.commands.learning import epochs_on, learning_bar

if TYPE_CHECKING:
    from slu.training.task_loop import Measures
    from slu.training.task_options import TaskOptions
    from slu.training.tasks import TaskResult
    from slu.understanding.sentence_predictor import Answer


def finetune_tasks(
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
    tasks: Annotated[
        list[str] | None,
        typer.Option("--task", metavar="이름", help="nsmc, korsts, 3i4k, stylekqc. 여럿이면 함께."),
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="폴더", help="모델을 쓸 폴더.")] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="이름",
            help="e5-small, transformers 폴더나 허브 이름, 또는 낱말 벡터 위의 "
            "dan:폴더, cnn:폴더, lstm:폴더, gru:폴더. random:을 앞에 붙이면 배우지 않은 것.",
        ),
    ] = None,
    hidden_size: Annotated[
        int | None, typer.Option(metavar="수", help="낱말 벡터 위 인코더의 폭(0: 알아서).")
    ] = None,
    layers: Annotated[
        int | None, typer.Option(metavar="수", help="낱말 벡터 위 인코더의 층수(0: 알아서).")
    ] = None,
    tune_embeddings: Annotated[
        bool | None, typer.Option("--tune-embeddings/--freeze-embeddings", help="낱말 벡터도 학습.")
    ] = None,
    frozen: Annotated[
        bool | None, typer.Option("--frozen/--tuned", help="인코더는 두고 머리만 학습.")
    ] = None,
    max_train: Annotated[
        int | None, typer.Option(metavar="수", help="과제마다 쓸 학습 예문 수(0: 모두).")
    ] = None,
    max_dev: Annotated[
        int | None, typer.Option(metavar="수", help="과제마다 잴 예문 수(0: 모두).")
    ] = None,
    sampling: Annotated[
        str | None,
        typer.Option(metavar="방법", help="과제를 고르는 비율: proportional이나 root."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(metavar="수", help="자료를 도는 횟수.")] = None,
    batch_size: Annotated[
        int | None, typer.Option(metavar="수", help="한 번에 보는 예문 수.")
    ] = None,
    encoder_rate: Annotated[
        float | None, typer.Option(metavar="수", help="인코더의 학습률.")
    ] = None,
    head_rate: Annotated[float | None, typer.Option(metavar="수", help="머리의 학습률.")] = None,
    precision: Precision = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """문장 과제로 인코더를 학습하고 잽니다. 끊기면 같은 명령으로 이어집니다."""
    named = {name: value for name, value in locals().items() if name not in ("config", "overwrite")}
    named["tasks"] = tuple(tasks) if tasks else None
    with load.busy("준비하는 중…"):
        from slu.training.reading import read_into
        from slu.training.task_options import TaskOptions

        options = read_into(TaskOptions, config, named)
        check_place(Path(options.out), overwrite)
    Console().print(_table(_train(options)))
    typer.echo(f"모델을 {options.out}에 썼습니다.")


def _train(options: TaskOptions) -> tuple[TaskResult, ...]:
    """Trains under a bar; the main figures are told after every epoch."""
    from slu.training.tasks import finetune_tasks as train

    def told(measured: tuple[Measures, ...]) -> str:
        found = zip(options.tasks, measured, strict=True)
        return ", ".join(f"{name} {task.main.value:.2%}" for name, task in found)

    with learning_bar() as bar:
        return train(options, epochs_on(bar, told))


def classify(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="finetune-tasks가 쓴 모델 폴더.")],
    text: Annotated[str, typer.Argument(metavar="문장", help="알아볼 문장.")],
    second: Annotated[
        str | None, typer.Option("--with", metavar="문장", help="견줄 두 번째 문장.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 적습니다.")] = False,
) -> None:
    """문장이 어느 부류인지, 또는 두 문장이 얼마나 비슷한지 과제마다 답합니다."""
    with load.busy("모델을 여는 중…"):
        from slu.understanding.sentence_folder import load_sentence_folder

        answers = load_sentence_folder(folder).answer(text, second)
    if as_json:
        typer.echo(json.dumps([asdict(answer) for answer in answers], ensure_ascii=False))
        return
    for answer in answers:
        typer.echo(f"{answer.task}: {_said(answer)}")


def _said(answer: Answer) -> str:
    if answer.grade is not None:
        return f"{answer.grade:.2f}"
    return f"{answer.label} ({answer.confidence:.1%})"


def _table(results: tuple[TaskResult, ...]) -> Table:
    from slu.training.tasks import figure_rows

    table = Table("과제", "예문", "지표", "값", "95% 신뢰구간", box=None, pad_edge=False)
    for result in results:
        for place, (name, figure) in enumerate(figure_rows(result)):
            head = ("", "") if place else (result.task, f"{result.figures.examples:,}")
            values = f"{figure.value:.2%}", f"{figure.low:.2%} ~ {figure.high:.2%}"
            table.add_row(*head, name, *values)
    return table
