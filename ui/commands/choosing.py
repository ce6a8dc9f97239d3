"""`malgwi fit-choice`: learning how much sound and meaning count when readings compete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from slu.errors import MalgwiError
from ui.commands import load

if TYPE_CHECKING:
    from slu.training.choosing import LearnedWeights


def fit_choice(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="목록", help="줄마다 `audio`, `text`, `intent`, `slots`가 든 JSONL."
        ),
    ],
    model: Annotated[Path, typer.Argument(metavar="폴더", help="학습이 끝난 모델 폴더.")],
    readings: Annotated[
        int, typer.Option(metavar="수", min=2, max=10, help="녹음마다 듣고 적는 글의 수.")
    ] = 5,
) -> None:
    """들은 글이 여럿일 때 소리와 뜻을 얼마씩 보고 고를지 배워 모델 폴더에 적습니다."""
    from slu.data.recordings import read_recordings
    from slu.evaluation.heard import listen
    from slu.speech.recogniser import RecognitionOptions
    from slu.training.choosing import choices, learn
    from slu.understanding.choosing import write_weights
    from slu.understanding.model_folder import load_folder

    recordings = read_recordings(manifest)
    predictor, recogniser = load_folder(model), load.recogniser()
    options = RecognitionOptions(readings=readings)
    with Progress(console=load.SIGNS) as bar:
        task = bar.add_task("듣는 중", total=len(recordings))
        heard = listen(recordings, recogniser, options, lambda: bar.advance(task))
    found = learn(choices(predictor, [each.gold for each in recordings], heard))
    try:
        write_weights(model, found.weights, {"readings": readings, "measured": found.measured()})
    except OSError as fault:
        raise MalgwiError(f"{model}: 쓸 수 없습니다({fault.strerror}).") from fault
    show(found, Console())
    typer.echo(f"{model}에 썼습니다.")


def show(found: LearnedWeights, console: Console) -> None:
    """The weights, and what the choices by them are worth."""
    table = Table(f"녹음 {found.recordings:,}개", "값", box=None, pad_edge=False)
    table.add_row("후보에 따라 뜻이 달라지는 녹음", f"{found.telling:,}")
    table.add_row("소리의 무게", f"{found.weights.sound:.2f}")
    table.add_row("의도의 무게", f"{found.weights.intent:.2f}")
    table.add_row("슬롯의 무게", f"{found.weights.slots:.2f}")
    for name, value in found.measured().items():
        table.add_row(_MEASURES[name], f"{value:.3f}")
    console.print(table)
    console.print("얻은 것은 의도가 맞으면 1, 거기에 슬롯 F1(뜻으로)을 더한 것의 평균입니다.")


_MEASURES = {
    "first": "얻은 것: 늘 첫 후보",
    "unseen": "얻은 것: 처음 보는 녹음에서 골랐을 때(5겹)",
    "chosen": "얻은 것: 배운 녹음에서 골랐을 때",
    "best": "얻은 것: 늘 가장 나은 후보",
}
