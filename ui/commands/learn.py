"""`malgwi finetune`: a YAML file and these options fill one `FinetuneOptions`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ui.commands import load
from ui.commands.before_learning import Overwrite, Precision, check_place, warn_of_untaught
from ui.commands.learning import epochs_on, learning_bar
from ui.commands.measure import show_evaluation

if TYPE_CHECKING:
    from slu.training.task_loop import Measures


def finetune(
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
    train: Annotated[str | None, typer.Option(metavar="파일", help="학습 자료.")] = None,
    dev: Annotated[str | None, typer.Option(metavar="파일", help="잴 자료.")] = None,
    out: Annotated[str | None, typer.Option(metavar="폴더", help="모델을 쓸 폴더.")] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="이름",
            help="e5-small, malgwi(함께 온 모델의 것), transformers 폴더나 허브 이름, 또는 "
            "낱말 벡터 위의 dan:폴더, cnn:폴더, lstm:폴더, gru:폴더.",
        ),
    ] = None,
    hidden_size: Annotated[
        int | None, typer.Option(metavar="수", help="낱말 벡터 위 인코더의 폭(0: 알아서).")
    ] = None,
    layers: Annotated[
        int | None, typer.Option(metavar="수", help="낱말 벡터 위 인코더의 층수(0: 알아서).")
    ] = None,
    epochs: Annotated[int | None, typer.Option(metavar="수", help="자료를 도는 횟수.")] = None,
    batch_size: Annotated[
        int | None, typer.Option(metavar="수", help="한 번에 보는 예문 수.")
    ] = None,
    encoder_rate: Annotated[
        float | None, typer.Option(metavar="수", help="인코더의 학습률.")
    ] = None,
    head_rate: Annotated[float | None, typer.Option(metavar="수", help="머리의 학습률.")] = None,
    layer_decay: Annotated[
        float | None, typer.Option(metavar="수", help="층마다 줄어드는 학습률의 배수.")
    ] = None,
    weight_decay: Annotated[float | None, typer.Option(metavar="수", help="가중치 감쇠.")] = None,
    warmup: Annotated[
        float | None, typer.Option(metavar="수", help="학습률을 올리는 처음 몫.")
    ] = None,
    dropout: Annotated[float | None, typer.Option(metavar="수", help="드롭아웃.")] = None,
    average: Annotated[
        float | None, typer.Option(metavar="수", help="가중치 이동 평균의 감쇠(0: 평균하지 않음).")
    ] = None,
    frozen: Annotated[
        bool | None, typer.Option("--frozen/--tuned", help="인코더는 두고 머리만 학습.")
    ] = None,
    written: Annotated[
        float | None, typer.Option(metavar="수", help="사람이 적듯이 고쳐 쓰는 예문의 몫.")
    ] = None,
    typos: Annotated[
        float | None, typer.Option(metavar="수", help="오타를 넣는 예문의 몫.")
    ] = None,
    values: Annotated[
        float | None, typer.Option(metavar="수", help="슬롯의 값을 바꿔 넣는 예문의 몫.")
    ] = None,
    misheard: Annotated[
        float | None, typer.Option(metavar="수", help="음성 인식기가 잘못 듣듯이 고친 예문의 몫.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="파일", help="misheard가 따를 통로(malgwi noise fit).")
    ] = None,
    spacing: Annotated[
        str | None, typer.Option(metavar="꼴", help="모델이 읽는 띄어쓰기: kiwi나 given.")
    ] = None,
    teachers: Annotated[
        list[str] | None,
        typer.Option("--teacher", metavar="폴더", help="가르칠 모델. 여럿이면 평균합니다."),
    ] = None,
    tune_embeddings: Annotated[
        bool | None, typer.Option("--tune-embeddings/--freeze-embeddings", help="낱말 벡터도 학습.")
    ] = None,
    precision: Precision = None,
    patience: Annotated[
        int | None, typer.Option(metavar="횟수", help="나아지지 않아도 기다릴 에폭(0: 끝까지).")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """예문으로 모델을 학습합니다. 끊기면 같은 명령으로 이어집니다."""
    named = {name: value for name, value in locals().items() if name not in ("config", "overwrite")}
    named["teachers"] = tuple(teachers) if teachers else None
    with load.busy("준비하는 중…"):
        from slu.data import read
        from slu.paths import find_data
        from slu.training import finetune as training
        from slu.training.options import read_options

        options = read_options(config, named)
        check_place(Path(options.out), overwrite)
        warn_of_untaught(*(read(find_data(name)) for name in (options.train, options.dev)))
    with learning_bar() as bar:
        measured = training.finetune(options, epochs_on(bar, _told))
    show_evaluation(measured, Console())
    typer.echo(f"모델을 {options.out}에 썼습니다.")


def _told(measured: tuple[Measures, ...]) -> str:
    figures = measured[0].figures()
    return (
        f"의도 {figures['intent_accuracy']:.2%}, 슬롯 F1 {figures['slot_f1']:.2%}, "
        f"온전히 맞음 {figures['exact_match']:.2%}"
    )
