"""`malgwi conversations`: stored conversations shown, exported, replayed, deleted, expired."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from slu.errors import DataError
from ui.commands import load

Database = Annotated[
    str | None,
    typer.Option(
        metavar="주소",
        help="SQLite 파일이나 postgresql:// 주소. 없으면 MALGWI_DATABASE, 그다음 내 파일.",
    ),
]
Conversation = Annotated[str, typer.Argument(metavar="대화", help="대화의 이름.")]
Yes = Annotated[bool, typer.Option("--yes", help="묻지 않고 지웁니다.")]

_TABLES = {
    "events": "사건",
    "event_originals": "가리기 전의 사건",
    "outbox": "메시지",
    "scheduled": "알람과 알림",
    "learnable": "배울 문장",
}


def list_(
    database: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 보여 줍니다.")] = False,
) -> None:
    """저장된 대화를 마지막에 말한 차례로 보여 줍니다."""
    from dialog import archive

    found = archive.summaries(load.store(database))
    if as_json:
        rows = [
            {
                "conversation": one.conversation,
                "events": one.events,
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("대화", "사건", "처음", "마지막")
    for one in found:
        moments = (f"{at.astimezone(load.ZONE):%Y-%m-%d %H:%M}" for at in (one.first, one.last))
        table.add_row(one.conversation, f"{one.events:,}", *moments)
    Console().print(table)


def export(
    conversation: Annotated[
        str | None, typer.Argument(metavar="대화", help="대화의 이름. 없으면 모두.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="파일", help="쓸 파일. 없으면 화면에 씁니다.")
    ] = None,
    database: Database = None,
) -> None:
    """대화의 사건을 한 줄에 하나씩 JSON으로 내보냅니다."""
    from dialog import archive

    store = load.store(database)
    names = [one.conversation for one in archive.summaries(store)]
    chosen = names if conversation is None else [conversation]
    lines = [line for name in chosen for line in archive.export(store, name)]
    if out is None:
        for line in lines:
            typer.echo(line)
        return
    try:
        out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", out) from fault
    typer.echo(f"대화 {len(chosen)}개, 사건 {len(lines):,}개를 {out}에 적었습니다.")


def replay(
    file: Annotated[Path, typer.Argument(metavar="파일", help="export가 쓴 파일.")],
    check: Annotated[
        bool,
        typer.Option("--check", help="데이터베이스의 대화와 같은지 견줍니다. 다르면 1로 끝납니다."),
    ] = False,
    database: Database = None,
) -> None:
    """내보낸 사건을 처음부터 다시 따라가, 대화가 어디까지 왔는지 JSON으로 보여 줍니다."""
    from dialog import archive

    trackers = archive.replay(file)
    if not check:
        told = [archive.tracker_to_json(tracker) for tracker in trackers]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    store = load.store(database)
    differing = [one for one in trackers if archive.stored(store, one.conversation) != one]
    for one in differing:
        typer.echo(f"'{one.conversation}'이(가) 데이터베이스와 다릅니다.", err=True)
    typer.echo(f"대화 {len(trackers)}개 가운데 {len(trackers) - len(differing)}개가 같습니다.")
    if differing:
        raise typer.Exit(1)


def delete(conversation: Conversation, yes: Yes = False, database: Database = None) -> None:
    """한 사람의 대화와 알람, 목록, 연락처, 메시지를 남김없이 지웁니다. 되돌릴 수 없습니다."""
    from dialog import archive

    store = load.store(database)
    if not yes:
        typer.confirm(f"'{conversation}'의 모든 것을 지울까요?", abort=True)
    _tell(archive.erase(store, conversation))


def expire(
    days: Annotated[int, typer.Argument(metavar="날", min=1, help="이보다 오래된 것을 지웁니다.")],
    database: Database = None,
) -> None:
    """오래된 사건과 끝난 메시지, 울린 알람을 지웁니다. 목록이나 울릴 알람은 남습니다."""
    from dialog import archive

    _tell(archive.expire(load.store(database), load.clock() - dt.timedelta(days=days)))


def _tell(taken: Mapping[str, int]) -> None:
    """What was taken, by table."""
    said = ", ".join(f"{_TABLES.get(name, name)} {count:,}" for name, count in taken.items())
    typer.echo(f"지웠습니다: {said}." if said else "지울 것이 없습니다.")
