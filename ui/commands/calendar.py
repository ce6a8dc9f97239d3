"""`malgwi calendar export`: the shipped assistant's calendar for other calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slu.errors import DataError
from ui.commands import load
from ui.commands.conversations import Database


def export(
    file: Annotated[Path, typer.Argument(metavar="파일", help="쓸 파일(.ics).")],
    conversation: Annotated[
        str, typer.Option(metavar="대화", help="대화의 이름. 없으면 터미널의 대화.")
    ] = "terminal",
    database: Database = None,
) -> None:
    """일정과 알람, 알림을 다른 달력이 읽는 파일(iCalendar)로 내보냅니다."""
    from dialog.assistants.malgwi.ics import to_ics

    zone = load.ZONE.key
    with load.store(database).reading() as session:
        data = to_ics(session, conversation, load.clock(), zone)
    try:
        file.write_bytes(data)
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", file) from fault
    count = data.count(b"BEGIN:VEVENT")
    typer.echo(f"일정과 알람 {count:,}개를 {file}에 적었습니다.")
