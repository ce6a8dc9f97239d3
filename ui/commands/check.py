"""`malgwi check`: looks through an assistant's project, ours or Rasa's, before it is taught."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ui.commands import load

if TYPE_CHECKING:
    from dialog.project.playing import Mismatch
    from dialog.project.report import Report


def check(
    folder: Annotated[
        Path, typer.Argument(metavar="폴더", help="비서의 폴더. Rasa 3 프로젝트도 됩니다.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="찾은 것을 JSON으로.")] = False,
) -> None:
    """도메인, 규칙, 예문, 이야기를 살펴 잘못된 곳과 쓰지 않는 것을 알려 줍니다.
    잘못이나 다르게 흐르는 이야기가 있으면 1로 끝납니다."""
    with load.busy("살피는 중…"):
        from dialog.project.report import look_through

        report = look_through(folder)
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _show(report, Console(highlight=False, soft_wrap=True))
    if not report.is_sound:
        raise typer.Exit(1)


def _show(report: Report, console: Console) -> None:
    _listed(console, "고칠 것", "bold red", list(report.faults))
    _listed(console, "읽었지만 쓰지 않는 것", "bold yellow", [str(one) for one in report.remarks])
    for one in report.mismatches:
        console.print(_mismatch(one))
    console.print(
        f"의도 {report.intents}개, 예문 {report.examples:,}개, 이야기 {report.stories}개"
        f"(다르게 흐르는 것 {len(report.mismatches)}개)"
    )
    if report.is_sound:
        console.print("말귀가 쓸 수 있습니다.", style="green")


def _listed(console: Console, title: str, style: str, lines: list[str]) -> None:
    if lines:
        console.print(Text(f"{title} {len(lines)}건", style=style))
        for line in lines:
            console.print(Text(f"  {line}"))


def _mismatch(one: Mismatch) -> Text:
    text = Text.assemble(
        ("다르게 흐름 ", "bold red"),
        (one.story.name, "bold"),
        f"  {one.story.path}:{one.turn.line}\n",
    )
    text.append(f"  {one.turn.intent}  이야기  {_names(one.turn.actions)}\n", "green")
    text.append(f"  {' ' * len(one.turn.intent)}  말귀    {_names(one.did)}", "red")
    return text


def _names(actions: tuple[str, ...]) -> str:
    return ", ".join(actions) or "아무것도 하지 않음"


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "faults": list(report.faults),
        "remarks": [str(one) for one in report.remarks],
        "examples": report.examples,
        "stories": report.stories,
        "mismatches": [
            {
                "file": str(one.story.path),
                "line": one.turn.line,
                "story": one.story.name,
                "expected": list(one.turn.actions),
                "did": list(one.did),
            }
            for one in report.mismatches
        ],
    }
