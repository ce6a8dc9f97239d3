"""`malgwi fill`: what an encoder that was pretrained on hidden pieces expects in a blank."""

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

_BAR = 30


def fill(
    text: Annotated[
        str, typer.Argument(metavar="문장", help="[MASK](또는 ___)가 꼭 한 번 든 문장.")
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="폴더", help="사전학습한(mlm) 폴더. 없으면 함께 온 BERT."),
    ] = None,
    count: Annotated[int, typer.Option(metavar="수", min=1, max=100, help="보일 조각의 수.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 적습니다.")] = False,
) -> None:
    """문장의 빈칸에 올 만한 조각과 그 확률을 보여 줍니다."""
    with load.busy("빈칸을 채우는 중…"):
        from slu.evaluation.words.filling import Filler
        from slu.training.bert_encoder import shipped_bert

        found = Filler.load(model or shipped_bert()).fill(text, count)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    table = Table("조각", "확률", "", box=None, pad_edge=False)
    for guess in found.guesses:
        bar = "█" * round(guess.probability * _BAR)
        table.add_row(Text(guess.piece), f"{guess.probability:.1%}", bar)
    Console().print(table)
