"""`malgwi noise`: rewriting labelled files as people write, and what kinds of noise there are."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.commands import load

_KINDS = {
    "written": "글로 쓰듯이: digits, particles, spacing을 섞어서",
    "digits": "풀어 쓴 수를 숫자로",
    "particles": "떨어진 조사를 붙여서",
    "spacing": "띄어쓰기를 달리",
    "typos": "자판과 맞춤법의 실수",
    "sounds": "소리를 잘못 들은 듯이",
}
_EXAMPLE = "내일 오전 일곱 시 삼십 분 에 거실 불 좀 켜 줘"


def apply(
    source: Annotated[Path, typer.Argument(metavar="원본", help="의도와 슬롯이 붙은 예문.")],
    target: Annotated[
        Path, typer.Argument(metavar="결과", help="쓸 파일. 형식은 확장자로 정합니다.")
    ],
    profile: Annotated[
        str, typer.Option(metavar="이름", help="잡음의 이름(malgwi noise profiles).")
    ] = "written",
    rate: Annotated[float, typer.Option(metavar="비율", help="건드릴 예문의 비율, 0에서 1.")] = 1.0,
    seed: Annotated[int, typer.Option(metavar="수", help="같은 수면 같은 결과가 나옵니다.")] = 0,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="형식",
            help="결과의 형식: jsonl, massive, rasa, conll, noisy(evaluate --noisy가 읽음).",
        ),
    ] = None,
) -> None:
    """예문을 사람이 쓰듯이 고쳐 씁니다. 슬롯은 글자 하나 어긋나지 않게 따라갑니다."""
    with load.busy("고쳐 쓰는 중…"):
        from slu.data import read, write
        from slu.data.noisy import write_noisy
        from slu.training.noise import NoiseOptions, apply_noise

        options = NoiseOptions(profile, rate, seed)
        given = read(source)
        found = apply_noise(given, options)
        if format_ == "noisy":
            write_noisy(target, given, found)
        else:
            write(target, found, format_)
    changed = sum(a.text != b.text for a, b in zip(given, found, strict=True))
    typer.echo(f"예문 {len(given):,}개 가운데 {changed:,}개를 고쳐 {target}에 썼습니다.")


def profiles() -> None:
    """고를 수 있는 잡음과 그 보기를 보여 줍니다."""
    from slu.core import Utterance
    from slu.training.noise import PROFILES

    table = Table("이름", "하는 일", "보기", box=None, pad_edge=False)
    for name, profile in PROFILES.items():
        changed = profile(Utterance(_EXAMPLE), random.Random(4))
        table.add_row(name, _KINDS.get(name, ""), Text(changed.text))
    console = Console()
    console.print(Text(f"원문: {_EXAMPLE}\n"))
    console.print(table)
