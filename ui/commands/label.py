"""`malgwi label`: sentences of conversations made into examples, one by one or as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from slu.errors import DataError
from ui.commands import load
from ui.commands.conversations import Database

if TYPE_CHECKING:
    from dialog.labelling import Said
    from dialog.teaching.labels import Labels

_KEYS = "Enter 맞음 · e 고침 · s 넘김(다시 안 나옴) · l 나중에 · q 그만"
_NOTHING = "기다리는 문장이 없습니다."


def label(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="비서의 폴더.")],
    only_list: Annotated[
        bool, typer.Option("--list", help="기다리는 문장과 모델의 짐작을 보기만 합니다.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--export", metavar="파일", help="짐작을 적은 표(CSV)로 내보냅니다."),
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--import", metavar="파일", help="내보내 바로잡은 표를 다시 받습니다."),
    ] = None,
    database: Database = None,
) -> None:
    """대화에서 들은 말을 바로잡아 예문에 더합니다. 확신이 낮은 것부터 하나씩 묻습니다.

    슬롯은 [글](이름)으로 적습니다. 내보낸 표에서는 text와 intent를 고칩니다:
    intent가 비어 있으면 계속 기다리고, '-'이면 넘깁니다.
    """
    if sum((only_list, out is not None, filled is not None)) > 1:
        raise typer.BadParameter("--list, --export, --import 가운데 하나만 쓸 수 있습니다.")
    labels = _labels(folder, database)
    labels.refuse_unwanted()
    if out is not None:
        typer.echo(f"{out}에 문장 {labels.write(out):,}개를 적었습니다.")
    elif filled is not None:
        _take_in(labels, filled)
    elif only_list:
        _show(labels)
    else:
        _ask(labels, Console())


def _labels(folder: Path, database: str | None) -> Labels:
    from dialog.teaching.labels import Labels

    chosen = load.assistant_folder(folder)
    return Labels(chosen, load.store(database or str(load.database(chosen))))


def _take_in(labels: Labels, path: Path) -> None:
    taken = labels.take_in(path, load.clock())
    typer.echo(
        f"예문 {taken.added:,}개를 더하고 {taken.left_out:,}개를 넘겼습니다. "
        f"의도를 적지 않은 {taken.waiting:,}개는 계속 기다립니다."
    )
    if taken.gone:
        load.SIGNS.print(f"이제 기다리지 않는 {taken.gone:,}줄은 건너뛰었습니다.")


def _show(labels: Labels) -> None:
    found = labels.waiting()
    if not found:
        load.SIGNS.print(_NOTHING)
        return
    table = Table("확신", "모델의 짐작", "의도")
    for said in found:
        marked, intent = labels.guess(said)
        table.add_row(f"{said.understanding.confidence:.0%}", Text(marked), intent or "?")
    Console().print(table)


def _ask(labels: Labels, console: Console) -> None:
    """Sentence by sentence, until none is left, or who labels has enough."""
    found = labels.waiting()
    if not found:
        load.SIGNS.print(_NOTHING)
        return
    console.print(_KEYS, style="dim")
    added = 0
    try:
        for number, said in enumerate(found, start=1):
            marked, intent = labels.guess(said)
            sure = f"{said.understanding.confidence:.0%}"
            console.print(f"\n[dim]{number}/{len(found)} 확신 {sure}[/]")
            console.print(Text.assemble(marked, (f"  {intent or '?'}", "cyan")))
            done = _settled(labels, console, said)
            if done is None:
                break
            added += done
    except (EOFError, KeyboardInterrupt):
        pass
    console.print(f"\n예문 {added:,}개를 더했습니다.")
    if added:
        console.print(f"다음: malgwi train {labels.folder.path}", style="dim")


def _settled(labels: Labels, console: Console, said: Said) -> int | None:
    """How many examples a sentence gave; None where no other is wanted. Keys may be Hangul's."""
    marked, intent = labels.guess(said)
    while True:
        answer = console.input("[bold]>[/] ").strip().lower()
        if answer in ("q", "ㅂ", "그만", "끝"):
            return None
        if answer in ("l", "ㅣ", "나중에"):
            return 0
        if answer in ("s", "ㄴ", "넘김"):
            labels.leave_out(said)
            return 0
        if answer in ("e", "ㄷ", "고침"):
            marked = console.input("  문장(그대로면 Enter): ").strip() or marked
            intent = _intent(labels, console, intent)
        elif answer:
            console.print(_KEYS, style="dim")
            continue
        elif intent is None:
            console.print("짐작한 의도가 이 비서에 없습니다. e를 눌러 의도를 적어 주세요.")
            continue
        try:
            labels.learn(said, marked, intent or "", load.clock())
            return 1
        except DataError as fault:
            console.print(Text(str(fault), "red"))


def _intent(labels: Labels, console: Console, guessed: str | None) -> str | None:
    """The intent that is typed, or the guess."""
    console.print(Text(f"  의도: {', '.join(labels.intents)}", "dim"))
    there = "" if guessed is None else f"(그대로면 Enter, {guessed})"
    return console.input(f"  의도{there}: ").strip() or guessed
