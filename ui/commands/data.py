"""`malgwi data`: looking through data files, and fetching public sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from slu.paths import data_home
from ui.commands import load

if TYPE_CHECKING:
    from slu.data import CheckReport, Progress

_SHOWN = 10


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="파일", help="살필 파일. 여럿이면 서로 견줍니다.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="찾은 것을 모두 JSON으로.")] = False,
) -> None:
    """자료의 수, 겹치는 예문, 엇갈린 표지, 잘못된 슬롯을 찾습니다. 읽을 수 없으면 1로 끝납니다."""
    with load.busy("살피는 중…"):
        from slu.data.check import check as look

        report = look(files)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        show_report(report, Console())
    if report.broken:
        raise typer.Exit(1)


def show_report(report: CheckReport, console: Console) -> None:
    """Counts a file, then each kind of fault with its first places."""
    table = Table(
        "파일", "꼴", "예문", "슬롯 있음", "의도", "슬롯 종류", "겹침", box=None, pad_edge=False
    )
    for file in report.files:
        counts = (file.utterances, file.with_slots, len(file.intents), len(file.slots))
        table.add_row(
            Text(file.path), file.format, *(f"{n:,}" for n in counts), f"{file.repeated:,}"
        )
    console.print(table)
    _listed(console, "읽을 수 없는 줄", [one.message for one in report.unreadable])
    _listed(
        console,
        "파일끼리 겹치는 예문",
        [
            f"{one.first} {one.rows_of_first:,}줄 = {one.second} {one.rows_of_second:,}줄"
            for one in report.shared
        ],
    )
    _listed(
        console,
        "같은 문장, 다른 표지",
        [
            f"{one.text}: " + " ↔ ".join(str(reading.intent) for reading in one.readings)
            if one.kind == "intent"
            else f"{one.text}: " + " ↔ ".join(", ".join(r.slots) or "없음" for r in one.readings)
            for one in report.conflicts
        ],
    )
    _listed(
        console,
        "잘못된 슬롯",
        [f"{one.place.path}:{one.place.line}: {one.message}" for one in report.slot_faults],
    )
    if not report.broken:
        console.print("읽는 데 문제가 없습니다.", style="green")


def _listed(console: Console, title: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(Text(f"\n{title} {len(lines):,}건", style="bold yellow"))
    for line in lines[:_SHOWN]:
        console.print(Text(f"  {line}"))
    if len(lines) > _SHOWN:
        console.print(f"  … 나머지 {len(lines) - _SHOWN:,}건은 --json으로 볼 수 있습니다.")


def download(
    name: Annotated[str, typer.Argument(metavar="이름", help="자료의 이름. 모르면 아무 이름이나.")],
) -> None:
    """공개된 자료를 제 주소에서 받습니다. 끊기면 같은 명령으로 이어집니다."""
    from slu.data.download import download as fetch

    home = data_home()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Bar(*columns, console=load.SIGNS) as bar:
        task = bar.add_task("받는 중", total=None)

        def watch(progress: Progress) -> None:
            bar.update(
                task, description=progress.file, total=progress.total, completed=progress.done
            )

        paths = fetch(name, home, watch)
    for path in paths:
        typer.echo(str(path))
