"""`malgwi pretrain`: a YAML file and these options fill one `PretrainOptions`; and taking an
encoder's tokenizer out, to pack a corpus with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress as Bar

from ui.commands import load
from ui.commands.before_learning import Precision
from ui.commands.learning import learning_bar

if TYPE_CHECKING:
    from slu.training.pretraining.progress import News


def pretrain(
    config: Annotated[Path, typer.Argument(metavar="YAML", help="옵션을 적은 파일.")],
    pack: Annotated[str | None, typer.Option(metavar="폴더", help="묶은 말뭉치.")] = None,
    out: Annotated[str | None, typer.Option(metavar="폴더", help="인코더를 쓸 폴더.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="이름", help="이어서 학습할 인코더(none: 처음부터).")
    ] = None,
    steps: Annotated[int | None, typer.Option(metavar="수", help="고칠 횟수.")] = None,
    plan_minutes: Annotated[
        float | None, typer.Option(metavar="분", help="이 시간에 끝나도록 횟수를 정합니다.")
    ] = None,
    max_minutes: Annotated[
        float | None, typer.Option(metavar="분", help="이만큼 지나면 저장하고 멈춥니다.")
    ] = None,
    batch_rows: Annotated[int | None, typer.Option(metavar="수", help="한 번에 보는 줄.")] = None,
    accumulate: Annotated[
        int | None, typer.Option(metavar="수", help="나누어 셈하는 수(메모리가 모자랄 때).")
    ] = None,
    rate: Annotated[float | None, typer.Option(metavar="수", help="학습률.")] = None,
    precision: Precision = None,
    compile: Annotated[
        bool | None, typer.Option("--compile/--no-compile", help="인코더를 컴파일합니다.")
    ] = None,
    export_part_mb: Annotated[
        int | None, typer.Option(metavar="MB", help="결과를 이 크기의 조각으로도 씁니다.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
) -> None:
    """묶은 말뭉치로 인코더를 사전학습합니다. 끊기면 같은 명령으로 이어집니다."""
    named = {name: value for name, value in locals().items() if name != "config"}
    load.require("accelerate", "train")
    with load.busy("준비하는 중…"):
        from slu.training.pretraining.loop import pretrain as learn
        from slu.training.pretraining.options import read_options

        options = read_options(config, named)
    with learning_bar() as bar:
        finished = learn(options, _Report(bar))
    if finished:
        typer.echo(f"인코더를 {options.out}에 썼습니다.")
    else:
        typer.echo("정한 시간이 지나 저장했습니다. 같은 명령으로 이어집니다.")


def take_tokenizer(
    encoder: Annotated[str, typer.Argument(metavar="인코더", help="e5-small이나 인코더의 폴더.")],
    out: Annotated[Path, typer.Option(metavar="파일", help="tokenizer.json을 쓸 곳.")],
) -> None:
    """인코더의 토크나이저를 꺼냅니다. [MASK] 조각이 없으면 더합니다."""
    with load.busy("준비하는 중…"):
        from slu.training.pretraining.start import encoder_tokenizer

        tokenizer = encoder_tokenizer(encoder)
        out.parent.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(out))
    typer.echo(f"토크나이저({tokenizer.get_vocab_size():,}조각)를 {out}에 썼습니다.")


class _Report:
    """Shows news of a run under a bar."""

    def __init__(self, bar: Bar):
        self.bar, self.task = bar, bar.add_task("학습", total=None)

    def __call__(self, news: News) -> None:
        from slu.training.pretraining.progress import Step, line

        if not isinstance(news, Step):
            self.bar.console.print(line(news), markup=False)
            return
        losses = ", ".join(f"{name} {loss:.3f}" for name, loss in news.losses.items())
        used = "" if news.mfu is None else f", 최고 속도의 {news.mfu:.0%}"
        self.bar.update(
            self.task,
            total=news.steps,
            completed=news.step,
            description=f"손실 {losses}, 초당 {news.pieces_a_second:,.0f}조각{used}",
        )
