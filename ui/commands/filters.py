"""`malgwi vectors filters`: what the filters of a convolutional model answer to."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.commands import load


def filters(
    model: Annotated[Path, typer.Argument(metavar="모델", help="cnn: 인코더로 학습한 모델 폴더.")],
    file: Annotated[
        Path, typer.Argument(metavar="파일", help="문장이 줄마다 하나인 .txt, 또는 예문 파일.")
    ],
    count: Annotated[int, typer.Option(metavar="수", min=1, help="보여 줄 필터의 수.")] = 10,
    each: Annotated[
        int, typer.Option(metavar="수", min=1, help="필터마다 보여 줄 낱말 줄의 수.")
    ] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 적습니다.")] = False,
) -> None:
    """CNN의 가장 센 필터들이 글에서 어떤 낱말 줄(n-그램)을 보고 켜지는지 보여 줍니다."""
    with load.busy("필터를 살피는 중…"):
        from slu.evaluation.filters import strongest_filters

        found = strongest_filters(model, file, count, each)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    table = Table("너비", "번호", "좋아하는 낱말 줄 (세기)", box=None, pad_edge=False)
    for one in found:
        told = ", ".join(f"{each.text} ({each.strength:.2f})" for each in one.favourites)
        table.add_row(str(one.width), str(one.number), Text(told))
    Console().print(table)
