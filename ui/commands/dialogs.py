"""`malgwi test-dialogs`: conversations written in files, played and compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from slu.errors import DataError
from ui.commands import load

if TYPE_CHECKING:
    from dialog.dialogs.runner import Result

_STYLES = {"나": "bold", "봇": "cyan", "울림": "yellow", "지금": "dim"}
_COUNTS = {
    "passed": "통과",
    "failed": "실패",
    "not_yet": "아직",
    "now_passing": "이제 통과",
}


def play(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="폴더",
            help="대화 파일(.txt)이나 그 폴더, 또는 domain.yml이 있는 비서의 폴더. "
            "없으면 함께 온 비서의 대화.",
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="글자", help="제목에 이 글자가 든 대화만 해 봅니다.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="결과를 JSON으로 보여 줍니다.")] = False,
    model: Annotated[
        Path | None, typer.Option(metavar="폴더", help="모델 폴더. 없으면 비서의 것.")
    ] = None,
) -> None:
    """파일에 적어 둔 대화를 해 보고, 적힌 대로 답하는지 봅니다. 하나라도 다르면 1로 끝납니다."""
    from dialog.dialogs.reading import read_folder
    from dialog.project.files import find_domain

    given = folder is not None and not find_domain(folder).exists()
    assistant = load.assistant_folder(None if given else folder)
    place = folder if folder is not None and given else assistant.path / "dialogs"
    chosen = read_folder(place)
    if title is not None:
        chosen = [one for one in chosen if title in one.title]
        if not chosen:
            raise DataError(
                f"제목에 '{title}'이(가) 든 대화가 없습니다. 글자를 확인해 주세요.", place
            )
    understander = load.understander(model or assistant.model)
    with load.busy("대화를 여는 중…"):
        from dialog.dialogs.runner import Runner

        runner = Runner(assistant.path, understander)
        runner.check(chosen)
    with load.busy(f"대화 {len(chosen)}개를 해 보는 중…"):
        results = [runner.run(one) for one in chosen]
    if as_json:
        typer.echo(json.dumps(_as_json(results), ensure_ascii=False, indent=2))
    else:
        _show(results, Console(highlight=False, soft_wrap=True))
    if any(result.status == "failed" for result in results):
        raise typer.Exit(1)


def _counts(results: Sequence[Result]) -> dict[str, int]:
    return {name: sum(one.status == name for one in results) for name in _COUNTS}


def _show(results: Sequence[Result], console: Console) -> None:
    """The failures with all that went before them, what passes unexpectedly, and the counts."""
    for result in results:
        if result.status == "failed":
            console.print(_failure(result))
    for result in results:
        if result.status == "now_passing":
            where = f"{result.conversation.path}:{result.conversation.line}"
            console.print(
                f"{where}: '{result.conversation.title}'이(가) 이제 통과합니다. "
                "제목에서 [아직]을 지워 주세요.",
                markup=False,
            )
    counts = ((name, number) for name, number in _counts(results).items() if number)
    said = ", ".join(f"{_COUNTS[name]} {number}" for name, number in counts)
    console.print(f"대화 {len(results)}개: {said}", style="bold")


def _failure(result: Result) -> Text:
    one = result.conversation
    text = Text.assemble(("실패 ", "bold red"), (one.title, "bold"), f"  {one.path}:{one.line}\n")
    for line in result.played:
        text.append(f"    {line.who}: {line.text}\n", _STYLES[line.who])
    for fault in result.faults:
        text.append(f"  {fault.line}번째 줄  바란 것  {fault.expected}\n", "green")
        text.append(f"  {' ' * len(f'{fault.line}번째 줄')}  나온 것  {fault.came}\n", "red")
    return text


def _as_json(results: Sequence[Result]) -> dict[str, Any]:
    return {**_counts(results), "conversations": [_told(result) for result in results]}


def _told(result: Result) -> dict[str, Any]:
    one = result.conversation
    return {
        "file": str(one.path),
        "line": one.line,
        "title": one.title,
        "status": result.status,
        "faults": [
            {"line": fault.line, "expected": fault.expected, "came": fault.came}
            for fault in result.faults
        ],
        "played": [{"who": line.who, "text": line.text} for line in result.played],
    }
