"""`malgwi calibrate`: what a model's confidence is worth, put right on half of the dev data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from slu.errors import MalgwiError
from ui.commands import load

if TYPE_CHECKING:
    from slu.training.calibrate import Calibrated


def calibrate(
    model: Annotated[Path, typer.Argument(metavar="폴더", help="학습이 끝난 모델 폴더.")],
    dev: Annotated[
        str | None, typer.Option(metavar="파일", help="절반으로 맞추고 절반으로 잴 자료.")
    ] = None,
    train: Annotated[str | None, typer.Option(metavar="파일", help="학습에 쓴 자료.")] = None,
    small_talk: Annotated[
        list[str] | None,
        typer.Option(metavar="파일", help="잡담. 할 일은 아니지만 대답합니다."),
    ] = None,
    out_of_scope: Annotated[
        list[str] | None,
        typer.Option(metavar="파일", help="맞는 의도가 없는 부탁들(딸린 목록 대신)."),
    ] = None,
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
) -> None:
    """확신의 값을 믿을 수 있게 맞추고, 할 줄 모르는 부탁을 가려내게 합니다."""
    with load.busy("맞추는 중…"):
        from slu.training.calibrate import CalibrateOptions
        from slu.training.calibrate import calibrate as fit
        from slu.training.reading import read_into

        named = {
            "dev": dev,
            "train": train,
            "small_talk": small_talk or None,
            "requests": out_of_scope or None,
        }
        options = read_into(CalibrateOptions, config, named)
        try:
            measured = fit(model, options)
        except OSError as fault:
            raise MalgwiError(f"파일을 읽거나 쓸 수 없습니다: {fault}") from fault
    show(measured, Console())
    typer.echo(f"{model}에 썼습니다.")


def show(measured: Calibrated, console: Console) -> None:
    """The fitted figures and those of half B."""
    table = Table(f"dev의 절반 B ({measured.utterances:,}문장)", "값", box=None, pad_edge=False)
    table.add_row("의도 정확도", f"{measured.accuracy:.2%}")
    table.add_row("온도", f"{measured.temperature:.3f}")
    table.add_row("확신의 오차 (ECE)", f"{measured.error_before:.2%} → {measured.error:.2%}")
    table.add_row("문턱", f"{measured.threshold:.3f}")
    table.add_row("문턱이 물리는 옳은 답", f"{measured.lost_right:.2%}")
    table.add_row("문턱이 물리는 틀린 답", f"{measured.lost_wrong:.2%}")
    if measured.lost_talk is not None:
        table.add_row("문턱이 물리는 잡담", f"{measured.lost_talk:.2%}")
    console.print(table)
