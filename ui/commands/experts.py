"""`malgwi fit-experts`: further opinions on the intent for a model that is trained already."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from slu.errors import MalgwiError
from ui.commands import load
from ui.commands.measure import show_evaluation


def fit_experts(
    model: Annotated[Path, typer.Argument(metavar="폴더", help="학습이 끝난 모델 폴더.")],
    layer: Annotated[int, typer.Option(metavar="층", min=1, help="읽을 인코더의 층.")] = 6,
    even: Annotated[
        int,
        typer.Option(
            metavar="수", min=1, help="의도마다 예문이 이만큼이면 모델과 전문가의 무게가 같습니다."
        ),
    ] = 40,
) -> None:
    """학습한 모델 곁에 낱말과 뜻을 보는 두 전문가를 두어 의도를 함께 정하게 합니다.

    모델이 배운 자료에서 배웁니다. 점수가 달라지므로 그 뒤에 `malgwi calibrate`를 다시 합니다.
    """
    with load.busy("배우는 중…"):
        from slu.training.adding import add_experts
        from slu.training.options import ExpertOptions

        try:
            measured = add_experts(model, ExpertOptions(layer, even))
        except OSError as fault:
            raise MalgwiError(f"파일을 읽거나 쓸 수 없습니다: {fault}") from fault
    show_evaluation(measured, Console())
    typer.echo(f"{model}에 썼습니다. 이어서 `malgwi calibrate {model}`을 하세요.")
